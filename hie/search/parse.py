"""Parsing: the parameters of a request, as sent, to a :class:`SearchRequest`.

https://hl7.org/fhir/R4/search.html#Introduction

A parameter that the server does not know is refused with the nearest name that it knows: a filter that
is misspelt and ignored would answer with other people's data.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hie.outcome import BadRequest, FhirError
from hie.search import include_parameters, result_parameters
from hie.search.clauses import Clauses
from hie.search.cursor import START, Place
from hie.search.include_parameters import parse_include
from hie.search.options import SearchOptions
from hie.search.parameters import TypeParameters
from hie.search.request import Clause, Include, SearchRequest

#: Names and values as they were sent, in their order.
Pairs = Sequence[tuple[str, str]]

#: Nobody has as many questions at once.
MAX_CONDITIONS = 100

#: Issues for which a lenient search drops the parameter instead of refusing the request.
_DROPPABLE = frozenset(
    (
        "search-parameter-unknown",
        "search-parameter-unsupported",
        "search-chain-reference",
        "search-chain-type",
        "search-has-invalid",
        "search-has-parameter",
        "search-has-target",
        "search-modifier-unknown",
        "search-modifier-unsupported",
        "search-option-unsupported",
        "search-sort-unknown",
    )
)


def parse(
    parameters_of: Callable[[str], TypeParameters], type_name: str, pairs: Pairs, options: SearchOptions
) -> SearchRequest:
    """The request that ``pairs`` make of resources of ``type_name``.

    ``parameters_of`` gives the parameters of a resource type and raises KeyError for what is none.
    Raises BadRequest when a parameter, a modifier or a value is not understood; with
    ``options.lenient`` parameters and modifiers that are not known are dropped and listed.
    """
    place = START
    cursors = [value for name, value in pairs if name == "_cursor"]
    if cursors:
        if options.cursors is None or len(cursors) > 1:
            raise BadRequest.because("cursor-alone")
        position = options.cursors.open(type_name, cursors[0])
        _check_same_query(pairs, position.pairs)
        pairs, place = position.pairs, position.place
        options = replace(options, now_ms=position.now_ms)
    return _Parser(parameters_of, type_name, options).parse(pairs, place)


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
        self, parameters_of: Callable[[str], TypeParameters], type_name: str, options: SearchOptions
    ) -> None:
        self.parameters_of = parameters_of
        self.parameters = parameters_of(type_name)
        self.options = options
        self.clauses = Clauses(parameters_of, options)
        self.conditions: list[Clause] = []
        self.results: dict[str, list[str]] = {}
        self.includes: dict[str, list[Include]] = {"_include": [], "_revinclude": []}
        self.used: list[tuple[str, str]] = []
        self.dropped: list[str] = []

    def parse(self, pairs: Pairs, place: Place) -> SearchRequest:
        """The request for the page at ``place``."""
        for name, value in pairs:
            try:
                if self.take(name, value):
                    self.used.append((name, value))
            except FhirError as error:
                if not self.options.lenient or error.issues[0].key not in _DROPPABLE:
                    raise
                self.dropped.append(name)
        page = result_parameters.parse_page(self.results, self.options)
        if "text" in self.results.get("_summary", ()) and any(self.includes.values()):
            raise BadRequest.because("summary-with-include")
        return SearchRequest(
            type=self.parameters.type,
            pairs=tuple(self.used),
            now_ms=self.options.now_ms,
            count=page.count,
            conditions=tuple(self.conditions),
            sort=result_parameters.parse_sort(self.results, self.parameters),
            main=self.parameters.main,
            pair=self.parameters.pair,
            includes=tuple(self.includes["_include"]),
            revincludes=tuple(self.includes["_revinclude"]),
            total=page.total,
            only_count=page.only_count,
            dropped=tuple(self.dropped),
            max_results=page.max_results,
            place=place,
        )

    def take(self, name: str, value: str) -> bool:
        """Take in one parameter; whether it belongs to the query (and so to the self link)."""
        _check_text(name, value)
        base, _, modifier = name.partition(":")
        if base in result_parameters.IGNORED:
            return False
        if base in result_parameters.SUPPORTED:
            self.take_result(name, base, modifier, value)
        elif len(self.conditions) == MAX_CONDITIONS:
            raise BadRequest.because("search-conditions", limit=MAX_CONDITIONS)
        else:
            self.conditions.append(self.clauses.parse(self.parameters.type, name, value))
        return True

    def take_result(self, name: str, base: str, modifier: str, value: str) -> None:
        is_include = base in include_parameters.NAMES
        if modifier and not (is_include and modifier in include_parameters.ITERATE):
            hints = result_parameters.known_names(modifier, include_parameters.ITERATE if is_include else ())
            raise BadRequest.because("search-modifier-unknown", name=base, modifier=modifier, **hints)
        if is_include:
            include = parse_include(
                base, value, self.parameters_of, (self.parameters.type,), iterate=bool(modifier)
            )
            self.includes[base].append(include)
            return
        if base in self.results and not result_parameters.SUPPORTED[base]:
            raise BadRequest.because("search-once", name=name)
        if base == "_sort":
            result_parameters.parse_sort({"_sort": [value]}, self.parameters)
        elif base == "_summary":
            result_parameters.parse_page({base: [value]}, self.options)
        self.results.setdefault(base, []).append(value)


def _check_text(name: str, value: str) -> None:
    """Raise BadRequest when ``value`` cannot be the text of a search value at all."""
    if not value:
        raise BadRequest.because("search-value-empty", name=name)
    if "\0" in value or "\0" in name:
        raise BadRequest.because("search-value-nul", name=name.replace("\0", "�"))
    try:
        f"{name}{value}".encode()
    except UnicodeEncodeError:
        raise BadRequest.because(
            "search-value-not-utf8", name=name.encode(errors="replace").decode()
        ) from None
