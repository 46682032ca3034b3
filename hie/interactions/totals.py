"""The total of a search: how many resources match, on all pages.

https://hl7.org/fhir/R4/search.html#total
"""

from collections.abc import Sequence

from hie.interactions.exchange import Exchange
from hie.search import START, Plan, SearchRequest, scans
from hie.storage import Stored

#: An estimate counts so far and no further: it costs the same however many match.
ESTIMATE_LIMIT = 10_000


def total(
    exchange: Exchange, searches: Sequence[SearchRequest], plans: Sequence[Plan], found: Sequence[Stored]
) -> int | None:
    """How many match, of all types: counted or estimated when the client asks, free when all are found."""
    asked = searches[0]
    number = _total(exchange, searches, plans, found)
    return number if number is None or asked.max_results is None else min(number, asked.max_results)


def _total(
    exchange: Exchange, searches: Sequence[SearchRequest], plans: Sequence[Plan], found: Sequence[Stored]
) -> int | None:
    asked = searches[0]
    if not asked.only_count:
        if asked.total != "accurate" and asked.place == START and len(found) < plans[0].limit:
            return None if asked.total == "none" else len(found)
        if asked.total == "estimate":
            return sum(map(_estimate, [exchange] * len(plans), searches, plans))
        if asked.total != "accurate":
            return None
    return sum(exchange.repository.count(plan.type, plan.matching) for plan in plans)


def _estimate(exchange: Exchange, asked: SearchRequest, plan: Plan) -> int:
    """A number that is cheap: the size of the collection, a count that stops at a limit, or a sample."""
    if not asked.conditions:
        return exchange.repository.size(plan.type)
    if scans(asked):
        size = exchange.repository.size(plan.type)
        if size > ESTIMATE_LIMIT:
            # To count them would be to look at all.
            return round(size * exchange.repository.share(plan.type, plan.matching, ESTIMATE_LIMIT))
    return exchange.repository.count(plan.type, plan.matching, ESTIMATE_LIMIT)
