"""Which codes a value set may have at the most, where not all of them can be enumerated.

https://hl7.org/fhir/R4/valueset.html#compositions
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hie.conformance import Registry
from hie.terminology.expansion import Codes, expand
from hie.terminology.open_systems import OPEN_SYSTEMS

_LIMITS = ("concept", "filter", "valueSet")


class Bounds(NamedTuple):
    """Enumerated ``codes``, and ``systems`` of which other codes may belong, too.

    When it ``is_exact``, all codes of those systems do, and what these are is known.
    """

    codes: Codes
    systems: frozenset[str]
    is_exact: bool


def bounds(registry: Registry, value_set: str) -> Bounds | None:
    """The bounds of the value set ``value_set``; None when nobody can tell where they are."""
    return _bounds(registry, value_set, ())


def _bounds(registry: Registry, value_set: str, above: tuple[str, ...]) -> Bounds | None:
    codes = expand(registry, value_set)
    if codes is not None:
        return Bounds(codes, frozenset(), is_exact=True)
    definition = registry.resolve(value_set, "ValueSet")
    if definition is None or value_set in above:
        return None
    compose = definition.get("compose", {})
    found = [_of_part(registry, part, (*above, value_set)) for part in compose.get("include", ())]
    united = _union(found)
    if united is None or not compose.get("exclude"):
        return united
    # What is taken out again is not looked at: the bounds are only wider than they could be.
    return united._replace(is_exact=False)


def _union(parts: Iterable[Bounds | None]) -> Bounds | None:
    found = list(parts)
    known = [part for part in found if part is not None]
    if not found or len(known) < len(found):
        return None
    return Bounds(
        frozenset().union(*(part.codes for part in known)),
        frozenset().union(*(part.systems for part in known)),
        all(part.is_exact for part in known),
    )


def _of_part(registry: Registry, part: Mapping[str, Any], above: tuple[str, ...]) -> Bounds | None:
    """The bounds of one include."""
    system, value_sets = part.get("system"), part.get("valueSet", ())
    if system is None:
        if len(value_sets) == 1:
            return _bounds(registry, value_sets[0], above)
        return None
    if "concept" in part:
        codes = frozenset((system, item["code"]) for item in part["concept"])
        return Bounds(codes, frozenset(), is_exact=not value_sets)
    is_whole = not any(key in part for key in _LIMITS)
    return Bounds(frozenset(), frozenset({system}), is_exact=is_whole and system in OPEN_SYSTEMS)
