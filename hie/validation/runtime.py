"""What generated accept functions call: the rules that are the same for every type.

Each function answers whether something is right.  They may raise TypeError, AttributeError, KeyError or
IndexError on values of a wrong kind; the caller counts that as a refusal.
"""

import re
from collections.abc import Callable, Container, Mapping
from typing import Any, Protocol

from hie.fhir import parse_reference

Accept = Callable[[Any, Any, Any, Any], bool]

#: A link or an image of a narrative that leads into its own resource.
_LOCAL_LINK = re.compile(r'\b(?:href|src)="(#[^"]+)"')


def siblings(values: Any, owners: Any, element: Accept, focus: tuple[Any, Any, Any]) -> bool:
    """Whether ``_given`` is an array of elements and nulls; ``owners`` is ``given``, or None."""
    if values.__class__ is not list or not values:
        return False
    count = len(owners) if owners is not None else 0
    return all(
        value is None
        or (element(value, *focus) and not (is_idle(value) and (index >= count or owners[index] is None)))
        for index, value in enumerate(values)
    )


def owned(values: Any, owners: Any) -> bool:
    """Whether everything in ``_category`` stands beside a code: an extension cannot stand for one."""
    count = len(owners) if owners is not None else 0
    return all(
        value is None or (index < count and owners[index] is not None) for index, value in enumerate(values)
    )


def is_idle(sibling: Any) -> bool:
    """Whether what stands for a primitive without a value has nothing but an id, against ele-1."""
    return isinstance(sibling, dict) and len(sibling) == 1 and "id" in sibling


def mixed(values: Any, others: Any, check: Callable[[Any], bool]) -> bool:
    """Whether ``given`` holds valid primitives, and null only where ``_given`` has something."""
    if values.__class__ is not list or not values or others.__class__ is not list:
        return False
    count = len(others)
    return all(
        check(value) if value is not None else index < count and others[index] is not None
        for index, value in enumerate(values)
    )


def alone(key: str, keys: tuple[str, ...], resource: Mapping[str, Any]) -> bool:
    """Whether ``_valueString`` stands beside no other type of its choice."""
    return not any(other in resource for other in keys if other not in (key, key[1:]))


class Contained(Protocol):
    """The part of an environment that knows contained resources, and the Bundle around them."""

    bundle: dict[str, Any] | None
    bundled: Mapping[str, Any]

    def remember(self, what: str, about: Any, make: Callable[[Any], Any]) -> Any:
        """``make(about)``, made once for each object ``about``."""

    def contained(self, root: Any) -> Mapping[str, Any]:
        """The ids of the resources that ``root`` contains, with their ``resourceType``."""


def target_type(reference: Mapping[str, Any], rr: Any, env: Contained) -> str | None:
    """The resource type that a Reference points to, as far as it can be told from the reference."""
    text = reference.get("reference")
    found = _type_in(text, rr, env) if isinstance(text, str) else None
    if found is None:
        named = reference.get("type")
        found = named.rpartition("/")[2] if isinstance(named, str) else None
    return found if isinstance(found, str) else None


def _type_in(text: str, rr: Any, env: Contained) -> Any:
    if text == "#":
        return rr.get("resourceType") if isinstance(rr, dict) else None
    if text.startswith("#"):
        return env.contained(rr).get(text[1:])
    if text.startswith("urn:"):
        return env.bundled.get(text)
    parsed = parse_reference(text)
    if parsed is not None:
        return parsed.type
    name, question, _ = text.partition("?")
    return name if question and name.isalpha() else None


def is_local_or_elsewhere(text: Any, rr: Any, env: Contained) -> bool:
    """Whether a reference that begins with ``#`` names a contained resource, or its container (ref-1)."""
    if not isinstance(text, str) or not text.startswith("#") or text == "#":
        return True
    return text[1:] in env.contained(rr)


