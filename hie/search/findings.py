"""What the entry of a match tells of how it was found: the distance from the place that was asked for.

https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.search
"""

from collections.abc import Callable, Sequence

from hie.fhir import encode
from hie.search.canonical_units import UCUM
from hie.search.near import Circle, circles, distance
from hie.search.plan import Found
from hie.search.request import SearchRequest

DISTANCE = "http://hl7.org/fhir/StructureDefinition/location-distance"


def findings(request: SearchRequest) -> Callable[[Found], bytes]:
    """Makes, for each match of ``request``, the members of ``entry.search`` beside the mode."""
    places = circles(request.conditions)
    if not places:
        return lambda _: b""
    return lambda found: _distance(places, (found.fields or {})["x"]["near"])


def _distance(places: Sequence[Circle], position: Sequence[float]) -> bytes:
    """The distance to the nearest of ``places``, to the metre."""
    metres = min(distance(place, position) for place in places)
    value = {"value": round(metres / 1000, 3), "unit": "km", "system": UCUM, "code": "km"}
    return b',"extension":' + encode([{"url": DISTANCE, "valueDistance": value}])
