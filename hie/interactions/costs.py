"""What a search may cost: one that would look at too many resources is refused, and told what would help.

https://hl7.org/fhir/R4/search.html#errors
"""

from collections.abc import Sequence

from hie.interactions.exchange import Exchange
from hie.outcome import BadRequest, Issue
from hie.search import Plan, SearchRequest, narrow_parameters, scans, sorts


def check_costs(exchange: Exchange, searches: Sequence[SearchRequest], plans: Sequence[Plan]) -> None:
    """Raise BadRequest when a search would look at, or sort, more resources than the setting allows."""
    limit = exchange.settings.max_scan
    for asked, plan in zip(searches, plans, strict=True):
        if not scans(asked) and not sorts(asked):
            continue
        if exchange.repository.store.rough_size(plan.type) <= limit:
            continue
        if scans(asked) or exchange.repository.count(plan.type, plan.matching, limit + 1) > limit:
            raise _refusal(exchange, asked, limit)


def _refusal(exchange: Exchange, asked: SearchRequest, limit: int) -> BadRequest:
    """The refusal, which names parameters of the type that would make the search cheap."""
    names = ", ".join(narrow_parameters(exchange.parameters_of(asked.type)))
    key = "search-scan" if scans(asked) else "search-sort-costly"
    return BadRequest(
        [Issue(key, "too-costly", "error", params={"type": asked.type, "limit": limit, "names": names})]
    )
