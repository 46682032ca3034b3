"""Looking through all that is stored, to see whether it agrees with itself.

It may be done beside a running server: a page of current versions is read before the history of those, and
what a version holds never changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import bson
from pymongo.database import Database

from hie.storage import indexes
from hie.storage.collections import Collections
from hie.storage.documents import HISTORY_SUFFIX, Document, encoded
from hie.storage.errors import answering

#: Fields of a current version that are no index values.
_OWN = frozenset(("_id", "v", "t", "n", "body", "gone", "method"))
_AT_ONCE = 500


class Inspection:
    """What a check of a whole database reads, and the repairs that it makes."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database

    def current(self, type_: str, after: str | None = None) -> Iterator[list[Document]]:
        """All current versions and tombstones, page by page in the order of ids, those after ``after``."""
        return self._pages(type_, {}, None, after)

    def versions(self, type_: str, ids: Sequence[str]) -> dict[str, set[int]]:
        """The versions that the history holds of each of ``ids``."""
        found: dict[str, set[int]] = {id_: set() for id_ in ids}
        with answering():
            cursor = self._database[type_ + HISTORY_SUFFIX].find(
                {"id": {"$in": list(ids)}}, {"_id": 0, "id": 1, "v": 1}, hint=[("id", 1), ("v", -1)]
            )
            for document in cursor:
                found[document["id"]].add(document["v"])
        return found

    def orphans(self, type_: str) -> Iterator[str]:
        """Ids that have a history and no current version."""
        for page in self._pages(type_ + HISTORY_SUFFIX, {"v": 1}, {"id": 1}):
            ids = [document["id"] for document in page]
            with answering():
                cursor = self._database[type_].find({"_id": {"$in": ids}}, {"_id": 1})
                known = {document["_id"] for document in cursor}
            yield from (id_ for id_ in ids if id_ not in known)

    def differing(self, stored: Document, made: Document) -> list[str]:
        """The names of the index values in which ``stored`` differs from ``made``, which it should be."""
        wanted = bson.decode(encoded(made).raw)
        names = {*stored, *wanted} - _OWN
        return sorted(name for name in names if stored.get(name) != wanted.get(name))

    def put_index_values(self, type_: str, made: Document, names: Iterable[str]) -> bool:
        """Give the version ``made`` the index values ``names`` of it; whether it is current still."""
        names = list(names)
        change: dict[str, Mapping[str, Any]] = {
            "$set": {name: made[name] for name in names if name in made},
            "$unset": {name: "" for name in names if name not in made},
        }
        with answering():
            done = self._database[type_].update_one(
                {"_id": made["_id"], "v": made["v"]}, {verb: what for verb, what in change.items() if what}
            )
        return done.matched_count == 1

    def missing_indexes(self, type_: str) -> list[str]:
        """The names of the indexes that the collections of ``type_`` lack, as ``collection.index``."""
        found = []
        for name, wanted in ((type_, indexes.CURRENT), (type_ + HISTORY_SUFFIX, indexes.HISTORY)):
            with answering():
                existing = {index["name"] for index in self._database[name].list_indexes()}
            found += [f"{name}.{index.name}" for index in wanted if index.name not in existing]
        return found

    def make_indexes(self, type_: str) -> None:
        """Make the indexes that the collections of ``type_`` lack."""
        with answering():
            Collections(self._database).prepare(type_)

    def _pages(
        self, name: str, filter_: Document, fields: Mapping[str, int] | None, last: str | None = None
    ) -> Iterator[list[Document]]:
        """Documents of a collection in the order of ``_id``; each page is one query, so none grows old."""
        while True:
            after = {} if last is None else {"_id": {"$gt": last}}
            with answering():
                page = list(
                    self._database[name].find({**filter_, **after}, fields).sort("_id", 1).limit(_AT_ONCE)
                )
            if not page:
                return
            last = page[-1]["_id"]
            yield page
