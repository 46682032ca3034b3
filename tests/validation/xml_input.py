"""XML to the JSON form, as far as the suites' files need it.

https://hl7.org/fhir/R4/xml.html
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from hie.conformance import Element, Registry, TypeRef

_FHIR = "{http://hl7.org/fhir}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_NUMBERS = ("integer", "positiveInt", "unsignedInt")


class XmlInput:
    """Reads FHIR XML by the element trees of a registry; raises ValueError where it is not FHIR."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def decode(self, data: bytes) -> Any:
        """The JSON form of the resource in ``data``."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            return self._resource(etree.fromstring(data, parser))
        except etree.XMLSyntaxError as error:
            raise ValueError(str(error)) from error

    def _resource(self, node: Any) -> dict[str, Any]:
        name = node.tag.removeprefix(_FHIR)
        if name not in self._registry.resource_types:
            raise ValueError(f"no resource: {node.tag}")
        return {"resourceType": name, **self._object(node, self._registry.tree(name).children)}

    def _object(self, node: Any, children: list[Element]) -> dict[str, Any]:
        found: dict[str, Any] = {name: value for name, value in node.attrib.items() if name in ("id", "url")}
        by_name = {key: (child, ref) for child in children for key, ref in Element.keys(child)}
        for item in node:
            name = "div" if item.tag == f"{_XHTML}div" else item.tag.removeprefix(_FHIR)
            if name not in by_name:
                found[name] = {"unknown": True}
                continue
            child, ref = by_name[name]
            value, beside = self._value(item, child, ref)
            for key, part in ((name, value), (f"_{name}", beside)):
                self._put(found, key, part, child.is_list)
        return {name: value for name, value in found.items() if not _is_blank(value)}

    def _put(self, found: dict[str, Any], key: str, part: Any, is_list: bool) -> None:
        if is_list:
            found.setdefault(key, []).append(part)
        elif part is not None:
            found[key] = part

    def _value(self, node: Any, element: Element, ref: TypeRef) -> tuple[Any, Any]:
        if ref.code == "xhtml":
            node.tail = None
            return etree.tostring(node, encoding="unicode"), None
        if ref.code in self._registry.primitive_types:
            inside = self._object(node, self._registry.tree("Element").children)
            return _primitive(node.get("value"), ref.code), inside or None
        if ref.code == "Resource" or ref.code in self._registry.resource_types:
            return self._resource(next(iter(node))), None
        return self._object(node, list(self._children(element, ref))), None

    def _children(self, element: Element, ref: TypeRef) -> Iterator[Element]:
        if element.content_reference:
            path = element.content_reference
            target = self._registry.tree(path.partition(".")[0]).find(path)
            assert target is not None
            yield from target.children
        elif element.children:
            yield from element.children
        else:
            yield from self._registry.tree(ref.code).children


def _primitive(text: str | None, name: str) -> Any:
    if name == "boolean":
        return {"true": True, "false": False}.get(text or "", text)
    try:
        if name in _NUMBERS and text is not None:
            return int(text)
        return Decimal(text) if name == "decimal" and text is not None else text
    except (ValueError, InvalidOperation):
        return text


def _is_blank(value: Any) -> bool:
    return isinstance(value, list) and all(item is None for item in value)
