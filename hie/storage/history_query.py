"""Which versions a history is asked for, in what order, and where a page of it ended.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hie.storage.documents import Document, Stored


class HistoryCursor(NamedTuple):
    """The place of one version in the history: by time, then by creation, then by type."""

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

    Times are in milliseconds since the epoch.  ``since_ms`` is inclusive; ``at_ms`` are the first and
    last moment of a period in which a version must have been the current one.  ``only`` names ids by
    type, each with the one version that is wanted, or None for all.  ``after`` is where the last page
    ended.
    """

    type: str | None = None
    id: str | None = None
    since_ms: int | None = None
    at_ms: tuple[int, int] | None = None
    only: Mapping[str, Sequence[tuple[str, int | None]]] | None = None
    oldest_first: bool = False
    after: HistoryCursor | None = None
    limit: int = 20


def history_filter(type_: str, query: HistoryQuery, id_field: str, bound: int | None = None) -> Document:
    """The filter of ``query`` for the collection whose ids lie in ``id_field``: ``_id`` or ``id``.

    Versions beyond the time ``bound``, in the direction of the query, are of no interest.
    """
    filter_: Document = {}
    if query.id is not None:
        filter_[id_field] = query.id
    low, high = query.since_ms, None if query.at_ms is None else query.at_ms[1]
    if bound is not None:
        low, high = (low, _least(high, bound)) if query.oldest_first else (_most(low, bound), high)
    if query.at_ms is not None:
        filter_ |= _at(query.at_ms[0], id_field)
    if query.only is not None:
        filter_["$and"] = [_only(query.only.get(type_, ()), id_field)]
    if query.after is not None:
        low, high = _after(filter_, type_, query, query.after, low, high)
    times = {operator: time for operator, time in (("$gte", low), ("$lte", high)) if time is not None}
    return {**filter_, "t": times} if times else filter_


def _at(start: int, id_field: str) -> Document:
    """What was current at ``start`` or later; a resource that was gone by then was not."""
    if id_field == "_id":
        return {"$nor": [{"gone": True, "t": {"$lt": start}}]}
    return {"u": {"$gt": start}, "$nor": [{"method": "DELETE", "t": {"$lt": start}}]}


def _only(wanted: Sequence[tuple[str, int | None]], id_field: str) -> Document:
    whole = [id_ for id_, version in wanted if version is None]
    single: list[Document] = [{id_field: id_, "v": v} for id_, v in wanted if v is not None]
    return {"$or": [{id_field: {"$in": whole}}, *single]}


def _after(
    filter_: Document,
    type_: str,
    query: HistoryQuery,
    after: HistoryCursor,
    low: int | None,
    high: int | None,
) -> tuple[int | None, int | None]:
    """Adds to ``filter_`` what lies strictly after the cursor; gives the narrower bounds of the time."""
    beyond = "$gt" if query.oldest_first else "$lt"
    if query.id is not None:
        filter_["v"] = {beyond: after.v}
        return low, high
    comes_later = type_ > after.type if query.oldest_first else type_ < after.type
    last: Document = {"v": {f"{beyond}e" if comes_later else beyond: after.v}}
    filter_["$or"] = [
        {"t": {beyond: after.t}},
        {"t": after.t, "n": {beyond: after.n}},
        {"t": after.t, "n": after.n, **last},
    ]
    return (_most(low, after.t), high) if query.oldest_first else (low, _least(high, after.t))


def _least(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _most(one: int | None, other: int) -> int:
    return other if one is None else max(one, other)


def history_sort(query: HistoryQuery, id_field: str) -> list[tuple[str, int]]:
    """The order of ``query`` in a collection, as its indexes have it."""
    direction: Any = 1 if query.oldest_first else -1
    if query.id is not None:
        return [("v", direction)]
    fields = ("t", "n", "v") if id_field == "id" else ("t", "n")
    return [(field, direction) for field in fields]
