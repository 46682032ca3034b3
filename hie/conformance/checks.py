"""What a differential may not do.

https://hl7.org/fhir/R4/profiling.html#limitations
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from hie.conformance.nodes import Node, SnapshotError, TypeProfileError

SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
BASIC_TYPES = "http://hl7.org/fhir/StructureDefinition/"

#: Finds the StructureDefinition, with a snapshot, of a canonical or type name.
SnapshotOf = Callable[[str], Mapping[str, Any] | None]


def check_structure(structure: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    """Raises SnapshotError when a profile is of another type than its ``base``, or a circle leads to it."""
    url = structure.get("url")
    if structure.get("derivation") == "constraint" and structure.get("type") != base.get("type"):
        raise SnapshotError(
            f"{url}: type {structure.get('type')} is not that of the base, {base.get('type')}"
        )
    for element in structure.get("differential", {}).get("element", ())[:1]:
        if "." not in element["path"] and any(
            url in item.get("profile", ()) for item in element.get("type", ())
        ):
            raise SnapshotError(f"{url}: {element['path']} must satisfy the profile that it defines")


def check_constraint(
    base: Mapping[str, Any], derived: Mapping[str, Any], where: str, snapshot_of: SnapshotOf
) -> None:
    """Raises SnapshotError when ``derived`` allows what ``base`` does not."""
    if "max" in derived and _number(derived["max"]) > _number(base.get("max", "*")):
        raise SnapshotError(f"{where}: max {derived['max']} is more than {base.get('max')}")
    if "min" in derived and derived["min"] < base.get("min", 0):
        raise SnapshotError(f"{where}: min {derived['min']} is less than {base.get('min')}")
    if base.get("mustSupport") and derived.get("mustSupport") is False:
        raise SnapshotError(f"{where}: mustSupport cannot be taken back")
    allowed = _codes(base)
    for item in derived.get("type", ()):
        if allowed and not _is_allowed(item.get("code"), allowed, snapshot_of):
            raise SnapshotError(f"{where}: type {item.get('code')} is not one of {', '.join(allowed)}")
        _check_profiles(item, where, snapshot_of)
    _check_values(derived, _codes(derived) or allowed, where, snapshot_of)


def check_slices(node: Node, path: str, url: str) -> None:
    """Raises SnapshotError when slices of a differential's element cannot be told apart by their names."""
    names = [item.slice_name for item in node.slices]
    if len(names) != len(set(names)):
        raise SnapshotError(f"{url}: {path} has two slices of the same name")
    for item in node.slices:
        if not item.implied and not node.implied and "sliceName" not in item.definition:
            raise SnapshotError(f"{url}: {path} is there twice, and has no sliceName")


def check_type_slice(choice: Node, name: str, differential: Node, where: str) -> None:
    """Raises SnapshotError when the slice ``name`` of a choice is of one type, but not named for it."""
    codes = differential.type_codes()
    if len(codes) == 1 and "/" not in name:
        expected = choice.name[:-3] + codes[0][:1].upper() + codes[0][1:]
        if name != expected:
            raise SnapshotError(f"{where}: the slice {name} must be called {expected}")


def check_order(children: Iterable[Node], named: Iterable[Node], where: str) -> None:
    """Raises SnapshotError when a differential names children in another order than they have."""
    places = {child.name: place for place, child in enumerate(children)}
    last = -1
    for child in named:
        place = places.get(child.name, last)
        if place < last:
            raise SnapshotError(f"{where}: {child.name} is out of order")
        last = place


def _check_profiles(item: Mapping[str, Any], where: str, snapshot_of: SnapshotOf) -> None:
    """The profiles of a type must be profiles of that type, or of a special one of it."""
    for profile in item.get("profile", ()):
        structure = None
        # Another profile that is broken is no fault of this one.
        with suppress(SnapshotError):
            structure = snapshot_of(profile)
        of = (str(item.get("code")),)
        if structure is None or structure.get("type") in of:
            continue
        # A type is no profile of a more general one, but a profile of that type is.
        is_profile = structure.get("derivation") == "constraint"
        is_special = _is_allowed(structure.get("type"), of, snapshot_of)
        if not is_profile or not is_special:
            fault = TypeProfileError if is_special else SnapshotError
            raise fault(f"{where}: {profile} is no profile of {item.get('code')}")


def _check_values(
    derived: Mapping[str, Any], allowed: list[str], where: str, snapshot_of: SnapshotOf
) -> None:
    """A fixed value or pattern must be of an allowed type."""
    for key in derived:
        for prefix in ("fixed", "pattern"):
            name = key.removeprefix(prefix)
            if name == key or not name[:1].isupper() or not allowed:
                continue
            of = (name, name[:1].lower() + name[1:])
            if not any(_is_allowed(code, of, snapshot_of) for code in allowed):
                raise SnapshotError(f"{where}: {key} is of none of the types {', '.join(allowed)}")


def _codes(definition: Mapping[str, Any]) -> list[str]:
    """Allowed types; none when they are FHIRPath system types, which authors write in other ways."""
    codes = [str(item.get("code", "")) for item in definition.get("type", ())]
    return [] if any(code.startswith(SYSTEM_TYPES) for code in codes) else codes


def _is_allowed(code: str | None, allowed: Iterable[str], snapshot_of: SnapshotOf) -> bool:
    """Whether ``code`` or a type above it is in ``allowed``."""
    seen: set[str] = set()
    while code is not None and code not in seen:
        if code in allowed or code.startswith(SYSTEM_TYPES):
            return True
        seen.add(code)
        structure = snapshot_of(code)
        base = str(structure.get("baseDefinition", "")) if structure else ""
        code = base.removeprefix(BASIC_TYPES) or None
    return False


def _number(maximum: str) -> float:
    return float("inf") if maximum == "*" else int(maximum)
