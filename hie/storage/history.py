"""History: the current versions and the superseded ones, merged, newest first.

https://hl7.org/fhir/R4/http.html#history

A page ends in a :class:`HistoryCursor`; the next page starts strictly after it, so new versions
never move what a client has still to see.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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


class HistoryCursor(NamedTuple):
    """The place of one version in the order of the history: newest first, then by type."""

    t: int
    n: int
    v: int
    type: str

    @classmethod
    def of(cls, stored: Stored) -> "HistoryCursor":
        """The place of ``stored``."""
        return cls(stored.updated_ms, stored.n, stored.version, stored.type)


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which versions: of one ``id``, of one ``type``, or of everything.

    ``since_ms`` (inclusive) is in milliseconds since the epoch; ``before`` is where the last page ended.
    """

    type: str | None = None
    id: str | None = None
    since_ms: int | None = None
    before: HistoryCursor | None = None
    limit: int = 20


class History:
    """The history of the resources in ``database``."""

    def __init__(self, database: Database[Document], time_limit_ms: int) -> None:
        self._database = database
        self._time_limit_ms = time_limit_ms

    def entries(self, query: HistoryQuery, types: Iterable[str]) -> list[Stored]:
        """The newest ``query.limit`` versions of ``types`` that ``query`` asks for."""
        page: list[Stored] = []
        oldest = query.since_ms
        for type_ in types:
            page = heapq.nsmallest(query.limit, [*page, *self._of_type(type_, query, oldest)], key=_order)
            if len(page) == query.limit:
                # Nothing older than the page so far can come into it any more.
                oldest = max(page[-1].updated_ms, oldest or 0)
        return page

    def _of_type(self, type_: str, query: HistoryQuery, oldest: int | None) -> Iterator[Stored]:
        filter_ = _filter(type_, query, oldest)
        # The current ones are read first: a version that is superseded in between comes twice, and
        # is dropped here, but none is missed.
        seen: set[tuple[str, int]] = set()
        for document in self._read(type_, filter_, "_id", query, CURRENT_FIELDS):
            stored = from_current(type_, document)
            seen.add((stored.id, stored.version))
            yield stored
        for document in self._read(type_ + HISTORY_SUFFIX, filter_, "id", query, HISTORY_FIELDS):
            stored = from_history(type_, document)
            if (stored.id, stored.version) not in seen:
                yield stored

    def count(self, query: HistoryQuery, types: Iterable[str]) -> int:
        """How many versions ``query`` asks for, whatever its cursor and limit."""
        total = 0
        for type_ in types:
            filter_ = _filter(type_, HistoryQuery(type_, query.id, query.since_ms), query.since_ms)
            for name, id_field in ((type_, "_id"), (type_ + HISTORY_SUFFIX, "id")):
                of_id = {} if query.id is None else {id_field: query.id}
                total += self._database[name].count_documents(
                    {**filter_, **of_id}, maxTimeMS=self._time_limit_ms
                )
        return total

    def _read(
        self, name: str, filter_: Document, id_field: str, query: HistoryQuery, fields: Sequence[str]
    ) -> Iterable[Document]:
        if query.id is not None:
            filter_ = {**filter_, id_field: query.id}
            sort = [("v", -1)]
        else:
            sort = [("t", -1), ("n", -1), ("v", -1)] if id_field == "id" else [("t", -1), ("n", -1)]
        return self._database[name].find(
            filter_,
            dict.fromkeys(fields, 1),
            sort=sort,
            limit=query.limit,
            batch_size=query.limit,
            max_time_ms=self._time_limit_ms,
        )


def _order(stored: Stored) -> tuple[int, int, int, str]:
    return -stored.updated_ms, -stored.n, -stored.version, stored.type


def _filter(type_: str, query: HistoryQuery, oldest: int | None) -> Document:
    bounds: dict[str, Any] = {} if oldest is None else {"$gte": oldest}
    before = query.before
    if before is None:
        return {"t": bounds} if bounds else {}
    if query.id is not None:
        return {"v": {"$lt": before.v}, **({"t": bounds} if bounds else {})}
    here = "$lte" if type_ > before.type else "$lt"
    return {
        "t": {**bounds, "$lte": before.t},
        "$or": [
            {"t": {"$lt": before.t}},
            {"t": before.t, "n": {"$lt": before.n}},
            {"t": before.t, "n": before.n, "v": {here: before.v}},
        ],
    }
