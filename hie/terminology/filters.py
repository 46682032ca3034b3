"""The filters by which a value set picks concepts of a code system.

https://hl7.org/fhir/R4/valueset-filter-operator.html
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hie.fhirpath import FhirpathError, full_matcher
from hie.terminology.code_systems import Concept, Concepts

#: Properties of a filter that mean the concept itself.
ITSELF = frozenset({"concept", "code"})


def select(concepts: Concepts, filters: Iterable[Mapping[str, Any]]) -> set[str] | None:
    """Codes that satisfy all ``filters``; None when one of them is not understood."""
    selected = set(concepts.by_code)
    for item in filters:
        apply = OPERATORS.get(item.get("op", ""))
        if apply is None:
            return None
        try:
            selected &= apply(concepts, item.get("property", "concept"), str(item.get("value", "")))
        except FhirpathError:
            return None
    return selected


def _is_a(concepts: Concepts, _property: str, value: str) -> set[str]:
    return concepts.below(value) | {value}


def _descendent_of(concepts: Concepts, _property: str, value: str) -> set[str]:
    return concepts.below(value) - {value}


def _is_not_a(concepts: Concepts, _property: str, value: str) -> set[str]:
    return set(concepts.by_code) - _is_a(concepts, _property, value)


def _generalizes(concepts: Concepts, _property: str, value: str) -> set[str]:
    return concepts.above(value) | {value}


def _child_of(concepts: Concepts, _property: str, value: str) -> set[str]:
    return concepts.children.get(value, set())


def _equals(concepts: Concepts, name: str, value: str) -> set[str]:
    if name == "parent":
        return concepts.children.get(value, set())
    return {code for code, texts in _values(concepts, name) if value in texts}


def _in(concepts: Concepts, name: str, value: str) -> set[str]:
    wanted = {item.strip() for item in value.split(",")}
    return {code for code, texts in _values(concepts, name) if not wanted.isdisjoint(texts)}


def _not_in(concepts: Concepts, name: str, value: str) -> set[str]:
    return set(concepts.by_code) - _in(concepts, name, value)


def _regex(concepts: Concepts, name: str, value: str) -> set[str]:
    # In linear time, whatever a client has stored.
    matches = full_matcher(value)
    return {code for code, texts in _values(concepts, name) if any(map(matches, texts))}


def _exists(concepts: Concepts, name: str, value: str) -> set[str]:
    return {code for code, texts in _values(concepts, name) if bool(texts) == (value == "true")}


def _values(concepts: Concepts, name: str) -> Iterable[tuple[str, list[str]]]:
    """Each code with the values of its property ``name``, as text."""
    for code, concept in concepts.by_code.items():
        yield code, _texts(concept, name)


def _texts(concept: Concept, name: str) -> list[str]:
    if name in ITSELF:
        return [concept.code]
    if name == "display":
        return [concept.display] if concept.display else []
    return [_text(value) for value in concept.properties.get(name, ())]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("code", ""))
    return str(value).lower() if isinstance(value, bool) else str(value)


OPERATORS: dict[str, Callable[[Concepts, str, str], set[str]]] = {
    "=": _equals,
    "is-a": _is_a,
    "descendent-of": _descendent_of,
    "is-not-a": _is_not_a,
    "regex": _regex,
    "in": _in,
    "not-in": _not_in,
    "generalizes": _generalizes,
    "child-of": _child_of,
    "exists": _exists,
}
