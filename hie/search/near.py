"""The parameter ``near`` of Location: what lies within a distance of a place on a sphere.

https://hl7.org/fhir/R4/location.html#search

A Location has an entry ``near=level:row:column`` in ``k`` for the cell of each level that it lies in, and
its longitude and latitude in ``x``.  A search asks for the few cells that the circle touches, by the index,
and of those what is really within.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hie.fhirpath import unit
from hie.outcome import BadRequest
from hie.search.entries import entries_filter
from hie.search.escapes import split, unescape
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter
from hie.search.request import Clause, Condition

FIELD = "k"
MODIFIERS: tuple[str, ...] = ()

#: Of the Earth as a sphere, in metres.
EARTH_RADIUS = 6_371_008.8
#: What is near when the client does not say, in metres.
DEFAULT_DISTANCE = 50_000

#: A cell of a level is 180° divided so many times by two; from about 1,250 km to 1.2 km.
LEVELS = (4, 6, 8, 10, 12, 14)
#: Cells that are looked up at the most; of the first level all of the Earth's may be.
MAX_CELLS = 200

_NUMBER = re.compile(r"[-+]?\d{1,20}(\.\d{1,20})?", re.ASCII)


class Circle(NamedTuple):
    """Degrees of the middle, and metres from there."""

    latitude: float
    longitude: float
    distance: float


def position(prefix: str, value: Mapping[str, Any], k: list[str]) -> list[float] | None:
    """Append the cells of a position to ``k``; return its longitude and latitude."""
    if "longitude" not in value or "latitude" not in value:
        return None
    longitude, latitude = float(value["longitude"]), float(value["latitude"])
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    k += [f"{prefix}{_cell(level, *_place(level, latitude, longitude))}" for level in LEVELS]
    return [longitude, latitude]


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    del parameter
    return "position"


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> Circle:
    """The circle that is looked in.

    Raises BadRequest when ``text`` is not ``latitude|longitude``, with a distance and its unit or without.
    """
    del modifier, options
    parts = [unescape(part) for part in split(text, "|")]
    numbers = [float(part) for part in parts[:3] if _NUMBER.fullmatch(part)]
    factor = _metres(parts[3] if len(parts) == 4 else "km")
    if len(parts) in (2, 3, 4) and len(numbers) == len(parts[:3]) and factor is not None:
        distance = numbers[2] * factor if len(numbers) == 3 else DEFAULT_DISTANCE
        if abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180 and distance >= 0:
            return Circle(numbers[0], numbers[1], distance)
    raise BadRequest.because("search-near-invalid", name=parameter.code, value=text)


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Circle]) -> Filter:
    """The filter for what lies in any of the circles."""
    del modifier
    found = [_within(parameter.code, circle) for circle in values]
    return found[0] if len(found) == 1 else {"$or": found}


def circles(clauses: Iterable[Clause]) -> list[Circle]:
    """The circles that a resource itself is looked for in."""
    return [
        circle
        for clause in clauses
        if isinstance(clause, Condition) and clause.parameter.kind == "near" and clause.modifier is None
        for circle in clause.values
    ]


def distance(circle: Circle, position: Sequence[float]) -> float:
    """Metres on the sphere from the middle of ``circle`` to a longitude and latitude."""
    longitude, latitude = (math.radians(angle) for angle in position)
    middle, meridian = math.radians(circle.latitude), math.radians(circle.longitude)
    chord = (
        math.sin((latitude - middle) / 2) ** 2
        + math.cos(middle) * math.cos(latitude) * math.sin((longitude - meridian) / 2) ** 2
    )
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def _metres(code: str) -> float | None:
    """How many metres the unit ``code`` is; None when it measures no length."""
    found = unit(code)
    return float(found.factor) if found is not None and found.dimensions == {("[length]", 1)} else None


def _within(name: str, circle: Circle) -> Filter:
    angle = min(circle.distance / EARTH_RADIUS, math.pi)
    middle = [circle.longitude, circle.latitude]
    exact: Filter = {f"x.{name}": {"$geoWithin": {"$centerSphere": [middle, angle]}}}
    return {**entries_filter([f"{name}={cell}" for cell in _cells(circle, angle)]), **exact}


def _cells(circle: Circle, angle: float) -> list[str]:
    """The cells that a circle of ``angle`` (radians) touches: of the finest level where they are few."""
    # A hair more, so that no error of rounding leaves out a cell.
    reach = math.degrees(angle) + 1e-9
    south, north = circle.latitude - reach, circle.latitude + reach
    if south <= -90 or north >= 90:
        west, east = -180.0, 180.0
    else:
        ratio = math.sin(math.radians(reach)) / math.cos(math.radians(circle.latitude))
        width = math.degrees(math.asin(min(1.0, ratio)))
        west, east = circle.longitude - width, circle.longitude + width
    for level in reversed(LEVELS):
        first, last = (_place(level, max(-90.0, min(90.0, end)), 0)[0] for end in (south, north))
        columns = list(_columns(level, west, east))
        if level == LEVELS[0] or len(columns) * (last - first + 1) <= MAX_CELLS:
            return [_cell(level, row, column) for row in range(first, last + 1) for column in columns]
    return []


def _columns(level: int, west: float, east: float) -> Iterator[int]:
    """The columns between two meridians, over the one where the days meet, too."""
    size, number = 180 / 2**level, 2 ** (level + 1)
    first, last = math.floor((west + 180) / size), math.floor((east + 180) / size)
    yield from (column % number for column in range(first, min(last, first + number - 1) + 1))


def _place(level: int, latitude: float, longitude: float) -> tuple[int, int]:
    """The row and column of the cell; the north pole is of the last row, the 180th meridian one of two."""
    size = 180 / 2**level
    row = min(math.floor((latitude + 90) / size), 2**level - 1)
    return row, math.floor((longitude + 180) / size) % 2 ** (level + 1)


def _cell(level: int, row: int, column: int) -> str:
    return f"{level}:{row}:{column}"
