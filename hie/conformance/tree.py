"""Element trees out of the snapshots of StructureDefinitions.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from collections.abc import Mapping
from typing import Any

from hie.conformance.element import Element
from hie.conformance.element_definition import element_of


def build_tree(structure: Mapping[str, Any]) -> Element:
    """The tree of ``structure``'s snapshot; its root stands for the whole resource or data type.

    Raises ValueError when the snapshot is missing, empty or has an element whose parent is not there.
    """
    definitions = structure.get("snapshot", {}).get("element") or []
    if not definitions:
        raise ValueError(f"{structure.get('url')} has no snapshot")
    is_resource = structure.get("kind") == "resource"
    root = element_of(definitions[0], is_resource=is_resource)
    open_elements = [(root.path, root)]
    for definition in definitions[1:]:
        element = element_of(definition, is_resource=is_resource)
        _attach(open_elements, element, structure)
    return root


def _attach(open_elements: list[tuple[str, Element]], element: Element, structure: Mapping[str, Any]) -> None:
    """Put ``element`` under its parent, which is the innermost open element of the parent's path."""
    path = element.path
    parent_path = path.rpartition(".")[0]
    while open_elements and open_elements[-1][0] != parent_path:
        open_elements.pop()
    if not open_elements:
        raise ValueError(f"{structure.get('url')}: no parent of {element.id}")
    parent = open_elements[-1][1]
    sliced = _sliced_by(parent, element)
    if sliced is None:
        parent.children.append(element)
    else:
        _add_slice(sliced, element)
    # A type slice may have been given the path of its choice; its children keep to the path it had.
    open_elements.append((path, element))


def _sliced_by(parent: Element, element: Element) -> Element | None:
    """The sibling that ``element`` is a slice of, if it is a slice at all."""
    for sibling in reversed(parent.children):
        if sibling.path == element.path:
            return sibling if element.slice_name else None
        # Older snapshots write a type slice as Observation.valueQuantity beside Observation.value[x].
        if sibling.choice and element.name in dict(sibling.keys()):
            element.slice_name = element.slice_name or element.name
            element.path, element.name, element.choice = sibling.path, sibling.name, True
            return sibling
    return None


def _add_slice(sliced: Element, element: Element) -> None:
    """Add ``element`` to the slices of ``sliced``; ``a/b`` is a slice of the slice ``a``."""
    outer, _, inner = (element.slice_name or "").rpartition("/")
    if outer and inner:
        for candidate in sliced.slices:
            if candidate.slice_name == outer:
                candidate.slices.append(element)
                return
            if outer.startswith(f"{candidate.slice_name}/"):
                _add_slice(candidate, element)
                return
    sliced.slices.append(element)
