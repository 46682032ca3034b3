"""What a value set contains, as far as the definitions at hand say.

https://hl7.org/fhir/R4/valueset.html#compositions
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from hie.conformance import Registry
from hie.terminology.code_systems import Concepts, read_concepts
from hie.terminology.filters import select

#: ``(system, code)`` pairs.
Codes = frozenset[tuple[str, str]]

#: Expansions kept in memory.
EXPANSIONS_KEPT = 128

TOO_COSTLY = "http://hl7.org/fhir/StructureDefinition/valueset-toocostly"
UNCLOSED = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"


@lru_cache(maxsize=EXPANSIONS_KEPT)
def expand(registry: Registry, value_set: str) -> Codes | None:
    """All codes of the value set with the canonical ``value_set``.

    None when it is not defined, is empty, or cannot be enumerated: it draws on a code system that is not
    here or not here completely, or uses a filter that is not understood.
    """
    return _expand(registry, value_set, ())


def contains(registry: Registry, value_set: str, system: str | None, code: str) -> bool | None:
    """Whether the value set has ``code`` of ``system``, or of any system when ``system`` is None.

    None when the definitions at hand cannot tell.
    """
    codes = expand(registry, value_set)
    if codes is not None:
        return (system, code) in codes if system is not None else any(code == known for _, known in codes)
    return _contains(registry, value_set, (system, code), ())


def holds(registry: Registry, definition: Any, system: str | None, code: str) -> bool | None:
    """As :func:`contains` for a ValueSet given as JSON, whose structure may be wrong in any way."""
    try:
        codes = _composed(registry, definition, ()) or given(definition)
        if codes is None:
            return _holds(registry, definition, (system, code), ())
    except (AttributeError, KeyError, TypeError):
        return None
    return (system, code) in codes if system is not None else any(code == known for _, known in codes)


def _expand(registry: Registry, value_set: str, above: tuple[str, ...]) -> Codes | None:
    """As :func:`expand`; ``above`` are the value sets that import this one, to stop at circles."""
    if value_set in above:
        return None
    definition = registry.resolve(value_set, "ValueSet")
    if definition is None:
        return None
    return _composed(registry, definition, (*above, value_set)) or given(definition) or None


def _composed(registry: Registry, definition: Mapping[str, Any], above: tuple[str, ...]) -> Codes | None:
    """The codes that ``compose`` stands for."""
    compose = definition.get("compose", {})
    active_only = compose.get("inactive") is False

    def codes_of(part: Mapping[str, Any]) -> Codes | None:
        return _part(registry, part, above, active_only=active_only)

    included = _union(map(codes_of, compose.get("include", ())))
    excluded = _union(map(codes_of, compose.get("exclude", ())))
    return None if included is None or excluded is None else included - excluded


def given(definition: Mapping[str, Any]) -> Codes | None:
    """The codes of the expansion that came with the value set, unless it says that it is not the whole."""
    expansion = definition.get("expansion")
    if expansion is None:
        return None
    if any(item.get("url") in (TOO_COSTLY, UNCLOSED) for item in expansion.get("extension", ())):
        return None
    if any(item.get("name") in ("count", "offset", "filter") for item in expansion.get("parameter", ())):
        return None
    codes: set[tuple[str, str]] = set()
    _collect(expansion.get("contains", ()), codes)
    return None if expansion.get("total", len(codes)) > len(codes) else frozenset(codes)


def _collect(items: Iterable[Mapping[str, Any]], codes: set[tuple[str, str]]) -> None:
    """Add the codes of ``expansion.contains`` and of what is nested in it."""
    for item in items:
        if "code" in item and not item.get("abstract", False):
            codes.add((item.get("system", ""), item["code"]))
        _collect(item.get("contains", ()), codes)


def _union(parts: Iterable[Codes | None]) -> Codes | None:
    found: set[tuple[str, str]] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)


def _part(
    registry: Registry, part: Mapping[str, Any], above: tuple[str, ...], *, active_only: bool
) -> Codes | None:
    """The codes of one include or exclude: those of its system that are in all its value sets too."""
    found = of_system(registry, part, active_only=active_only) if "system" in part else None
    if "system" in part and found is None:
        return None
    for value_set in part.get("valueSet", ()):
        imported = _expand(registry, value_set, above)
        if imported is None:
            return None
        found = imported if found is None else found & imported
    return found


def of_system(registry: Registry, part: Mapping[str, Any], *, active_only: bool) -> Codes | None:
    """The codes that one include takes of its code system."""
    system = part["system"]
    if "concept" in part:
        return frozenset((system, item["code"]) for item in part["concept"] if "code" in item)
    concepts = read_concepts(registry, system_of(part))
    return None if concepts is None else of_concepts(concepts, part, active_only=active_only)


def system_of(part: Mapping[str, Any]) -> str:
    """The canonical of the code system that an include takes its codes of."""
    return f"{part['system']}|{part['version']}" if "version" in part else str(part["system"])


def of_concepts(concepts: Concepts, part: Mapping[str, Any], *, active_only: bool) -> Codes | None:
    """The codes that one include takes of the ``concepts`` of its code system."""
    if not concepts.complete:
        return None
    codes = select(concepts, part.get("filter", ()))
    if codes is None:
        return None
    return frozenset(
        (part["system"], code)
        for code in codes
        if code in concepts.by_code and not (active_only and concepts.by_code[code].inactive)
    )


def _contains(
    registry: Registry, value_set: str, coding: tuple[str | None, str], above: tuple[str, ...]
) -> bool | None:
    """As :func:`contains` for a value set that cannot be enumerated as a whole."""
    definition = registry.resolve(value_set, "ValueSet")
    if definition is None or value_set in above:
        return None
    return _holds(registry, definition, coding, (*above, value_set))


def _holds(
    registry: Registry,
    definition: Mapping[str, Any],
    coding: tuple[str | None, str],
    above: tuple[str, ...],
) -> bool | None:
    """Whether what ``compose`` stands for has ``coding``, asked part by part."""
    compose = definition.get("compose", {})

    def holds(part: Mapping[str, Any]) -> bool | None:
        return _part_contains(registry, part, coding, above)

    if not compose.get("include"):
        return None
    excluded = _any(holds, compose.get("exclude", ()))
    if excluded:
        return False
    included = _any(holds, compose["include"])
    return included if excluded is False or included is False else None


def _part_contains(
    registry: Registry, part: Mapping[str, Any], coding: tuple[str | None, str], above: tuple[str, ...]
) -> bool | None:
    """Whether one include has ``coding``."""
    system, code = coding
    answers: list[bool | None] = []
    if "system" in part and system not in (None, part["system"]):
        return False
    if "system" in part:
        codes = of_system(registry, part, active_only=False)
        answers.append(None if codes is None else (part["system"], code) in codes)
    for value_set in part.get("valueSet", ()):
        codes = _expand(registry, value_set, above)
        answers.append(
            _contains(registry, value_set, coding, above)
            if codes is None
            else any(code == known and system in (None, of) for of, known in codes)
        )
    if False in answers:
        return False
    return None if None in answers or not answers else True


def _any(
    holds: Callable[[Mapping[str, Any]], bool | None], parts: Iterable[Mapping[str, Any]]
) -> bool | None:
    """Three-valued "or" over ``parts``."""
    answers = [holds(part) for part in parts]
    if True in answers:
        return True
    return None if None in answers else False
