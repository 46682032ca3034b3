"""Places within a distance, on a real MongoDB."""

import json
import math
import random

import pytest

from hie.search import findings
from hie.search.near import EARTH_RADIUS


def _location(number: int, latitude: float, longitude: float) -> dict:
    return {
        "resourceType": "Location",
        "id": f"l{number}",
        "position": {"latitude": latitude, "longitude": longitude},
    }


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance by the angle between the two directions from the middle of the Earth."""
    (x, y, z), (u, v, w) = map(_direction, (a, b))
    cross = math.hypot(y * w - z * v, z * u - x * w, x * v - y * u)
    return EARTH_RADIUS * math.atan2(cross, x * u + y * v + z * w)


def _direction(place: tuple[float, float]) -> tuple[float, float, float]:
    latitude, longitude = map(math.radians, place)
    return (
        math.cos(latitude) * math.cos(longitude),
        math.cos(latitude) * math.sin(longitude),
        math.sin(latitude),
    )


@pytest.fixture(scope="module")
def places() -> list[tuple[float, float]]:
    """Places all over the Earth, and many around Kyiv."""
    numbers = random.Random(3)  # noqa: S311 - The same places in every run.
    everywhere = [
        (round(math.degrees(math.asin(numbers.uniform(-1, 1))), 5), round(numbers.uniform(-180, 180), 5))
        for _ in range(1500)
    ]
    around = [
        (round(50.45 + numbers.gauss(0, 0.3), 5), round(30.52 + numbers.gauss(0, 0.5), 5))
        for _ in range(1500)
    ]
    return everywhere + around


@pytest.fixture(scope="module")
def located(library, places):
    """The library with a Location at each of the places."""
    library.put(*(_location(number, *place) for number, place in enumerate(places)))
    return library


def test_what_is_within_is_found(located, places):
    """Circles of every size and place find what lies in them, and nothing else."""
    numbers = random.Random(5)  # noqa: S311 - The same circles in every run.
    for _ in range(150):
        middle = numbers.choice([*places, (89.99, 10.0), (-90.0, 0.0), (0.0, 180.0), (12.3, -179.999)])
        metres = round(10 ** numbers.uniform(2, 7.3))
        query = f"Location?near={middle[0]}|{middle[1]}|{metres}|m&_count=5000"
        found = {stored.id for stored in located.find(located.plan(query, max_count=5000))}
        # A millimetre around the circle may be on either side.
        inside = {f"l{i}" for i, place in enumerate(places) if _metres(middle, place) <= metres - 0.001}
        outside = {f"l{i}" for i, place in enumerate(places) if _metres(middle, place) > metres + 0.001}
        assert inside <= found, (middle, metres)
        assert not found & outside, (middle, metres)


@pytest.mark.parametrize("distance", ["1", "5", "20", "60"])
def test_near_reads_an_index(located, distance):
    """No more is looked at than the few cells that the circle touches."""
    planned = located.plan(f"Location?near=50.45|30.52|{distance}|km&_count=1000")
    explained = located.explain(planned)
    returned = explained["executionStats"]["nReturned"]

    assert "COLLSCAN" not in json.dumps(explained["queryPlanner"]["winningPlan"])
    assert explained["executionStats"]["totalDocsExamined"] <= 3 * returned + 10


def test_the_distance_is_told(located):
    """The entry of a match has the distance to the nearest of the places that were asked for."""
    asked = located.request("Location?near=50.45|30.52|3|km,0|0|1")
    planned = located.plan("Location?near=50.45|30.52|3|km,0|0|1")
    told = findings(asked)
    for stored in located.find(planned):
        found = json.loads("{" + told(stored)[1:].decode() + "}")["extension"][0]
        position = json.loads(stored.body)["position"]
        metres = _metres((50.45, 30.52), (position["latitude"], position["longitude"]))
        assert "http://hl7.org/fhir/StructureDefinition/location-distance" == found["url"]
        assert abs(found["valueDistance"]["value"] * 1000 - metres) <= 1
        assert "km" == found["valueDistance"]["code"]
