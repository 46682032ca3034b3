"""What ``_include`` and ``_revinclude`` add to a page: looked up round by round.

https://hl7.org/fhir/R4/search.html#include

The first round starts at the matches; those after it at what was added, as far as ``:iterate`` says so.
Each resource is added once, so loops of links end.
"""

from collections.abc import Iterator, Mapping, Sequence

from hie.interactions.exchange import Exchange
from hie.outcome import Issue
from hie.search import Filter, Include, SearchRequest, sources, targets
from hie.storage import Query, Stored


def added(
    exchange: Exchange, asked: SearchRequest, page: Sequence[Stored], issues: list[Issue]
) -> list[Stored]:
    """The resources that are added to ``page``; ``issues`` get a warning when there would be more."""
    if not asked.includes and not asked.revincludes:
        return []
    inclusion = _Inclusion(exchange, page)
    inclusion.run(asked.includes, asked.revincludes)
    if inclusion.is_cut:
        params = {"limit": exchange.settings.max_included}
        issues.append(Issue("search-included-cut", "incomplete", "warning", params=params))
    return inclusion.added


class _Inclusion:
    """The inclusions of one page."""

    def __init__(self, exchange: Exchange, page: Sequence[Stored]) -> None:
        self._exchange = exchange
        self._page = page
        self._given = {(stored.type, stored.id) for stored in page}
        self.added: list[Stored] = []
        self.is_cut = False

    def run(self, includes: Sequence[Include], revincludes: Sequence[Include]) -> None:
        """Add what the page links to and what links to it, and so on."""
        start = self._page
        while start and not self.is_cut:
            before = len(self.added)
            for type, filter in self._linked(includes, revincludes, start):
                self._add(type, filter)
            start = self.added[before:]
            includes = [include for include in includes if include.iterate]
            revincludes = [include for include in revincludes if include.iterate]

    def _linked(
        self, includes: Sequence[Include], revincludes: Sequence[Include], start: Sequence[Stored]
    ) -> Iterator[tuple[str, Filter]]:
        """Types and filters of what ``start`` links to and of what links to it."""
        parameters_of = self._exchange.parameters_of
        by_type: dict[str, dict[str, Sequence[str]]] = {}
        for stored in start:
            by_type.setdefault(stored.type, {})[stored.id] = (stored.fields or {}).get("k", ())
        for type, found in by_type.items():
            yield from targets(includes, parameters_of, type, found.values()).filters()
            yield from sources(revincludes, parameters_of, self._exchange.repository.store.types, type, found)

    def _add(self, type: str, filter: Mapping[str, object]) -> None:
        """Add what ``filter`` finds, as far as there is room."""
        if self.is_cut:
            return
        room = self._exchange.settings.max_included - len(self.added)
        given = sum(1 for each, _ in self._given if each == type)
        query = Query(filter, limit=room + given + 1, fields=("k",))
        for stored in self._exchange.repository.find(type, query):
            if stored.body is not None and (type, stored.id) not in self._given:
                if not room:
                    self.is_cut = True
                    return
                room -= 1
                self._given.add((type, stored.id))
                self.added.append(stored)