def targets(
    reference: Mapping[str, Any], allowed: frozenset[str], known: Container[str], rr: Any, env: Contained
) -> bool:
    """Whether a Reference points to one of the ``allowed`` types, or nobody can tell.

    An absolute URL whose last parts are not a ``known`` resource type may be of any kind of server.
    """
    text = reference.get("reference")
    # Generated code lets such a reference through without asking here, so it is first.
    if isinstance(text, str):
        if text.partition("/")[0] in allowed:
            return True
        if text[:4] == "urn:" and "type" not in reference:
            # Large transactions have many of these.
            bundled = env.bundled.get(text)
            return bundled is None or bundled in allowed
    found = target_type(reference, rr, env)
    if found is None or found in allowed:
        return True
    return found not in known and isinstance(text, str) and ":" in text


def is_aggregated(reference: Mapping[str, Any], modes: frozenset[str], env: Any) -> bool:
    """Whether a Reference leads where a profile lets it: to what is contained, bundled, or elsewhere.

    https://hl7.org/fhir/R4/valueset-resource-aggregation-mode.html
    """
    text = reference.get("reference")
    if not isinstance(text, str) or (not text.startswith("#") and "referenced" in modes):
        return True
    if text.startswith("#"):
        return "contained" in modes
    return "bundled" in modes and _is_bundled(text, env)


def _is_bundled(text: str, env: Any) -> bool:
    """Whether an entry of the Bundle is what a reference means, whatever server it is relative to."""
    if env.bundle is None:
        return False
    target = parse_reference(text)
    names = env.remember("entries by name", env.bundle, _names_of_entries)
    return text in names or (target is not None and str(target) in names)


def _names_of_entries(bundle: Any) -> frozenset[str]:
    """The ``fullUrl`` of each entry of a Bundle, and the ``Type/id`` of each resource."""
    found: set[str] = set()
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            resource = entry.get("resource")
            identity = resource if isinstance(resource, dict) else {}
            found.add(str(entry.get("fullUrl")))
            found.add(f"{identity.get('resourceType')}/{identity.get('id')}")
    return frozenset(found)


def types_of_entries(bundle: Any) -> Mapping[str, Any]:
    """The ``fullUrl`` of each entry of a Bundle, with the type of its resource where that is text."""
    entries = bundle.get("entry")
    if not isinstance(entries, list):
        return {}
    try:
        found = {
            entry["fullUrl"]: entry["resource"]["resourceType"]
            for entry in entries
            if "fullUrl" in entry and "resource" in entry
        }
        if {str}.issuperset(map(type, found.values())):
            return found
    except (KeyError, TypeError):
        # Some entry is not what it should be.
        pass
    sound = [item for item in entries if isinstance(item, dict) and isinstance(item.get("fullUrl"), str)]
    resources = {entry["fullUrl"]: entry.get("resource") for entry in sound}
    types = {url: each.get("resourceType") for url, each in resources.items() if isinstance(each, dict)}
    return {url: name for url, name in types.items() if isinstance(name, str)}


def unreferenced(resource: Mapping[str, Any]) -> list[int]:
    """Which contained resources neither are referred to by the others nor refer to their container.

    This is dom-3, https://hl7.org/fhir/R4/domainresource.html#invs, whose expression would go over all
    elements several times.  Any text that begins with ``#`` counts as a reference, and so do links and
    images in narratives.
    """
    contained = resource["contained"]
    texts = local_texts({key: value for key, value in resource.items() if key != "contained"})
    of_each = [local_texts(item) for item in contained]
    texts.update(*of_each)
    return [
        index
        for index, item in enumerate(contained)
        if f"#{item.get('id', '')}" not in texts and "#" not in of_each[index]
    ]


def local_texts(value: Any) -> set[str]:
    """The texts in ``value`` that begin with ``#``."""
    found: set[str] = set()
    waiting = [value]
    for item in waiting:
        if isinstance(item, str):
            if item.startswith("#"):
                found.add(item)
            elif '"#' in item and item.startswith("<"):
                found.update(_LOCAL_LINK.findall(item))
        elif isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return found
