"""The codes of a value set where some of them come from code systems that only a grammar defines.

https://hl7.org/fhir/R4/valueset.html#compositions
"""

from collections.abc import Mapping
from typing import Any

from hie.conformance import Registry
from hie.terminology.expansion import Codes, expand
from hie.terminology.open_systems import OPEN_SYSTEMS

_LIMITS = ("concept", "filter", "valueSet")


def open_parts(registry: Registry, value_set: str) -> tuple[Codes, frozenset[str]] | None:
    """The codes that can be enumerated, and the open systems of which all codes belong.

    None when there is no open system in the value set, or a part of it is neither.
    """
    definition = registry.resolve(value_set, "ValueSet")
    if definition is None:
        return None
    compose = definition.get("compose", {})
    if compose.get("exclude"):
        return None
    codes: set[tuple[str, str]] = set()
    systems: set[str] = set()
    for part in compose.get("include", ()):
        if _is_open(part):
            systems.add(part["system"])
            continue
        found = _enumerated(registry, part)
        if found is None:
            return None
        codes |= found[0]
        systems |= found[1]
    return (frozenset(codes), frozenset(systems)) if systems else None


def _is_open(part: Mapping[str, Any]) -> bool:
    return part.get("system") in OPEN_SYSTEMS and not any(key in part for key in _LIMITS)


def _enumerated(registry: Registry, part: Mapping[str, Any]) -> tuple[Codes, frozenset[str]] | None:
    """The codes of a part that lists them, or imports one value set."""
    if "system" in part and "concept" in part and "valueSet" not in part:
        return frozenset((part["system"], item["code"]) for item in part["concept"]), frozenset()
    value_sets = part.get("valueSet", ())
    if "system" in part or len(value_sets) != 1:
        return None
    codes = expand(registry, value_sets[0])
    return (codes, frozenset()) if codes is not None else open_parts(registry, value_sets[0])
