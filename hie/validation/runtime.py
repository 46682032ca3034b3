"""What generated accept functions call: the rules that are the same for every type.

Each function answers whether something is right.  They may raise TypeError, AttributeError, KeyError or
IndexError on values of a wrong kind; the caller counts that as a refusal.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any

from hie.fhir import parse_reference

Accept = Callable[[Any, Any, Any, Any], bool]


def siblings(values: Any, accept_element: Accept, r: Any, rr: Any, env: Any) -> bool:
    """Whether ``_given`` is an array of elements and nulls."""
    if values.__class__ is not list or not values:
        return False
    return all(value is None or accept_element(value, r, rr, env) for value in values)


def mixed(values: Any, others: Any, check: Callable[[Any], bool]) -> bool:
    """Whether ``given`` holds valid primitives, and null only where ``_given`` has something."""
    if values.__class__ is not list or not values or others.__class__ is not list:
        return False
    count = len(others)
    return all(
        check(value) if value is not None else index < count and others[index] is not None
        for index, value in enumerate(values)
    )


def coded(concept: Mapping[str, Any], pairs: frozenset[tuple[str | None, str]]) -> bool:
    """Whether a CodeableConcept has a coding from the value set."""
    return any((coding.get("system"), coding.get("code")) in pairs for coding in concept.get("coding", ()))


def alone(key: str, keys: tuple[str, ...], resource: Mapping[str, Any]) -> bool:
    """Whether ``_valueString`` stands beside no other type of its choice."""
    return not any(other in resource for other in keys if other not in (key, key[1:]))


def target_type(reference: Mapping[str, Any], rr: Mapping[str, Any]) -> str | None:
    """The resource type that a Reference points to, as far as it can be told from the reference."""
    text = reference.get("reference")
    found = _type_in(text, rr) if isinstance(text, str) else None
    if found is None:
        named = reference.get("type")
        found = named.rpartition("/")[2] if isinstance(named, str) else None
    return found if isinstance(found, str) else None


def _type_in(text: str, rr: Mapping[str, Any]) -> Any:
    if text.startswith("#"):
        return _contained_type(text[1:], rr)
    parsed = parse_reference(text)
    if parsed is not None:
        return parsed.type
    name, question, _ = text.partition("?")
    return name if question and name.isalpha() else None


def _contained_type(identity: str, rr: Mapping[str, Any]) -> Any:
    if not identity:
        return rr.get("resourceType")
    contained = rr.get("contained")
    for resource in contained if isinstance(contained, list) else ():
        if isinstance(resource, dict) and resource.get("id") == identity:
            return resource.get("resourceType")
    return None


def targets(
    reference: Mapping[str, Any], allowed: frozenset[str], rr: Mapping[str, Any], known: Container[str]
) -> bool:
    """Whether a Reference points to one of the ``allowed`` types, or nobody can tell.

    An absolute URL whose last parts are not a ``known`` resource type may be of any kind of server.
    """
    text = reference.get("reference")
    # Generated code lets such a reference through without asking here, so it is first.
    if isinstance(text, str) and text.partition("/")[0] in allowed:
        return True
    found = target_type(reference, rr)
    if found is None or found in allowed:
        return True
    return found not in known and isinstance(text, str) and ":" in text
