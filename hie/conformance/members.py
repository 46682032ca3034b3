"""The elements of each type in their order, as the XML format wants to know them.

https://hl7.org/fhir/R4/xml.html
"""

from collections.abc import Iterator, Sequence

from hie.conformance.element import Element, TypeRef
from hie.conformance.registry import Registry
from hie.fhir import Kind, Member


class Members:
    """A :class:`hie.fhir.ElementModel` of the types that a registry knows."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @property
    def resource_types(self) -> frozenset[str]:
        """The concrete resource types."""
        return self._registry.resource_types

    def members(self, name: str) -> Sequence[Member]:
        """The elements of the type, or of the backbone element at the path, ``name``.

        Raises KeyError when nobody defines it.
        """
        root = self._registry.tree(name.partition(".")[0])
        element = root.find(name)
        if element is None:
            raise KeyError(name)
        in_resource = name in self._registry.resource_types
        return [member for child in element.children for member in self._of(child, in_resource)]

    def _of(self, element: Element, in_resource: bool) -> Iterator[Member]:
        if element.content_reference:
            yield Member(element.name, element.name, "object", element.content_reference, element.is_list)
            return
        for key, ref in element.keys():  # noqa: SIM118 - An Element is no dictionary.
            kind, type = self._kind(element, ref, in_resource)
            yield Member(key, element.name, kind, type, element.is_list)

    def _kind(self, element: Element, ref: TypeRef, in_resource: bool) -> tuple[Kind, str]:
        if "xmlAttr" in element.representation or (element.name == "id" and not in_resource):
            return "attribute", ref.code
        if ref.code in self._registry.primitive_types:
            return "xhtml" if ref.code == "xhtml" else "primitive", ref.code
        if element.children:
            return "object", element.path
        if ref.code == "Resource" or ref.code in self._registry.resource_types:
            return "resource", ref.code
        return "object", ref.code
