"""Reads StructureDefinitions of the public suites, in JSON or in XML."""

import json
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

from hie.conformance import Element, Registry

FHIR = "{http://hl7.org/fhir}"
NUMBERS = {"integer": int, "positiveInt": int, "unsignedInt": int, "decimal": Decimal}


def read_structure(file: Path, registry: Registry) -> dict:
    """The resource in ``file``."""
    if file.suffix == ".json":
        return json.loads(file.read_text(encoding="utf-8-sig"))
    root = ET.parse(file).getroot()  # noqa: S314 - The suites are files of ours, not input.
    name = root.tag.removeprefix(FHIR)
    return {"resourceType": name, **_complex(root, registry.tree(name), registry)}


def _complex(xml: ET.Element, definition: Element, registry: Registry) -> dict:
    """The JSON object of an XML element that is ``definition``."""
    result = {key: value for key, value in xml.attrib.items() if key in ("id", "url")}
    for node in xml:
        name = node.tag.removeprefix(FHIR)
        found = _child(definition, name)
        if name in ("text", "contained") or found is None:
            continue
        child, code = found
        primitive = code in registry.primitive_types
        if child.content_reference:
            root = registry.tree(child.content_reference.split(".")[0])
            type_tree = root.find(child.content_reference)
        else:
            type_tree = child if child.children else registry.tree(code)
        value = (
            NUMBERS.get(code, _text(code))(node.get("value"))
            if primitive and "value" in node.attrib
            else None
        )
        if not primitive:
            value = _complex(node, type_tree, registry)
        if child.is_list:
            result.setdefault(name, []).append(value)
        elif value is not None:
            result[name] = value
        if primitive and len(node) and not child.is_list:
            result[f"_{name}"] = _complex(node, registry.tree("Element"), registry)
    return result


def _text(code: str):
    return (lambda value: value == "true") if code == "boolean" else str


def _child(definition: Element, name: str):
    for child in definition.children:
        ref = dict(child.keys()).get(name)
        if ref is not None:
            return child, ref.code
    return None
