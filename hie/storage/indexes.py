"""The one table of indexes: the same for every resource type, each with the queries that it serves.

https://www.mongodb.com/docs/manual/core/indexes/index-types/index-compound/

Every index that serves a search ends in the default order, newest main date first, then newest
created first, so that a page is read from the index in its order and nothing is sorted in memory.
Types without a main date have no ``m``; for them the order (m, n) is the order of ``n`` alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import IndexModel

#: Entries that begin alike (``code=http://loinc.org|…``) are packed: on disk they take half.
_COMPRESSED = {"wiredTiger": {"configString": "block_compressor=snappy"}}


@dataclass(frozen=True, slots=True)
class Index:
    """An index: its key, the query shape that it serves, and the documents that it holds."""

    key: tuple[tuple[str, int], ...]
    serves: str
    unique: bool = False
    sparse: bool = False
    only: Mapping[str, Any] | None = None
    expire_seconds: int | None = None

    @property
    def name(self) -> str:
        """The name that MongoDB would give it: another key is another name."""
        return "_".join(f"{field}_{direction}" for field, direction in self.key)

    def model(self) -> IndexModel:
        """The index as the driver wants it."""
        options: dict[str, Any] = {"name": self.name}
        if self.unique:
            options["unique"] = True
        if self.sparse:
            options["sparse"] = True
        if self.only is not None:
            options["partialFilterExpression"] = dict(self.only)
        if self.expire_seconds is not None:
            options["expireAfterSeconds"] = self.expire_seconds
        options["storageEngine"] = _COMPRESSED
        return IndexModel(list(self.key), **options)


#: Of the collection of a resource type.
CURRENT = (
    Index(
        (("k", 1), ("m", -1), ("n", -1)),
        "token, reference, uri: {k: value}; with a date range {k: pair, m: range}; newest first",
    ),
    Index((("m", -1), ("n", -1)), "no filter, or a range of the main date; newest first"),
    Index(
        (("s", 1), ("m", -1), ("n", -1)),
        "string: {s: /^param=folded/}; keys are sorted before the page of them is read",
    ),
    Index((("d.p", 1), ("d.l", 1), ("d.h", 1)), "date: {d: {$elemMatch: {p, l: range, h: range}}}"),
    Index((("q.p", 1), ("q.l", 1)), "number, quantity: {q: {$elemMatch: {p, l: range}}}"),
    Index((("c.p", 1), ("c.k", 1)), "composite: {c: {$elemMatch: {p, k}}}"),
    Index(
        (("w", 1), ("m", -1), ("n", -1)),
        "_text, _content: {w: stem}; newest first",
        only={"w": {"$exists": True}},
    ),
    # What an $elemMatch demands does not tell MongoDB that a partial index would do.
    Index((("h.k", 1),), "_contained: {h: {$elemMatch: {k}}}", sparse=True),
    Index((("t", 1), ("n", 1)), "_lastUpdated, _since; history of a type"),
    Index((("b", 1),), "business keys are unique", unique=True, only={"b": {"$exists": True}}),
    Index((("gone", 1),), "number of tombstones", only={"gone": True}),
)

#: Of the history collection of a resource type.
HISTORY = (
    Index((("id", 1), ("v", -1)), "history of one resource"),
    Index((("t", 1), ("n", 1), ("v", 1), ("u", 1)), "history of a type, _since, _at"),
)

#: Of the lock documents: one that nobody took for an hour is removed.
LOCKS = (Index((("at", 1),), "old locks are removed", expire_seconds=3600),)


#: Of the answers to requests with an Idempotency-Key: they are kept for a day.
ANSWERS = (Index((("at", 1),), "old answers are removed", expire_seconds=86_400),)


def missing(wanted: Iterable[Index], existing: Iterable[str]) -> list[IndexModel]:
    """The indexes of ``wanted`` whose names are not among the ``existing``."""
    names = set(existing)
    return [index.model() for index in wanted if index.name not in names]
