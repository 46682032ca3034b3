"""Reads FHIR XML into the JSON value that means the same.

https://hl7.org/fhir/R4/xml.html
https://hl7.org/fhir/R4/json.html#primitive

Read with expat, event by event: a document type is refused before anything of it is read, so there is no
entity to expand and nothing to fetch; errors know their line and column; and the byte positions allow to
take narratives as they are written.  Elements may come in any order.  What no definition knows becomes a
JSON member under its own name, for the validator to report with its place; where that name would mean
something else in JSON, the document is refused.  Comments and processing instructions are passed over.
"""

from typing import Any, NoReturn
from xml.parsers import expat

from hie.fhir.xhtml_text import is_empty_element, standalone
from hie.fhir.xml_model import Member
from hie.fhir.xml_tables import FHIR, NOTHING, XHTML, Field, Scalar, Table, Tables
from hie.outcome import BadRequest

#: Elements inside of each other; each may be two levels of JSON, which has a limit of its own.
DEPTH = 400
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance "
_SPACE = " \t\r\n"
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})

Object = dict[str, Any]


class Reader:
    """The reading of one document.

    ``_table`` and ``_target`` are the type of the open element and the JSON object that it fills; the
    stack holds those of the elements around it, each with the field that was opened in it.  A primitive
    that is only a value has no target until an extension asks for one.
    """

    def __init__(self, tables: Tables, data: bytes) -> None:
        self._tables = tables
        self._data = data
        self._table = tables.resources
        self._of_primitive = tables.element
        self._root: Object = {}
        self._target: Object | None = self._root
        self._stack: list[tuple[Table, Object | None, Field]] = []
        self._prefixes: dict[str, list[str]] = {}
        self._narrative = self._narrative_depth = 0
        self._parser = parser = expat.ParserCreate("UTF-8", " ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._start_namespace
        parser.EndNamespaceDeclHandler = self._end_namespace
        self._listen()

    def read(self) -> Object:
        """The resource.  Raises BadRequest with line and column."""
        if self._data[:2] in (b"\xfe\xff", b"\xff\xfe", b"<\0", b"\0<"):
            raise BadRequest.because("xml-encoding", found="UTF-16")
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise self._malformed(error) from None
        finally:
            # The parser refers to the reader: without this the document would wait for the collector.
            del self._parser
        return self._root

    def _listen(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        table, target = self._table, self._target
        field = table.elements.get(name) or self._unknown(name)
        self._stack.append((table, target, field))
        if field.kind != "primitive":
            self._compound(field, attributes)
            return
        if len(attributes) == 1 and target is not None and not field.is_list:
            # Most elements are this: one value, and nothing beside it.
            text = attributes.get("value")
            if text is not None and field.key not in target and field.sibling not in target:
                target[field.key] = text if field.convert is None else field.convert(text)
                self._table, self._target = self._of_primitive, None
                return
        self._primitive(field, attributes)

    def _compound(self, field: Field, attributes: dict[str, str]) -> None:
        if field.kind == "object":
            self._object(field, attributes)
        elif field.kind == "xhtml":
            self._xhtml()
        elif field.kind == "root":
            self._resource(field, attributes)
        else:
            self._holder(field, attributes)
        if len(self._stack) > DEPTH:
            self._refuse("xml-too-deep")

    def _end(self, _: str) -> None:
        self._table, self._target, _field = self._stack.pop()

    def _text(self, text: str) -> None:
        if text.strip(_SPACE):
            self._refuse("xml-text")

    def _primitive(self, field: Field, attributes: dict[str, str]) -> None:
        """A primitive in a list, or with an id, or without a value, or one too many."""
        target = self._filled()
        text = attributes.pop("value", None)
        value = text if text is None or field.convert is None else field.convert(text)
        self._table, self._target = self._of_primitive, None
        extra: Object | None = None
        if value is None or attributes:
            self._target = extra = {}
        _append(target, field, value, extra)
        if extra is not None:
            self._attributes(extra, self._table, attributes)

    def _object(self, field: Field, attributes: dict[str, str]) -> None:
        child: Object = {}
        _place(self._filled(), field, child)
        self._target = child
        self._table = table = field.table or self._tables.within(field)
        if attributes:
            self._attributes(child, table, attributes)

    def _holder(self, field: Field, attributes: dict[str, str]) -> None:
        """An element that holds a resource: both are one JSON object."""
        child: Object = {}
        _place(self._filled(), field, child)
        self._target, self._table = child, self._tables.resources
        for name in attributes:
            self._refuse("xml-attribute", name=name)

    def _resource(self, field: Field, attributes: dict[str, str]) -> None:
        target = self._filled()
        if "resourceType" in target:
            self._refuse("xml-resources", name=field.key)
        target["resourceType"] = field.key
        self._table = field.table or self._tables.within(field)
        self._attributes(target, self._table, attributes)

    def _filled(self) -> Object:
        """The object that the element just opened is put into: for a bare primitive, it is made now."""
        if self._target is not None:
            return self._target
        _, around, field = self._stack[-2]
        assert around is not None  # noqa: S101 - A primitive stands in an object.
        table, _, opened = self._stack[-1]
        extra: Object = {}
        values = around[field.key]
        if isinstance(values, list):
            around.setdefault(field.sibling, [None] * len(values))[-1] = extra
        else:
            around[field.sibling] = extra
        self._stack[-1] = (table, extra, opened)
        return extra

    def _attributes(self, target: Object, table: Table, attributes: dict[str, str]) -> None:
        for name, value in attributes.items():
            if name in table.attributes:
                target[name] = value
            elif name.startswith(_SCHEMA_INSTANCE):
                continue  # The place of a schema says nothing about the resource.
            elif " " in name or name in table.members or _is_taken(name):
                self._refuse("xml-attribute", name=name.rpartition(" ")[2])
            else:
                target[name] = value

    def _unknown(self, name: str) -> Field:
        """A field for an element that no definition knows; what is in it is unknown too."""
        namespace, _, local = name.rpartition(" ")
        if namespace != FHIR:
            self._refuse("xml-namespace", name=local, found=namespace, expected=FHIR)
        if _is_taken(local) or local in self._table.attributes:
            self._refuse("xml-name", name=local)
        field = Field.of(0, Member(local, local, "object", "", is_list=False))
        if self._table is self._tables.resources:
            field.kind = "root"
        field.table = NOTHING
        return field

    def _xhtml(self) -> None:
        """Pass over the narrative: it is kept as it is written."""
        self._narrative, self._narrative_depth = self._parser.CurrentByteIndex, 0
        self._parser.CharacterDataHandler = None
        self._parser.StartElementHandler = self._start_in_narrative
        self._parser.EndElementHandler = self._end_in_narrative

    def _start_in_narrative(self, _: str, __: dict[str, str]) -> None:
        self._narrative_depth += 1
        if self._narrative_depth > DEPTH:
            self._refuse("xml-too-deep")

    def _end_in_narrative(self, name: str) -> None:
        if self._narrative_depth:
            self._narrative_depth -= 1
            return
        end = self._parser.CurrentByteIndex
        text = self._data[self._narrative : end].decode()
        if not is_empty_element(text):
            text += self._data[end : self._data.index(b">", end) + 1].decode()
        outer = {prefix: uris[-1] for prefix, uris in self._prefixes.items() if uris}
        if name.startswith(XHTML):
            outer.setdefault("", XHTML)
        _, _, field = self._stack[-1]
        _place(self._filled(), field, standalone(text, outer))
        self._listen()
        self._end(name)

    def _start_namespace(self, prefix: str | None, uri: str) -> None:
        if prefix is not None:
            self._prefixes.setdefault(prefix, []).append(uri)

    def _end_namespace(self, prefix: str | None) -> None:
        if prefix is not None:
            self._prefixes[prefix].pop()

    def _declaration(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in _UTF8:
            raise BadRequest.because("xml-encoding", found=encoding)

    def _doctype(self, *_: object) -> NoReturn:
        self._refuse("xml-doctype")

    def _malformed(self, error: expat.ExpatError) -> BadRequest:
        try:
            self._data.decode()
        except UnicodeDecodeError as fault:
            before = self._data[: fault.start]
            column = fault.start - before.rfind(b"\n")
            return BadRequest.because("xml-not-utf8", line=before.count(b"\n") + 1, column=column)
        detail = expat.ErrorString(error.code)
        return BadRequest.because(
            "xml-invalid", self._path(), detail=detail, line=error.lineno, column=error.offset + 1
        )

    def _refuse(self, key: str, **params: Any) -> NoReturn:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        place = self._path() if len(self._stack) <= DEPTH else None
        raise BadRequest.because(key, place, line=line, column=column, **params)

    def _path(self) -> str | None:
        """FHIRPath of the open element."""
        parts: list[str] = []
        for _, target, field in self._stack:
            if field.kind == "root":
                parts = parts or [field.key]
                continue
            values = (target or {}).get(field.key) or (target or {}).get(field.sibling)
            parts.append(f"{field.name}[{len(values) - 1}]" if isinstance(values, list) else field.name)
        return ".".join(parts) or None


def _is_taken(name: str) -> bool:
    """Whether JSON gives ``name`` a meaning of its own."""
    return name == "resourceType" or name.startswith("_")


def _place(target: Object, field: Field, value: Any) -> None:
    """Put an object where it belongs; one too many is kept in a list, for the validator to report."""
    present = target.get(field.key)
    if present is None:
        target[field.key] = [value] if field.is_list else value
    elif isinstance(present, list):
        present.append(value)
    else:
        target[field.key] = [present, value]


def _append(target: Object, field: Field, value: Scalar | None, extra: Object | None) -> None:
    """Put a primitive where it belongs, its value and what is beside it in lists of the same length."""
    key, sibling = field.key, field.sibling
    values, extras = target.get(key), target.get(sibling)
    if not field.is_list:
        if values is None and extras is None:
            target.update({key: value} if value is not None else {})
            target.update({sibling: extra} if extra is not None else {})
            return
        values = values if values is None or isinstance(values, list) else [values]
        extras = extras if extras is None or isinstance(extras, list) else [extras]
    count = len(values if values is not None else extras or ())
    if values is not None or value is not None:
        target[key] = [*(values if values is not None else [None] * count), value]
    if extras is not None or extra is not None:
        target[sibling] = [*(extras if extras is not None else [None] * count), extra]
