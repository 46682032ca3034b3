"""History: the current versions and the superseded ones, merged, in the order of their time.

https://hl7.org/fhir/R4/http.html#history

A page ends in a :class:`HistoryCursor`; the next page starts strictly after it, so new versions
never move what a client has still to see.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pymongo.client_session import ClientSession
from pymongo.database import Database

from hie.storage.documents import (
    CURRENT_FIELDS,
    HISTORY_FIELDS,
    HISTORY_SUFFIX,
    Document,
    Stored,
    from_current,
    from_history,
)
from hie.storage.history_query import HistoryCursor, HistoryQuery, history_filter, history_sort


@dataclass(frozen=True, slots=True)
class _Versions:
    """A collection that versions of a type are kept in: the end of its name, its fields, how one is read."""

    suffix: str
    id_field: str
    fields: Sequence[str]
    read: Callable[[str, Document], Stored]


#: The current ones are read first: a version that is superseded in between comes twice, and is dropped
#: then, but none is missed.
_KEPT = (
    _Versions("", "_id", CURRENT_FIELDS, from_current),
    _Versions(HISTORY_SUFFIX, "id", HISTORY_FIELDS, from_history),
)


class History:
    """The history of the resources in ``database``."""

    def __init__(self, database: Database[Document], time_limit_ms: int) -> None:
        self._database = database
        self._time_limit_ms = time_limit_ms

    def entries(
        self, query: HistoryQuery, types: Iterable[str], session: ClientSession | None = None
    ) -> list[Stored]:
        """The first ``query.limit`` versions of ``types`` that ``query`` asks for, in its order."""
        page: list[Stored] = []
        first = heapq.nsmallest if query.oldest_first else heapq.nlargest
        bound: int | None = None
        for type_ in _asked(query, types):
            page = first(
                query.limit, [*page, *self._of_type(type_, query, bound, session)], key=HistoryCursor.of
            )
            if len(page) == query.limit:
                # Nothing beyond the page so far can come into it any more.
                bound = page[-1].updated_ms
        return page

    def _of_type(
        self, type_: str, query: HistoryQuery, bound: int | None, session: ClientSession | None
    ) -> Iterator[Stored]:
        seen: set[tuple[str, int]] = set()
        for kept in _KEPT:
            documents = self._database[type_ + kept.suffix].find(
                history_filter(type_, query, kept.id_field, bound),
                dict.fromkeys(kept.fields, 1),
                sort=history_sort(query, kept.id_field),
                limit=query.limit,
                batch_size=query.limit,
                max_time_ms=self._time_limit_ms,
                session=session,
            )
            for document in documents:
                stored = kept.read(type_, document)
                if (stored.id, stored.version) not in seen:
                    seen.add((stored.id, stored.version))
                    yield stored

    def count(self, query: HistoryQuery, types: Iterable[str]) -> int:
        """How many versions ``query`` asks for, whatever its cursor and limit."""
        total = 0
        everything = replace(query, after=None)
        for type_ in _asked(query, types):
            for kept in _KEPT:
                filter_ = history_filter(type_, everything, kept.id_field)
                collection = self._database[type_ + kept.suffix]
                total += collection.count_documents(filter_, maxTimeMS=self._time_limit_ms)
        return total


def _asked(query: HistoryQuery, types: Iterable[str]) -> Iterable[str]:
    """Those of ``types`` that something is wanted of."""
    return types if query.only is None else [type_ for type_ in types if query.only.get(type_)]
