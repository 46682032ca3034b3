"""The total of a search: how many resources match, on all pages.

https://hl7.org/fhir/R4/search.html#total
"""

from collections.abc import Sequence

from hie.interactions.exchange import Exchange
from hie.search import START, Plan, SearchRequest
from hie.storage import Stored

#: An estimate counts so far and no further: it costs the same however many match.
ESTIMATE_LIMIT = 10_000


def total(exchange: Exchange, asked: SearchRequest, query: Plan, found: Sequence[Stored]) -> int | None:
    """How many match: counted or estimated when the client asks, free of cost when all are on this page."""
    number = _total(exchange, asked, query, found)
    return number if number is None or asked.max_results is None else min(number, asked.max_results)


def _total(exchange: Exchange, asked: SearchRequest, query: Plan, found: Sequence[Stored]) -> int | None:
    if not asked.only_count:
        if asked.total != "accurate" and asked.place == START and len(found) < query.limit:
            return None if asked.total == "none" else len(found)
        if asked.total == "estimate":
            return _estimate(exchange, asked, query)
        if asked.total != "accurate":
            return None
    return exchange.repository.count(query.type, query.matching)


def _estimate(exchange: Exchange, asked: SearchRequest, query: Plan) -> int:
    """A number that is cheap: the size of the collection, or a count that stops at a limit."""
    if not asked.conditions:
        return exchange.repository.size(query.type)
    return exchange.repository.count(query.type, query.matching, ESTIMATE_LIMIT)
