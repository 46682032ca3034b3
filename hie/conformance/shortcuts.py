"""Type-specific paths in differentials: ``Observation.valueQuantity`` for a slice of ``value[x]``.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from collections.abc import Sequence
from typing import Any

from hie.conformance.checks import check_type_slice
from hie.conformance.nodes import Definition, Node


def resolve_shortcuts(base: Sequence[Node], named: Sequence[Node], where: str) -> list[Node]:
    """The children ``named`` by a differential, with shortcuts turned into slices of ``base``'s choices.

    Raises SnapshotError when a slice of a choice is not called as its type demands.
    """
    resolved: list[Node] = []
    known = {child.name for child in base}
    for child in named:
        choice = None if child.name in known else _choice_of(base, child.name)
        if choice is None:
            resolved.append(child)
            continue
        for item in child.slices:
            check_type_slice(choice, str(item.slice_name), item, where)
        whole = next((item for item in resolved if item.name == choice.name), None)
        shortcut = child.slice(child.name) or child
        if whole is not None:
            whole.slices.append(_as_slice(choice, child.name, shortcut))
        else:
            resolved.append(_resolve(choice, child.name, shortcut, is_alone=_is_alone(choice, named)))
    return resolved


def _resolve(choice: Node, name: str, shortcut: Node, *, is_alone: bool) -> Node:
    """What ``shortcut`` says of ``choice``.

    It is a slice by type, and leaves the other types as they are.  It is about the choice as a whole where
    only this type is left, or where a slice around it has been told what it is about.
    """
    only: Definition = {"type": only_type(choice, choice.choice_key(name))} if is_alone else {}
    is_slice = "sliceName" in shortcut.definition or "slicing" in choice.definition
    if not is_slice and (len(choice.type_codes()) == 1 or choice.repeated):
        return Node(choice.name, only | shortcut.definition, None, shortcut.children, shortcut.slices)
    # An extension that names one type for its value has no other.
    narrows = is_alone and choice.definition.get("path") == "Extension.value[x]"
    whole = Node(choice.name, only if narrows else {}, implied=not narrows)
    whole.slices.append(_as_slice(choice, name, shortcut))
    return whole


def only_type(choice: Node, code: str | None) -> list[Any]:
    """The type ``code`` of the types of ``choice``."""
    return [item for item in choice.definition["type"] if item.get("code") == code]


def _as_slice(choice: Node, name: str, shortcut: Node) -> Node:
    definition = {**shortcut.definition, "sliceName": name}
    return Node(choice.name, definition, name, shortcut.children, shortcut.slices, implied=shortcut.implied)


def _choice_of(base: Sequence[Node], name: str) -> Node | None:
    return next((choice for choice in base if choice.choice_key(name) is not None), None)


def _is_alone(choice: Node, named: Sequence[Node]) -> bool:
    """Whether a differential names one type of ``choice`` and does not name the choice itself."""
    names = [child.name for child in named if child.name == choice.name or choice.choice_key(child.name)]
    return len(names) == 1
