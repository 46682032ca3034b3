"""ElementDefinitions as a tree that can be changed: what snapshots are made in.

https://hl7.org/fhir/R4/elementdefinition.html#id
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Definition = dict[str, Any]
#: The way from the root to an element: its name and slice on each level.
Steps = tuple[tuple[str, str | None], ...]


class SnapshotError(ValueError):
    """A snapshot or differential that is broken, does not fit its base, or whose base is not known."""


class TypeProfileError(SnapshotError):
    """A type itself stands as the profile of a more general one."""


@dataclass(slots=True, eq=False)
class Node:
    """One element: its ElementDefinition, what is below it, and the slices of it.

    ``name`` is the last segment of its path.  ``implied`` marks a node of a differential that stands only
    for its children: the differential names it in their ids and does not say anything about it.
    ``repeated`` marks what a new slice repeats of the element that it slices.
    """

    name: str
    definition: Definition
    slice_name: str | None = None
    children: "list[Node]" = field(default_factory=list)
    slices: "list[Node]" = field(default_factory=list)
    implied: bool = False
    repeated: bool = False

    def clone(self) -> "Node":
        """A copy that can be changed alone; values inside the definitions are shared and never changed."""
        return Node(
            self.name,
            dict(self.definition),
            self.slice_name,
            [child.clone() for child in self.children],
            [child.clone() for child in self.slices],
            repeated=self.repeated,
        )

    def repeat(self) -> "Node":
        """As :meth:`clone`, marked as repeated with all below it."""
        copy = self.clone()
        waiting = [copy]
        while waiting:
            node = waiting.pop()
            node.repeated = True
            waiting += [*node.children, *node.slices]
        return copy

    def child(self, name: str) -> "Node | None":
        """The child with the path segment ``name``, or None."""
        return next((child for child in self.children if child.name == name), None)

    def slice(self, name: str) -> "Node | None":
        """The slice called ``name``, or None."""
        return next((child for child in self.slices if child.slice_name == name), None)

    def type_codes(self) -> list[str]:
        """Codes of the allowed types."""
        return [item.get("code", "") for item in self.definition.get("type", ())]

    def choice_key(self, name: str) -> str | None:
        """The type that the JSON key ``name`` stands for when this is a choice, as in ``valueQuantity``."""
        if not self.name.endswith("[x]") or not name.startswith(self.name[:-3]):
            return None
        ending = name[len(self.name) - 3 :]
        return next((code for code in self.type_codes() if code[:1].upper() + code[1:] == ending), None)


def parse_elements(elements: Iterable[Mapping[str, Any]]) -> Node:
    """The tree of a snapshot's or differential's ``elements``; its root may be implied.

    An element belongs where its id says.  Without an id, or with one that does not fit the path, it
    belongs to the last element before it that has the path of its parent.  Raises SnapshotError when an
    element is of another type than the first.
    """
    root: Node | None = None
    known = _Known()
    for element in elements:
        steps = known.steps(element)
        if root is None:
            root = Node(steps[0][0], {}, implied=True)
        node = root
        for name, slice_name in steps[1:]:
            node = _step(node, name, slice_name)
        if steps[0][0] != root.name:
            raise SnapshotError(f"{element['path']} does not begin with {root.name}")
        node.definition = {**node.definition, **element}
        node.implied = False
    if root is None:
        raise SnapshotError("there are no elements")
    return root


class _Known:
    """The ways to the elements that have been read so far, by id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, Steps] = {}
        self._by_path: dict[str, Steps] = {}

    def steps(self, element: Mapping[str, Any]) -> Steps:
        """The way to ``element`` from the root."""
        path, element_id = element["path"], element.get("id", "")
        steps = self._by_place(element, path.split("."), element_id.split("."))
        # What was below an earlier element of this path is not below this one.
        below = f"{path}."
        self._by_path = {key: item for key, item in self._by_path.items() if not key.startswith(below)}
        self._by_path[path] = steps
        if element_id:
            self._by_id[element_id] = steps
        return steps

    def _by_place(self, element: Mapping[str, Any], names: list[str], ids: list[str]) -> Steps:
        own_slice = element.get("sliceName")
        if len(ids) != len(names):
            return (*self._above(names), (names[-1], own_slice))
        # The id knows better where the path has the shortcut of a choice (valueQuantity).
        parts = [part.partition(":") for part in ids]
        steps = [
            (part[0] if part[0].endswith("[x]") else name, part[2] or None)
            for name, part in zip(names, parts, strict=True)
        ]
        # An id may call a slice otherwise than its sliceName does.
        above = self._by_id.get(".".join(ids[:-1]), tuple(steps[:-1]))
        return (*above, (steps[-1][0], own_slice or steps[-1][1]))

    def _above(self, names: list[str]) -> Steps:
        """The way to the parent of the path ``names``: through the nearest element that has been read."""
        for length in range(len(names) - 1, 0, -1):
            found = self._by_path.get(".".join(names[:length]))
            if found is not None:
                return (*found, *((name, None) for name in names[length:-1]))
        return tuple((name, None) for name in names[:-1])


def _step(parent: Node, name: str, slice_name: str | None) -> Node:
    """The child of ``parent`` for one level, made when it is not there."""
    node = parent.child(name)
    if node is None:
        node = Node(name, {}, implied=True)
        parent.children.append(node)
    if slice_name is None:
        return node
    found = node.slice(slice_name)
    if found is None:
        found = Node(name, {}, slice_name, implied=True)
        node.slices.append(found)
    return found


def flatten(node: Node, path: str, element_id: str) -> Iterator[Definition]:
    """ElementDefinitions of ``node`` and all below it with their paths and ids, slices after the children."""
    definition = {key: value for key, value in node.definition.items() if key not in _PLACE}
    place: Definition = {"id": element_id, "path": path}
    if node.slice_name is not None:
        place["sliceName"] = node.slice_name
    yield place | definition
    for child in node.children:
        yield from _flatten_with_slices(child, f"{path}.{child.name}", f"{element_id}.{child.name}")


def _flatten_with_slices(node: Node, path: str, element_id: str) -> Iterator[Definition]:
    yield from flatten(node, path, element_id)
    for item in node.slices:
        yield from flatten(item, path, f"{element_id}:{item.slice_name}")


_PLACE = frozenset({"id", "path", "sliceName"})
