"""Snapshots made from differentials.

https://hl7.org/fhir/R4/profiling.html#snapshot

The base's snapshot and the differential are both read as trees, and the one is laid over the other.
Where the differential goes deeper than the base, the base grows the children that its type, the profile
of its type, or the element that it refers to has.
"""

from collections.abc import Mapping
from typing import Any

from hie.conformance.checks import (
    SYSTEM_TYPES,
    SnapshotOf,
    check_constraint,
    check_order,
    check_slices,
    check_structure,
    check_type_slice,
)
from hie.conformance.merge import merge_definition, merge_profile_root
from hie.conformance.nodes import Node, SnapshotError, flatten, parse_elements
from hie.conformance.shortcuts import only_type, resolve_shortcuts

#: What a definition that is not as FHIR has it leads to.
MALFORMED = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)

EXTENSION_SLICING = {
    "discriminator": [{"type": "value", "path": "url"}],
    "description": "Extensions are always sliced by (at least) url",
    "rules": "open",
}
TYPE_SLICING = {"discriminator": [{"type": "type", "path": "$this"}], "ordered": False, "rules": "open"}


def generate_snapshot(
    structure: Mapping[str, Any], snapshot_of: SnapshotOf, *, any_order: bool = True
) -> dict[str, Any]:
    """A copy of ``structure`` with the snapshot that its differential and its base make.

    ``snapshot_of`` finds the base and the types.  Raises SnapshotError when the base is not known, the
    differential does not fit it, or, unless ``any_order``, its elements are not in the base's order.
    """
    try:
        elements = Generator(structure, snapshot_of, any_order=any_order).elements()
    except SnapshotError:
        raise
    except MALFORMED as error:
        raise SnapshotError(f"{structure.get('url')} is malformed: {error!r}") from error
    return {**structure, "snapshot": {"element": elements}}


