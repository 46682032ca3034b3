"""FHIR search interaction on a type, by GET and by POST.

https://hl7.org/fhir/R4/http.html#search
https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Iterator, Sequence

from hie.fhir import encode
from hie.interactions.exchange import Exchange
from hie.interactions.explain import PARAMETER, Explanation, asked_to_explain
from hie.interactions.inclusion import added
from hie.interactions.links import StoredLinks, understood
from hie.interactions.request import Request, Response
from hie.interactions.subset import cut_for
from hie.interactions.totals import total
from hie.outcome import Issue, operation_outcome
from hie.search import (
    BundleEntry,
    Plan,
    SearchOptions,
    SearchRequest,
    page_links,
    page_of,
    plan,
    searchset,
)
from hie.storage import Query, Stored


def search_type(exchange: Exchange, request: Request) -> Response:
    """A page of the resources that match, as a searchset Bundle."""
    explanation = Explanation() if asked_to_explain(exchange, request.query) else None
    pairs = [pair for pair in request.query if pair[0] != PARAMETER]
    links = StoredLinks(exchange.repository)
    asked = understood(exchange, request.type, pairs, _options(exchange, request), links)
    query = plan(asked)
    cut = cut_for(exchange, request.type, asked.pairs)
    if explanation is not None:
        explanation.mark("plan")
    found = [] if asked.only_count else _find(exchange, query)
    if explanation is not None:
        explanation.mark("find")
    page, around = page_of(asked, query, found)
    relations = page_links(request.base, asked, exchange.cursors(), around)
    entries = [BundleEntry(cut(stored.body or b""), "match", stored.type, stored.id) for stored in page]
    issues = [_dropped(asked.dropped)] if asked.dropped else []
    entries += _included(exchange, asked, page, issues)
    if issues:
        entries.append(BundleEntry(encode(operation_outcome(issues, request.language)), "outcome"))
    number = total(exchange, asked, query, found)
    if explanation is not None:
        explanation.mark("include and count")
        entries.append(BundleEntry(explanation.outcome(exchange, request, query, links.steps), "outcome"))
    return Response(200, searchset(request.base, entries, relations, number))


def matches(
    exchange: Exchange, request: Request, pairs: Sequence[tuple[str, str]], limit: int = 2
) -> list[Stored]:
    """The first ``limit`` resources of ``request.type`` that match ``pairs``; two tell one from too many.

    Raises BadRequest when the search is not understood; an unknown parameter is never ignored here.
    """
    options = SearchOptions(now_ms=exchange.now_ms(), base=request.base, registry=exchange.registry)
    asked = understood(exchange, request.type, pairs, options)
    query = plan(asked)
    return exchange.repository.find(request.type, Query(query.filter, query.sort, limit, query.hint))


def _options(exchange: Exchange, request: Request) -> SearchOptions:
    return SearchOptions(
        now_ms=exchange.now_ms(),
        base=request.base,
        lenient=request.prefer.lenient,
        default_count=exchange.settings.default_count,
        max_count=exchange.settings.max_count,
        cursors=exchange.cursors(),
        registry=exchange.registry,
    )


def _find(exchange: Exchange, query: Plan) -> list[Stored]:
    return exchange.repository.find(
        query.type, Query(query.filter, query.sort, query.limit, query.hint, query.fields)
    )


def _included(
    exchange: Exchange, asked: SearchRequest, page: Sequence[Stored], issues: list[Issue]
) -> Iterator[BundleEntry]:
    """What _include and _revinclude add; ``issues`` get what was left out."""
    # The names in _elements are those of the matches; a summary is for everything.
    cut = cut_for(exchange, "", [pair for pair in asked.pairs if pair[0] != "_elements"])
    for stored in added(exchange, asked, page, issues):
        yield BundleEntry(cut(stored.body or b""), "include", stored.type, stored.id)


def _dropped(names: Sequence[str]) -> Issue:
    """What a lenient client is told of its parameters that were not used."""
    return Issue("search-dropped", "not-supported", "warning", params={"names": ", ".join(names)})
