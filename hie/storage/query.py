"""Queries: what is read of one collection, inside a transaction or outside.

https://www.mongodb.com/docs/manual/reference/command/find/

The errors of the driver pass through here untouched: a transaction has to see their labels.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    ServerSelectionTimeoutError,
)

from hie.storage.connection import COMMITTED
from hie.storage.documents import (
    CURRENT_FIELDS,
    HISTORY_SUFFIX,
    Document,
    Stored,
    from_current,
    from_history,
)

Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]

_CURRENT = dict.fromkeys(CURRENT_FIELDS, 1)
_WITHOUT_BODY = {name: 1 for name in CURRENT_FIELDS if name != "body"}


@dataclass(frozen=True, slots=True)
class Query:
    """What to find: a MongoDB filter, an order, at most ``limit`` resources (0: all).

    ``hint`` is the key of the index to use, ``fields`` are index values to bring along in
    ``Stored.fields``; without ``bodies`` only those and the version are read.
    """

    filter: Filter
    sort: Sort = ()
    limit: int = 0
    hint: Sort | None = None
    fields: Sequence[str] = ()
    bodies: bool = True


class Elements(NamedTuple):
    """A resource and the positions of its elements that match."""

    type: str
    id: str
    body: bytes
    positions: list[int]


#: Makes of each resource the elements of ``h``, each with the id, the body and the position that it had.
_ELEMENTS: list[Document] = [
    {"$project": {"h": 1, "body": 1}},
    {"$unwind": {"path": "$h", "includeArrayIndex": "at"}},
    {"$replaceWith": {"$mergeObjects": ["$h", {"of": "$_id", "at": "$at", "body": "$body"}]}},
]


class Reader:
    """Reads of the current versions, all within ``session`` when there is one."""

    def __init__(
        self, database: Database[Document], time_limit_ms: int, session: ClientSession | None = None
    ) -> None:
        self._database = database
        self._time_limit_ms = time_limit_ms
        self._session = session

    def read(self, type_: str, id_: str) -> Stored | None:
        """The current version, a tombstone too; None when there never was one."""
        command = {"find": type_, "filter": {"_id": id_}, "projection": _CURRENT, "limit": 1}
        batch = self._one_batch(command)
        if batch is None:
            found = self._database[type_].find_one({"_id": id_}, _CURRENT, session=self._session)
        else:
            found = batch[0] if batch else None
        return None if found is None else from_current(type_, found)

    def _one_batch(self, command: Document) -> list[Document] | None:
        """What the find ``command`` gives; None where it takes the driver's own find, that is a cursor.

        A bare command takes the driver a fifth less time, but it is tried only once, and only the first
        16 MB come at once.
        """
        if self._session is not None:
            return None
        try:
            cursor = self._database.command({**command, "readConcern": COMMITTED.document})["cursor"]
        except (ServerSelectionTimeoutError, ExecutionTimeout):
            raise
        except (ConnectionFailure, OperationFailure):
            return None
        batch: list[Document] = cursor["firstBatch"]
        return None if cursor["id"] else batch

    def read_version(self, type_: str, id_: str, version: int) -> Stored | None:
        """The version ``version``; None when there is none."""
        # The current version is looked at first: what it is no longer is in the history by then.
        current = self.read(type_, id_)
        if current is None or version >= current.version:
            return current if current is not None and version == current.version else None
        found = self._database[type_ + HISTORY_SUFFIX].find_one(
            {"_id": f"{id_}/{version}"}, session=self._session
        )
        return None if found is None else from_history(type_, found)

    def find(self, type_: str, query: Query) -> list[Stored]:
        """What ``query`` finds, in its order."""
        projection = dict(_CURRENT if query.bodies else _WITHOUT_BODY)
        projection.update(dict.fromkeys(query.fields, 1))
        page = self._page(type_, query, projection) if query.limit else None
        found = self._cursor(type_, query, projection) if page is None else page
        return [from_current(type_, document, query.fields) for document in found]

    def _page(self, type_: str, query: Query, projection: Mapping[str, int]) -> list[Document] | None:
        command: Document = {
            "find": type_,
            "filter": query.filter,
            "projection": projection,
            "limit": query.limit,
            # One more than there can be: a batch that is just full leaves the cursor of a sorted query open.
            "batchSize": query.limit + 1,
            "maxTimeMS": self._time_limit_ms,
        }
        if query.sort:
            command["sort"] = dict(query.sort)
        if query.hint:
            command["hint"] = dict(query.hint)
        return self._one_batch(command)

    def _cursor(self, type_: str, query: Query, projection: Mapping[str, int]) -> Iterable[Document]:
        return self._database[type_].find(
            query.filter,
            projection,
            sort=list(query.sort) or None,
            limit=query.limit,
            # The whole page in one answer; what exceeds the 16 MB of an answer is fetched after it.
            batch_size=query.limit,
            hint=list(query.hint) if query.hint else None,
            max_time_ms=self._time_limit_ms if self._session is None else None,
            session=self._session,
        )

    def find_many_ids(self, type_: str, ids: Sequence[str]) -> list[Stored]:
        """The current versions of ``ids`` that exist, tombstones too, in no particular order."""
        return self.find(type_, Query({"_id": {"$in": list(ids)}}, limit=len(ids))) if ids else []

    def count(self, type_: str, filter_: Filter, limit: int | None = None) -> int:
        """How many match ``filter_``; counting stops at ``limit``."""
        options: dict[str, Any] = {} if limit is None else {"limit": limit}
        if self._session is None:
            options["maxTimeMS"] = self._time_limit_ms
        return self._database[type_].count_documents(filter_, session=self._session, **options)

    def elements(self, type_: str, ids: Sequence[str], element: Filter) -> list[Elements]:
        """Which elements of ``h`` match ``element``, in each of the resources ``ids`` that has some."""
        found = self._database[type_].aggregate(
            [
                {"$match": {"_id": {"$in": list(ids)}}},
                *_ELEMENTS,
                {"$match": element},
                {"$group": {"_id": "$of", "at": {"$push": "$at"}, "body": {"$first": "$body"}}},
            ],
            session=self._session,
            maxTimeMS=self._time_limit_ms,
        )
        return [Elements(type_, each["_id"], each["body"], sorted(each["at"])) for each in found]

    def count_elements(self, type_: str, filter_: Filter, element: Filter, limit: int | None = None) -> int:
        """How many elements of ``h`` match ``element`` in what matches ``filter_``, of at most ``limit``."""
        some: list[Document] = [] if limit is None else [{"$limit": limit}]
        found = self._database[type_].aggregate(
            [{"$match": filter_}, *some, *_ELEMENTS, {"$match": element}, {"$count": "number"}],
            session=self._session,
            maxTimeMS=self._time_limit_ms,
        )
        number: int = sum(item["number"] for item in found)
        return number

    def share(self, type_: str, filter_: Filter, sample: int) -> float:
        """Which part of the newest ``sample`` resources, of which there are more, matches ``filter_``."""
        # In the order of an index, in which tombstones are last.
        newest: list[Document] = [{"$sort": {"m": -1, "n": -1}}, {"$limit": sample}]
        found = self._database[type_].aggregate(
            [*newest, {"$match": filter_}, {"$count": "number"}], maxTimeMS=self._time_limit_ms
        )
        number: int = sum(item["number"] for item in found)
        return number / sample

    def explain(self, type_: str, query: Query) -> dict[str, Any]:
        """How MongoDB carries out ``query``, with the numbers of keys and documents that it looks at."""
        find: dict[str, Any] = {"find": type_, "filter": dict(query.filter), "limit": query.limit}
        if query.sort:
            find["sort"] = dict(query.sort)
        if query.hint:
            find["hint"] = dict(query.hint)
        return self._database.command("explain", find, verbosity="executionStats")
