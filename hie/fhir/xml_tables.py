"""Flat tables of each type, compiled once: what an XML name or a JSON key stands for.

https://hl7.org/fhir/R4/xml.html
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hie.fhir.xml_model import ElementModel, Kind, Member

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"

#: A JSON value of a primitive.
Scalar = str | bool | int | Decimal
#: As :data:`Kind`; ``root`` is a resource itself, at the root of a document or where one is held.
FieldKind = Kind | Literal["root"]
#: From the text of a ``value`` attribute to its JSON value.
Conversion = Callable[[str], Scalar]

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
#: Python refuses longer integers, whose conversion takes time in the square of their length.
_DIGITS = 4000


def _boolean(text: str) -> Scalar:
    """What is neither true nor false stays text, for the validator to report."""
    return {"true": True, "false": False}.get(text, text)


def _integer(text: str) -> Scalar:
    return int(text) if len(text) < _DIGITS and _INTEGER.fullmatch(text) else text


def _decimal(text: str) -> Scalar:
    """A number as JSON reads it: with its digits, and as an integer where it has no fraction."""
    if len(text) >= _DIGITS or not _NUMBER.fullmatch(text):
        return text
    # JSON's reading of "-0" would lose the sign.
    return int(text) if _INTEGER.fullmatch(text) and text != "-0" else Decimal(text)


_CONVERSIONS: dict[str, Conversion] = {
    "boolean": _boolean,
    "integer": _integer,
    "positiveInt": _integer,
    "unsignedInt": _integer,
    "decimal": _decimal,
}


@dataclass(slots=True, eq=False)
class Field:
    """One element: where it stands, what JSON calls it, and what it holds.

    ``sibling`` is the JSON key of a primitive's id and extensions.  ``convert`` is None where the JSON
    value is the text itself.  ``table`` is that of an object, set when it is first needed: types hold
    each other.
    """

    order: int
    key: str
    sibling: str
    name: str
    kind: FieldKind
    type: str
    is_list: bool
    convert: Conversion | None
    table: "Table | None" = None

    @classmethod
    def of(cls, order: int, member: Member) -> "Field":
        """The field of ``member``, which is at place ``order`` of its type."""
        convert = _CONVERSIONS.get(member.type) if member.kind == "primitive" else None
        return cls(
            order,
            member.key,
            f"_{member.key}",
            member.name,
            member.kind,
            member.type,
            member.is_list,
            convert,
        )


@dataclass(slots=True, eq=False)
class Table:
    """One type: its ``elements`` by the names that expat gives them, all fields by JSON key and sibling."""

    elements: dict[str, Field]
    members: dict[str, Field]
    attributes: dict[str, Field]


#: Of what nobody defines.
NOTHING = Table({}, {}, {})


class Tables:
    """The tables of a model, made when they are first asked for."""

    def __init__(self, model: ElementModel) -> None:
        self._model = model
        self._made: dict[str, Table] = {}
        self.element = self.of("Element")
        #: What may stand where a resource is expected, also at the root of a document.
        self.resources = Table({f"{FHIR} {type}": _resource(type) for type in model.resource_types}, {}, {})

    def of(self, name: str) -> Table:
        """The table of the type or path ``name``.  Raises KeyError when there is none."""
        table = self._made.get(name)
        if table is None:
            table = self._made[name] = _table(self._model, name)
        return table

    def within(self, field: Field) -> Table:
        """The table of what is inside of the object ``field``."""
        if field.table is None:
            field.table = self.of(field.type)
        return field.table

    def of_resource(self, type: object) -> Table | None:
        """The table of a resource type; None when there is no such type."""
        return self.of(type) if isinstance(type, str) and type in self._model.resource_types else None


def _resource(type: str) -> Field:
    field = Field.of(0, Member(type, type, "object", type, is_list=False))
    field.kind = "root"
    return field


def _table(model: ElementModel, name: str) -> Table:
    elements: dict[str, Field] = {}
    members: dict[str, Field] = {}
    attributes: dict[str, Field] = {}
    for order, member in enumerate(model.members(name)):
        field = Field.of(order, member)
        members[field.key] = field
        if field.kind == "attribute":
            attributes[field.key] = field
            continue
        elements[f"{FHIR} {field.key}"] = field
        if field.kind == "primitive":
            members[field.sibling] = field
        elif field.kind == "xhtml":
            elements[f"{XHTML} {field.key}"] = field
    return Table(elements, members, attributes)
