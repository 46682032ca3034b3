"""Strategies that make resources from the definitions, and single changes of them.

A made resource is nearly valid: it has what is required and some of what is allowed, with values of the
right formats and codes of the right value sets.  Its invariants may fail, which is as good a test.
"""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from hie.validation.shapes import Field, Shape, Shapes

#: Codes of the value sets that nobody can enumerate.
OPEN = {
    f"http://hl7.org/fhir/ValueSet/{name}": system_and_codes
    for name, system_and_codes in {
        "all-languages": ("urn:ietf:bcp:47", ["uk", "en-US"]),
        "currencies|4.0.1": ("urn:iso:std:iso:4217", ["UAH"]),
        "mimetypes|4.0.1": ("urn:ietf:bcp:13", ["text/plain"]),
        "ucum-units|4.0.1": ("http://unitsofmeasure.org", ["kg"]),
    }.items()
}
#: A valid value of each primitive type, or several.
PRIMITIVES: dict[str, list[Any]] = {
    "base64Binary": ["SGllIQ=="],
    "boolean": [True, False],
    "canonical": ["http://x.test/definition|1.0"],
    "code": ["a", "a b"],
    "date": ["2024", "2024-02", "2024-02-29"],
    "dateTime": ["2024", "2024-02-29T10:00:00+02:00"],
    "decimal": [Decimal("1.10"), 0, -3],
    "id": ["a-1.B"],
    "instant": ["2024-02-29T10:00:00.123Z"],
    "integer": [0, -1, 2147483647],
    "markdown": ["# Заголовок\n\nтекст"],
    "oid": ["urn:oid:1.2.3"],
    "positiveInt": [1, 2147483647],
    "string": ["текст", "a\u00a0b"],
    "time": ["10:00:00"],
    "unsignedInt": [0, 5],
    "uri": ["urn:oid:1.2.3", "http://x.test/a"],
    "url": ["https://x.test/a"],
    "uuid": ["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
    "xhtml": ['<div xmlns="http://www.w3.org/1999/xhtml"><p>текст</p></div>'],
}
#: What a change puts in the place of a value.
WRONG: list[Any] = [
    *(None, True, 0, -1, 1.5, Decimal("1E+400"), 10**400, "", " ", "a", "2024-02-30", "#", "#a", "Device/1"),
    *([], {}, [None], [{}], [[1]], ["a"], {"id": "a"}, {"a": 1}, {"reference": "Device/1"}, "\x00", "\ud800"),
    {"extension": [{"url": "http://x.test/a", "valueString": "b"}]},
    {"coding": [{"system": "http://x.test/a", "code": "b"}]},
]
KEYS = [
    "id",
    "extension",
    "url",
    "valueString",
    "_valueString",
    "resourceType",
    "contained",
    "",
    "_",
    "zzz",
    "$a",
]
_MAX_DEPTH = 4

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def resources(draw: Draw, shapes: Shapes, types: list[str]) -> dict[str, Any]:
    """A nearly valid resource of one of ``types``."""
    name = draw(st.sampled_from(types))
    return {"resourceType": name, **_members(draw, shapes, shapes[name], 0)}


def _members(draw: Draw, shapes: Shapes, shape: Shape, depth: int) -> dict[str, Any]:
    """The members of an object: what is required, and up to three more."""
    chosen = {draw(st.sampled_from([k for k in keys if k[0] != "_"])) for keys in shape.required.values()}
    optional = [
        field.key
        for field in shape.fields.values()
        # The size of an attachment depends on its data.
        if field.key not in ("contained", "extension", "modifierExtension", "size") and not field.is_forbidden
    ]
    if depth < _MAX_DEPTH:
        chosen |= draw(st.sets(st.sampled_from(optional), max_size=3))
    if not chosen - {"id"}:
        chosen.add(next(key for key in optional if key != "id"))
    # One key of each choice; a later one of the same element takes the place of an earlier one.
    by_name = {shape.fields[key].name: shape.fields[key] for key in sorted(chosen)}
    return {field.key: _value(draw, shapes, field, depth) for field in by_name.values()}


def _value(draw: Draw, shapes: Shapes, field: Field, depth: int) -> Any:
    count = draw(st.integers(1, 2)) if field.is_list else 1
    values = [_single(draw, shapes, field, depth) for _ in range(count)]
    return values if field.is_list else values[0]


def _single(draw: Draw, shapes: Shapes, field: Field, depth: int) -> Any:
    if field.kind == "primitive":
        return _primitive(draw, field)
    if field.kind == "resource":
        return {"resourceType": "Patient", "id": "a"}
    if field.codes is not None:
        listed = sorted(field.codes.pairs, key=str)[:20]
        of_open, open_codes = OPEN.get(field.codes.value_set, (None, ()))
        system, code = draw(st.sampled_from(listed or [(of_open, code) for code in open_codes]))
        coding = {"system": system, "code": code}
        return {"coding": [coding]} if field.type == "CodeableConcept" else coding
    if field.type == "Reference":
        target = draw(st.sampled_from(sorted(field.targets or {"Patient"})))
        return {"reference": f"{target}/1"}
    return _members(draw, shapes, shapes[field.shape], depth + 1)


def _primitive(draw: Draw, field: Field) -> Any:
    if field.key == "expression":
        # A string for its definition, but FHIRPath for the rules of definitions.
        return "true"
    if field.codes is not None:
        return draw(st.sampled_from(sorted(field.codes.listed)[:20] or OPEN[field.codes.value_set][1]))
    return draw(st.sampled_from(PRIMITIVES[field.type]))


@st.composite
def changed(draw: Draw, resource: dict[str, Any]) -> Any:
    """A copy of ``resource`` with one change at any place."""
    copied = deepcopy(resource)
    node = draw(st.sampled_from(_containers(copied)))
    if isinstance(node, dict):
        _change_object(draw, node)
    elif node:
        _change_array(draw, node)
    return copied


def _containers(value: Any) -> list[Any]:
    """All objects and arrays in ``value``."""
    found = [value]
    for each in found:
        members = each.values() if isinstance(each, dict) else each
        found += [member for member in members if isinstance(member, dict | list)]
    return found


def _change_object(draw: Draw, node: dict[str, Any]) -> None:
    key = draw(st.sampled_from(sorted(node) or ["a"]))
    other = draw(st.sampled_from(KEYS))
    wrong = deepcopy(draw(st.sampled_from(WRONG)))
    action = draw(st.integers(0, 5))
    if action == 0:
        node.pop(key, None)
    elif action == 1:
        node[key] = wrong
    elif action == 2:
        node[f"_{key}"] = wrong
    elif action == 3:
        node[other] = wrong
    elif action == 4:
        node[f"_{key}"] = node.pop(key, None)
    else:
        node[other] = deepcopy(node.get(key))


def _change_array(draw: Draw, node: list[Any]) -> None:
    index = draw(st.integers(0, len(node) - 1))
    action = draw(st.integers(0, 2))
    if action == 0:
        del node[index]
    elif action == 1:
        node[index] = deepcopy(draw(st.sampled_from(WRONG)))
    else:
        node.append(deepcopy(node[index]))
