"""What a differential's ElementDefinition makes of the one that it constrains.

https://hl7.org/fhir/R4/elementdefinition.html#interpretation
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hie.conformance.nodes import Definition

#: Types that a binding says something about.
BINDABLE = frozenset(
    {
        "code",
        "Coding",
        "CodeableConcept",
        "Quantity",
        "string",
        "uri",
        "canonical",
        "url",
        "oid",
        "id",
        "Duration",
        "Age",
    }
    | {"Distance", "Count", "Money", "markdown"}
)
#: Lists to which a differential adds.
ADDED = ("alias", "condition", "mapping", "example")
#: Texts that a differential may continue by beginning with "...".
CONTINUED = ("definition", "comment", "requirements", "short")
#: What an element takes from the root of the profile that its type must satisfy.
FROM_PROFILE = (
    "short",
    "definition",
    "comment",
    "requirements",
    "alias",
    "mapping",
    "isModifier",
    "isModifierReason",
)
#: Handled on their own, or part of where the element stands.
APART = frozenset({"id", "path", "sliceName", "base", "constraint", "slicing", "binding", "type"})


def merge_definition(base: Definition, derived: Mapping[str, Any], source: str) -> Definition:
    """``base`` as ``derived`` constrains it; ``source`` is the canonical of the profile."""
    merged = dict(base)
    for key, value in derived.items():
        if key in APART:
            continue
        if key in ADDED:
            merged[key] = _union(base.get(key, ()), value)
        elif key in CONTINUED and isinstance(value, str) and value.startswith("..."):
            merged[key] = f"{base.get(key, '')}\r\n{value[3:]}"
        else:
            _replace(merged, key, value)
    if "type" in derived:
        merged["type"] = list(derived["type"])
    if "binding" in derived:
        merged["binding"] = {**base.get("binding", {}), **derived["binding"]}
    if "type" in derived and not any(item.get("code") in BINDABLE for item in merged["type"]):
        merged.pop("binding", None)
    if "slicing" in derived:
        merged["slicing"] = _slicing(base.get("slicing", {}), derived["slicing"])
    if "constraint" in derived:
        merged["constraint"] = _constraints(base.get("constraint", ()), derived["constraint"], source)
    return merged


def merge_profile_root(base: Definition, root: Mapping[str, Any]) -> Definition:
    """``base`` with what the ``root`` of its type's profile says about any element of that type."""
    merged = dict(base)
    merged.update({key: root[key] for key in FROM_PROFILE if key in root})
    return merged


def _replace(merged: Definition, key: str, value: Any) -> None:
    """Set ``key``; an element has one fixed value, one pattern, and so on, whatever its type."""
    for prefix in ("fixed", "pattern", "minValue", "maxValue", "defaultValue"):
        if key.startswith(prefix) and key[len(prefix) : len(prefix) + 1].isupper():
            for other in [other for other in merged if other.startswith(prefix) and other != key]:
                del merged[other]
    merged[key] = value


def _slicing(base: Mapping[str, Any], derived: Mapping[str, Any]) -> Definition:
    merged = {**base, **derived}
    discriminators = _union(base.get("discriminator", ()), derived.get("discriminator", ()))
    if discriminators:
        merged["discriminator"] = discriminators
    return merged


def _constraints(
    base: Sequence[Mapping[str, Any]], derived: Sequence[Mapping[str, Any]], source: str
) -> list[Mapping[str, Any]]:
    """Inherited constraints and those of the profile, which are marked with where they come from."""
    return _union_by_key(base, [item if "source" in item else {**item, "source": source} for item in derived])


def _union_by_key(
    base: Sequence[Mapping[str, Any]], more: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Constraints of both, each key once: one that is stated again replaces the inherited one."""
    merged = {item["key"]: item for item in base}
    merged.update({item["key"]: item for item in more})
    return list(merged.values())


def _union(base: Sequence[Any], more: Sequence[Any]) -> list[Any]:
    return [*base, *(item for item in more if item not in base)]
