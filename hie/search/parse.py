"""Parsing: the parameters of a request, as sent, to a :class:`SearchRequest`.

https://hl7.org/fhir/R4/search.html#Introduction

A parameter that the server does not know is refused with the nearest name that it knows: a filter that
is misspelt and ignored would answer with other people's data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from hie.outcome import BadRequest, FhirError, Issue
from hie.search import include_parameters, named_query, result_parameters
from hie.search.checked_text import check_text
from hie.search.clauses import Clauses
from hie.search.cursor import START, Place
from hie.search.include_parameters import parse_include
from hie.search.named_query import Expansion
from hie.search.options import SearchOptions
from hie.search.parameters import TypeParameters
from hie.search.request import Clause, Group, Include, SearchRequest, SortKey

ParametersOf = Callable[[str], TypeParameters]
#: Names and values as they were sent, in their order.
Pairs = Sequence[tuple[str, str]]

#: Nobody has as many questions at once.
MAX_CONDITIONS = 100

#: Issues about names, for which a lenient search drops the parameter instead of refusing the request.
UNKNOWN_NAMES = frozenset(
    (
        "search-parameter-unknown",
        "search-parameter-unsupported",
        "search-chain-reference",
        "search-chain-type",
        "search-has-invalid",
        "search-has-parameter",
        "search-has-target",
        "search-modifier-unknown",
        "search-sort-several",
        "search-sort-unknown",
    )
)


def parse(parameters_of: ParametersOf, type_name: str, pairs: Pairs, options: SearchOptions) -> SearchRequest:
    """The request that ``pairs`` make of resources of ``type_name``, as :func:`parse_several`."""
    return parse_several(parameters_of, (type_name,), pairs, options, type_name)[0]


def parse_several(
    parameters_of: ParametersOf, types: Sequence[str], pairs: Pairs, options: SearchOptions, path: str
) -> list[SearchRequest]:
    """The requests that ``pairs`` make of resources of ``types``, one for each that ``_type`` allows.

    ``parameters_of`` gives the parameters of a resource type and raises KeyError for what is none;
    ``path`` is where is searched, below the base.  Raises BadRequest when a parameter, a modifier or a
    value is not understood of one of the types; with ``options.lenient`` parameters and modifiers that are
    not known are dropped and listed.
    """
    pairs, place, options = _opened(path, pairs, options)
    chosen = _chosen(types, pairs)
    dropped: tuple[str, ...] = ()
    while True:
        requests = [
            _Parser(parameters_of, type, options, chosen).parse(pairs, place, path) for type in chosen
        ]
        # What one type does not know is dropped for all of them.
        names = dict.fromkeys(name for request in requests for name in request.dropped)
        if not names or len(chosen) == 1:
            return [replace(request, dropped=dropped) for request in requests] if dropped else requests
        dropped = tuple(names)
        pairs = [pair for pair in pairs if pair[0] not in names]


def _opened(path: str, pairs: Pairs, options: SearchOptions) -> tuple[Pairs, Place, SearchOptions]:
    """The pairs, the place and the time of the request, which a cursor may hold."""
    place = START
    cursors = [value for name, value in pairs if name == "_cursor"]
    if cursors:
        if options.cursors is None or len(cursors) > 1:
            raise BadRequest.because("cursor-alone")
        position = options.cursors.open(path, cursors[0])
        _check_same_query(pairs, position.pairs)
        pairs, place = position.pairs, position.place
        options = replace(options, now_ms=position.now_ms)
    return pairs, place, options


def _chosen(types: Sequence[str], pairs: Pairs) -> Sequence[str]:
    """Those of ``types`` that ``_type`` names, or all of them.  Raises BadRequest for any other."""
    named = [type for name, value in pairs if name == "_type" for type in value.split(",")]
    for type in named:
        if type not in types:
            hints = result_parameters.known_names(type, types)
            raise BadRequest.because("search-type-unknown", value=type, **hints)
    return [type for type in types if type in named] if named else types


def _check_same_query(pairs: Pairs, bound: Pairs) -> None:
    """Raise BadRequest when a request with a cursor asks for more or for other things than it holds."""
    allowed = {
        *bound,
        *((name, value) for name, value in pairs if name in ("_cursor", *result_parameters.IGNORED)),
    }
    if not allowed.issuperset(pairs):
        raise BadRequest.because("cursor-alone")


class _Parser:
    """The parsing of one request."""

    def __init__(
        self, parameters_of: ParametersOf, type_name: str, options: SearchOptions, types: Sequence[str]
    ) -> None:
        self.parameters_of = parameters_of
        self.types = types
        self.parameters = parameters_of(type_name)
        self.options = options
        self.clauses = Clauses(parameters_of, options)
        self.conditions: list[Clause] = []
        self.results: dict[str, list[str]] = {}
        self.includes: dict[str, list[Include]] = {"_include": [], "_revinclude": []}
        self.sent: list[tuple[str, str]] = []
        self.dropped: list[str] = []

    def parse(self, pairs: Pairs, place: Place, path: str) -> SearchRequest:
        """The request for the page at ``place``."""
        query = named_query.expanded(pairs, self.parameters, self.options)
        for name, value in pairs:
            try:
                # What the query takes is in its expansion.
                if name in query.names or self.take(name, value):
                    self.sent.append((name, value))
            except FhirError as error:
                if not self.options.lenient or error.issues[0].key not in UNKNOWN_NAMES:
                    raise
                self.dropped.append(name)
        for name, value in query.pairs:
            self.take_expanded(query, name, value)
        own = {named_query.NAME, *query.names}
        page = result_parameters.parse_page(self.results, self.options)
        if "text" in self.results.get("_summary", ()) and any(self.includes.values()):
            raise BadRequest.because("summary-with-include")
        if page.contained != "false" and (len(self.types) > 1 or any(self.includes.values())):
            raise BadRequest.because("search-contained-alone")
        return SearchRequest(
            type=self.parameters.type,
            pairs=(*(pair for pair in self.sent if pair[0] not in own), *query.pairs),
            sent=tuple(self.sent),
            now_ms=self.options.now_ms,
            count=page.count,
            conditions=tuple(self.conditions),
            sort=self.sort(self.results),
            main=self.parameters.main,
            pair=self.parameters.pair,
            includes=tuple(self.includes["_include"]),
            revincludes=tuple(self.includes["_revinclude"]),
            total=page.total,
            only_count=page.only_count,
            dropped=tuple(self.dropped),
            max_results=page.max_results,
            place=place,
            path=path,
            is_alone=len(self.types) == 1,
            contained=page.contained,
            as_contained=page.as_contained,
        )

    def sort(self, results: Mapping[str, Sequence[str]]) -> tuple[SortKey, ...]:
        """The criteria of the order; of several types, only those that mean the same for all of them."""
        keys = result_parameters.parse_sort(results, self.parameters)
        is_mixed = len(self.types) > 1 or self.results.get("_contained", ["false"]) != ["false"]
        for key in keys if is_mixed else ():
            if key.parameter.kind != "document_field":
                raise BadRequest.because("search-sort-several", name=key.parameter.code)
        return keys

    def take(self, name: str, value: str) -> bool:
        """Take in one parameter; whether it belongs to the query (and so to the self link)."""
        check_text(name, value)
        base, _, modifier = name.partition(":")
        if base in result_parameters.IGNORED:
            return False
        if base in result_parameters.SUPPORTED:
            self.take_result(name, base, modifier, value)
        elif len(self.conditions) == MAX_CONDITIONS:
            raise BadRequest.because("search-conditions", limit=MAX_CONDITIONS)
        else:
            clause = self.clauses.parse(self.parameters.type, name, value)
            match clause:
                case Group("and", clauses):
                    self.conditions += clauses
                case _:
                    self.conditions.append(clause)
        return True

    def take_expanded(self, query: Expansion, name: str, value: str) -> None:
        """Take in what a named query says; what is refused in it is never dropped."""
        try:
            self.take(name, value)
        except FhirError as error:
            params = {"name": query.query, "part": f"{name}={value}"[:200]}
            told = Issue("search-query-made", "informational", "information", params=params)
            raise type(error)([*error.issues, told]) from None

    def take_result(self, name: str, base: str, modifier: str, value: str) -> None:
        is_include = base in include_parameters.NAMES
        if modifier and not (is_include and modifier in include_parameters.ITERATE):
            hints = result_parameters.known_names(modifier, include_parameters.ITERATE if is_include else ())
            raise BadRequest.because("search-modifier-unknown", name=base, modifier=modifier, **hints)
        if is_include:
            include = parse_include(base, value, self.parameters_of, self.types, iterate=bool(modifier))
            self.includes[base].append(include)
            return
        if base in self.results and not result_parameters.SUPPORTED[base]:
            raise BadRequest.because("search-once", name=name)
        if base == "_sort":
            self.sort({"_sort": [value]})
        elif base == "_summary":
            result_parameters.parse_page({base: [value]}, self.options)
        self.results.setdefault(base, []).append(value)