class Generator:
    """The making of one snapshot."""

    def __init__(self, structure: Mapping[str, Any], snapshot_of: SnapshotOf, *, any_order: bool) -> None:
        self._structure = structure
        self._any_order = any_order
        self._url = str(structure.get("url", ""))
        self._snapshot_of = snapshot_of
        self._specializes = structure.get("derivation") == "specialization"
        self._base = self._tree_of(str(structure.get("baseDefinition", "")))

    def elements(self) -> list[dict[str, Any]]:
        """The elements of the snapshot, in order."""
        root = self._base.clone()
        check_structure(self._structure, self._snapshot_of(str(self._structure["baseDefinition"])) or {})
        given = self._structure.get("differential", {}).get("element", ())
        if given:
            differential = parse_elements(given)
            root.name = differential.name
            self._constrain(root, differential, root.name)
        elif self._specializes:
            root.name = str(self._structure.get("type"))
        return list(flatten(root, root.name, root.name))

    def _tree_of(self, canonical: str) -> Node:
        """The snapshot of ``canonical`` as a tree, in which each element knows its base."""
        structure = self._snapshot_of(canonical)
        if structure is None or "snapshot" not in structure:
            raise SnapshotError(f"{self._url}: {canonical or 'baseDefinition'} is not known")
        return parse_elements(map(_with_base, structure["snapshot"]["element"]))

    def _constrain(self, node: Node, differential: Node, path: str) -> None:
        """Lay ``differential`` over ``node``, which is at ``path``, and over all below it."""
        check_slices(differential, path, self._url)
        # A slice repeats what the base says of the element, not what this profile says of all slices.
        pristine = node.clone() if differential.slices else node
        if not differential.implied:
            self._merge(node, differential, path)
        self._constrain_children(node, differential, path)
        for item in differential.slices:
            self._constrain_slice(node, item, pristine, path)
            made = node.slice(str(item.slice_name))
            if made is not None and differential.children and _has_profile(made) and not made.children:
                # Where the children of all slices are constrained, those that a profile gives are shown.
                self._grow(made, path)
        if differential.slices and node.name.endswith("[x]"):
            self._settle_choice(node, differential, pristine, path)
        elif differential.implied and node.repeated:
            # Nobody else says how many there must be: as many as the slices need.
            least = sum(item.definition.get("min", 0) for item in differential.slices)
            node.definition["min"] = max(least, node.definition.get("min", 0))

    def _constrain_children(self, node: Node, differential: Node, path: str) -> None:
        """Lay the children of ``differential`` over those of ``node``."""
        if differential.children and not node.children:
            self._grow(node, path)
        where = f"{self._url}: {path}"
        named = resolve_shortcuts(node.children, differential.children, where)
        if not self._any_order:
            check_order(node.children, named, where)
        for child in named:
            self._constrain_child(node, child, f"{path}.{child.name}")

    def _constrain_child(self, node: Node, differential: Node, path: str) -> None:
        """Lay ``differential`` over the child of ``node`` that it names."""
        child = node.child(differential.name)
        if child is not None:
            self._constrain(child, differential, path)
            return
        if not self._specializes:
            raise SnapshotError(f"{self._url}: {path} is not in the base definition")
        child = differential.clone()
        child.definition["base"] = _base_of(child.definition)
        node.children.append(child)

    def _constrain_slice(self, node: Node, differential: Node, pristine: Node, path: str) -> None:
        """Lay ``differential`` over the slice of ``node`` that it names, made when it is new."""
        name = str(differential.slice_name)
        item = node.slice(name)
        is_choice = node.name.endswith("[x]")
        if item is None and "sliceName" not in differential.definition and not is_choice:
            # Some authors give an id the form of a slice's without meaning one.
            self._constrain(node, differential, path)
            return
        if item is None:
            item = self._new_slice(node, name, pristine, path)
        if is_choice:
            check_type_slice(node, name, differential, f"{self._url}: {path}")
        self._constrain(item, differential, f"{path}:{name}")

    def _settle_choice(self, node: Node, differential: Node, pristine: Node, path: str) -> None:
        """Say of a choice what the slices of it mean: it can only be of one type."""
        needed = [item for item in differential.slices if item.definition.get("min", 0) > 0]
        if needed and len(differential.slices) > 1:
            raise SnapshotError(f"{self._url}: {path} must be of one type, and another one is sliced too")
        for item in differential.slices:
            made = node.slice(str(item.slice_name))
            if made is None or len(differential.slices) > 1:
                continue
            if "min" not in item.definition and pristine.slice(str(item.slice_name)) is None:
                made.definition["min"] = pristine.definition.get("min", 0)
            if needed and len(made.type_codes()) == 1:
                node.definition["min"] = 1
                node.definition["type"] = only_type(node, made.type_codes()[0])

    def _new_slice(self, node: Node, name: str, pristine: Node, path: str) -> Node:
        """A new slice of ``node``; one called ``a/b`` is made of the slice ``a``."""
        self._ensure_slicing(node, path)
        outer = node.slice(name.rpartition("/")[0])
        item = (outer or pristine).repeat()
        item.slice_name, item.slices = name, []
        item.definition.pop("slicing", None)
        item.definition["min"] = 0
        code = pristine.choice_key(name)
        if code is not None:
            item.definition["type"] = only_type(pristine, code)
        node.slices.append(item)
        return item

    def _ensure_slicing(self, node: Node, path: str) -> None:
        """Say how ``node`` is sliced where that goes without saying: extensions, and choices by type."""
        if "slicing" in node.definition:
            return
        if node.name in ("extension", "modifierExtension"):
            node.definition["slicing"] = EXTENSION_SLICING
        elif node.name.endswith("[x]"):
            node.definition["slicing"] = TYPE_SLICING
        else:
            raise SnapshotError(f"{self._url}: {path} has slices but no slicing")

    def _merge(self, node: Node, differential: Node, path: str) -> None:
        """Constrain ``node`` alone."""
        derived = differential.definition
        if "type" in derived and "contentReference" in node.definition:
            self._grow_by_reference(node, node.definition["contentReference"])
        check_constraint(node.definition, derived, f"{self._url}: {path}", self._snapshot_of)
        profile = self._profile_root(derived)
        if profile is not None:
            node.definition = merge_profile_root(node.definition, profile)
            if node.type_codes() == ["Extension"] and "max" in profile:
                # An extension says itself how often it may be there.
                node.definition["max"] = profile["max"]
        node.definition = merge_definition(node.definition, derived, self._url)

    def _profile_root(self, derived: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The root element of the one profile that the differential asks of a type, if it is known."""
        types = derived.get("type", ())
        if len(types) != 1 or len(types[0].get("profile", ())) != 1:
            return None
        structure = self._snapshot_of(types[0]["profile"][0])
        return structure["snapshot"]["element"][0] if structure and "snapshot" in structure else None

    def _grow(self, node: Node, path: str) -> None:
        """Give ``node`` the children that its type has."""
        reference = node.definition.get("contentReference")
        if reference is not None:
            self._grow_by_reference(node, reference)
            return
        node.children = self._source_of_children(node, path).clone().children

    def _grow_by_reference(self, node: Node, reference: str) -> None:
        """Give ``node`` the children of the element that it refers to, and that element's type."""
        # What a profile says of that element does not hold here, so the type itself is asked.
        names = reference.rpartition("#")[2].split(".")
        target: Node | None = self._tree_of(names[0]) if self._snapshot_of(names[0]) else self._base
        for name in names[1:]:
            target = target.child(name) if target else None
        if target is None:
            raise SnapshotError(f"{self._url}: {reference} is not in the base definition")
        node.children = target.clone().children
        del node.definition["contentReference"]
        node.definition["type"] = target.definition.get("type", [])

    def _source_of_children(self, node: Node, path: str) -> Node:
        """The type, or the profile of the type, whose children ``node`` has."""
        types = node.definition.get("type", ())
        if not types or str(types[0].get("code", "")).startswith(SYSTEM_TYPES):
            raise SnapshotError(f"{self._url}: {path} is not in the base definition")
        if len({item.get("code") for item in types}) > 1:
            # What is common to the types of a choice is what every element has.
            return self._tree_of("Element")
        profiles = types[0].get("profile", ())
        if len(profiles) == 1 and self._snapshot_of(profiles[0]) is not None:
            return self._tree_of(profiles[0])
        return self._tree_of(types[0]["code"])


def _has_profile(node: Node) -> bool:
    """Whether ``node`` is of one type, and of one profile of it."""
    types = node.definition.get("type", ())
    return len(types) == 1 and len(types[0].get("profile", ())) == 1


def _with_base(definition: Mapping[str, Any]) -> dict[str, Any]:
    """``definition`` with its ``base``, which says what it was before any profile."""
    if "base" in definition:
        return dict(definition)
    return {**definition, "base": _base_of(definition)}


def _base_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "path": definition["path"],
        "min": definition.get("min", 0),
        "max": definition.get("max", "*"),
    }
