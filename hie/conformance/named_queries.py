"""Named queries: searches by a name, each defined by an OperationDefinition.

https://hl7.org/fhir/R4/search.html#query
https://hl7.org/fhir/R4/operationdefinition.html

FHIR says which parameters a query takes and not what it does.  An extension of the definition,
``…/StructureDefinition/query-template``, holds the search: see :mod:`hie.conformance.query_template`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from hie.conformance.query_template import Fault, placeholders, template_faults, template_pairs

_EXTENSION = "/StructureDefinition/query-template"

#: Types that a value in a query string can have.
_TYPES = frozenset(
    (
        "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant", "integer",
        "positiveInt", "string", "unsignedInt", "uri", "url",
    )
)  # fmt: skip
#: Kinds of search values of which one can be told from several.
_SEARCH_TYPES = frozenset(("number", "date", "string", "token", "reference", "quantity", "uri"))
_is_name = re.compile(r"[A-Za-z][\w-]*", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A parameter that a query takes; ``max`` None is any number.

    With a ``search_type`` its value is one of a search parameter of that type, such as ``system|code``; else
    it is a value of the FHIR ``type`` and means exactly that.
    """

    name: str
    type: str
    search_type: str | None = None
    min: int = 0
    max: int | None = 1


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query ``code`` on resources of ``types``; ``url`` is the canonical of its definition."""

    code: str
    url: str
    types: tuple[str, ...]
    parameters: tuple[QueryParameter, ...]
    template: str

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The names and values of the template."""
        return template_pairs(self.template)


class _ParameterSource(msgspec.Struct, rename="camel"):
    name: str
    use: str
    min: int = 0
    max: str = "1"
    type: str = ""
    search_type: str | None = None


class _ExtensionSource(msgspec.Struct, rename="camel"):
    url: str = ""
    value_string: str | None = None


class _Source(msgspec.Struct):
    """What is read of an OperationDefinition."""

    kind: str
    code: str
    status: str
    url: str = ""
    type: bool = False
    resource: tuple[str, ...] = ()
    parameter: tuple[_ParameterSource, ...] = ()
    extension: tuple[_ExtensionSource, ...] = ()


_decode = msgspec.json.Decoder(_Source).decode


def read_named_query(data: bytes) -> NamedQuery | None:
    """The query in the JSON ``data`` of an OperationDefinition, or None when it is none that can be asked.

    Operations are none, nor is a query without a template, a retired one, or one with faults.
    """
    try:
        return _sound(_decode(data))
    except msgspec.ValidationError:
        return None


def named_query_of(definition: Mapping[str, Any]) -> NamedQuery | None:
    """As :func:`read_named_query`, of an OperationDefinition that is decoded."""
    try:
        return _sound(msgspec.convert(definition, _Source))
    except msgspec.ValidationError:
        return None


def faults_of_definition(definition: Mapping[str, Any]) -> list[Fault] | None:
    """What is wrong with the query that an OperationDefinition holds; None where it holds no template.

    Of a definition that is not as FHIR has it nothing is told.
    """
    try:
        source = msgspec.convert(definition, _Source)
    except msgspec.ValidationError:
        return []
    query = _named_query(source)
    return None if query is None else list(query_faults(query, is_of_type=source.type))


def template_index(extensions: Iterable[Any]) -> int:
    """The index of the extension with the template; 0 where there is none."""
    urls = (each.get("url") if isinstance(each, dict) else None for each in extensions)
    return next((index for index, url in enumerate(urls) if str(url).endswith(_EXTENSION)), 0)


def query_faults(query: NamedQuery, *, is_of_type: bool) -> Iterator[Fault]:
    """What is wrong with the form of ``query``; ``is_of_type`` says that it can be asked of a type."""
    for what, is_there in (("url", query.url), ("resource", query.types), ("type = true", is_of_type)):
        if not is_there:
            yield Fault("query-needs", {"what": what})
    faults = list(template_faults(query.template, [parameter.name for parameter in query.parameters]))
    yield from faults
    used = set(placeholders(query.template))
    for index, parameter in enumerate(query.parameters):
        told = {"name": parameter.name[:80]}
        if not _is_name(parameter.name):
            yield Fault("query-parameter-name", told, index)
        if parameter.search_type not in (None, *_SEARCH_TYPES) or parameter.type not in _TYPES:
            yield Fault("query-parameter-type", told, index)
        if not faults and parameter.name not in used:
            yield Fault("query-parameter-unused", told, index)


def _sound(source: _Source) -> NamedQuery | None:
    query = None if source.status == "retired" else _named_query(source)
    return None if query is None or any(query_faults(query, is_of_type=source.type)) else query


def _named_query(source: _Source) -> NamedQuery | None:
    found = (each.value_string for each in source.extension if each.url.endswith(_EXTENSION))
    template = next(found, None)
    if source.kind != "query" or template is None:
        return None
    parameters = tuple(
        QueryParameter(
            each.name,
            each.type,
            each.search_type,
            each.min,
            int(each.max[:9]) if each.max.isdecimal() else None,
        )
        for each in source.parameter
        if each.use == "in"
    )
    return NamedQuery(source.code, source.url, source.resource, parameters, template)
