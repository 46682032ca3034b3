"""Writes the JSON value of a resource as FHIR XML.

https://hl7.org/fhir/R4/xml.html
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, NoReturn

from hie.fhir.xhtml_text import embeddable
from hie.fhir.xml_tables import FHIR, Field, Table, Tables
from hie.outcome import NotAcceptable

#: What an attribute cannot hold as it is: markup, what a reader would turn into blanks, and characters
#: that XML does not have.
_SPECIAL = re.compile('[&<>"\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]')
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    named = _NAMED.get(character)
    if named is not None:
        return named
    if character in "\t\n\r" or "\x7f" <= character <= "\x9f":
        return f"&#{ord(character)};"
    return "\ufffd"


def _text(value: Any) -> str:
    """A primitive as it stands in an attribute."""
    if isinstance(value, str):
        return _SPECIAL.sub(_escape, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal) else _refuse(type(value).__name__)


def _refuse(name: str) -> NoReturn:
    raise NotAcceptable.because("xml-unwritable", name=name)


class Writer:
    """The writing of one document; ``is_pretty`` gives each element a line of its own."""

    def __init__(self, tables: Tables, *, is_pretty: bool) -> None:
        self._tables = tables
        self._break = "\n" if is_pretty else ""
        self._parts: list[str] = []

    def write(self, resource: Any) -> bytes:
        """The document.  Raises NotAcceptable when ``resource`` holds what no definition knows."""
        self._parts.append('<?xml version="1.0" encoding="UTF-8"?>')
        self._resource(resource, self._break or "\n", f' xmlns="{FHIR}"')
        return "".join(self._parts).encode()

    def _resource(self, resource: Any, line: str, namespace: str = "") -> None:
        type = resource.get("resourceType") if isinstance(resource, dict) else None
        table = self._tables.of_resource(type)
        if table is None:
            _refuse(str(type))
        members = {key: value for key, value in resource.items() if key != "resourceType"}
        self._element(type, namespace, members, table, line)

    def _element(self, name: Any, attributes: str, content: Any, table: Table, line: str) -> None:
        """One element with what ``content`` holds, its attributes among it."""
        if not isinstance(content, dict):
            _refuse(name)
        fields = self._fields(content, table)
        while fields and fields[0].kind == "attribute":
            field = fields.pop(0)
            attributes += f' {field.key}="{_text(content[field.key])}"'
        if not fields:
            self._parts.append(f"{line}<{name}{attributes}/>")
            return
        self._parts.append(f"{line}<{name}{attributes}>")
        inner = line + "  " if self._break else ""
        for field in fields:
            self._field(field, content, inner)
        self._parts.append(f"{line if self._break else ''}</{name}>")

    def _fields(self, content: dict[str, Any], table: Table) -> list[Field]:
        """The fields of ``content``, each once, attributes first, then in the order of their type."""
        found: dict[int, Field] = {}
        for key in content:
            field = table.members.get(key)
            if field is None:
                _refuse(key)
            found[field.order if field.kind != "attribute" else field.order - len(table.members)] = field
        return [found[order] for order in sorted(found)]

    def _field(self, field: Field, content: dict[str, Any], line: str) -> None:
        value = content.get(field.key)
        if field.kind == "primitive":
            self._primitives(field, value, content.get(field.sibling), line)
            return
        for item in _items(field, value):
            if field.kind == "object":
                self._element(field.key, "", item, field.table or self._tables.within(field), line)
            elif field.kind == "resource":
                self._parts.append(f"{line}<{field.key}>")
                self._resource(item, line + "  " if self._break else "")
                self._parts.append(f"{line if self._break else ''}</{field.key}>")
            else:
                xhtml = embeddable(item) if isinstance(item, str) else None
                self._parts.append(line + (xhtml if xhtml is not None else _refuse(field.key)))

    def _primitives(self, field: Field, value: Any, extra: Any, line: str) -> None:
        """One primitive or a list of them: values, and what is beside them."""
        if extra is None and not field.is_list:
            self._parts.append(f'{line}<{field.key} value="{_text(value)}"/>')
            return
        for one, beside in zip_longest(_items(field, value), _items(field, extra)):
            attributes = f' value="{_text(one)}"' if one is not None else ""
            if beside is None:
                self._parts.append(f"{line}<{field.key}{attributes}/>")
            else:
                self._element(field.key, attributes, beside, self._tables.element, line)


def _items(field: Field, value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, list) is not field.is_list:
        _refuse(field.key)
    return value if field.is_list else (value,)
