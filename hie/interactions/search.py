"""FHIR search interaction on a type, by GET and by POST.

https://hl7.org/fhir/R4/http.html#search
https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Sequence

from hie.interactions.costs import check_costs
from hie.interactions.exchange import Exchange
from hie.interactions.links import understood
from hie.interactions.request import Request, Response
from hie.interactions.searchset import Scope, answer
from hie.interactions.stored_terminology import stored_terminology
from hie.search import SearchOptions, plan
from hie.storage import Query, Stored


def search_type(exchange: Exchange, request: Request) -> Response:
    """A page of the resources that match, as a searchset Bundle."""
    return answer(exchange, request, Scope(request.type, (request.type,)))


def matches(
    exchange: Exchange, request: Request, pairs: Sequence[tuple[str, str]], limit: int = 2
) -> list[Stored]:
    """The first ``limit`` resources of ``request.type`` that match ``pairs``; two tell one from too many.

    Raises BadRequest when the search is not understood; an unknown parameter is never ignored here.
    """
    options = SearchOptions(
        now_ms=exchange.now_ms(),
        base=request.base,
        registry=exchange.registry,
        definitions=stored_terminology(exchange, request.base),
    )
    asked = understood(exchange, request.type, pairs, options)
    query = plan(asked)
    check_costs(exchange, [asked], [query])
    return exchange.repository.find(request.type, Query(query.filter, query.sort, limit, query.hint))
