"""Where in a resource something is: its FHIRPath expression, and its position in the document."""

from typing import NamedTuple


class Place(NamedTuple):
    """The ``path`` of a node, such as ``Patient.name[0].given[1]``, and its place in the document.

    ``at`` holds the position of each step among the members of its object or array, so that places sort
    in the order of the document, each object before its members.
    """

    path: str
    at: tuple[int, ...] = ()

    def child(self, name: str, position: int) -> "Place":
        """The place of the member ``name``, which is number ``position`` of its object."""
        return Place(f"{self.path}.{name}", (*self.at, position))

    def item(self, index: int) -> "Place":
        """The place of item ``index`` of the array at this place."""
        return Place(f"{self.path}[{index}]", (*self.at, index))
