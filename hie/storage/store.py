"""The store: the one way to what is stored, for every process and thread of the server.

https://hl7.org/fhir/R4/http.html

Every failure of the database leaves here as an error of :mod:`hie.outcome`.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeVar

from hie.config import Settings
from hie.storage.answer_documents import AnswerDocuments
from hie.storage.connected import Connected
from hie.storage.connection import StoreOptions
from hie.storage.documents import Document, Stored, encoded
from hie.storage.embedded import cache_gb, waiting_mb
from hie.storage.errors import answering
from hie.storage.feed import Feed
from hie.storage.group_change import Change
from hie.storage.group_insert import write_bulk
from hie.storage.group_read import Read
from hie.storage.grouping import Outcome
from hie.storage.history_query import HistoryQuery
from hie.storage.inspection import Inspection
from hie.storage.job_documents import JobDocuments
from hie.storage.leases import Leases
from hie.storage.query import Elements, Filter, Query
from hie.storage.transaction import Transaction

T = TypeVar("T")

#: About what the index values of a document take, in bytes.
_INDEX_VALUES = 2000

#: The wire version of MongoDB 6.0.
MIN_WIRE_VERSION = 17


class UnfitServer(Exception):
    """The MongoDB at the URI cannot be used; the text is one line for a person."""


class Store:
    """The resources in the ``database`` at ``uri``, a replica set.

    Nothing is connected before the first call, and each process has connections of its own, so a
    store may be made before the workers are.
    """

    def __init__(self, uri: str, database: str = "hie", options: StoreOptions | None = None) -> None:
        self._arguments = (uri, database, options or StoreOptions())
        self._processes: dict[int, Connected] = {}

    @classmethod
    def of(cls, settings: Settings, uri: str, *, embedded: bool) -> Self:
        """The store that ``settings`` ask for; the disk is watched when mongod is on this machine."""
        # What mongod has still to write when no more writes are taken needs room beside what is left free.
        waiting = waiting_mb(cache_gb(settings)) if embedded and settings.min_free_disk_mb else 0
        options = StoreOptions(
            disk=settings.data if embedded else None,
            min_free_disk_mb=settings.min_free_disk_mb + waiting,
            transactions_at_once=settings.transactions_at_once,
            feed_waits_at_once=max(1, settings.threads // 2),
        )
        return cls(uri, settings.mongodb_database, options)

    @property
    def _here(self) -> Connected:
        found = self._processes.get(os.getpid())
        # Two threads may come first at once: one of the two, not connected yet, is dropped.
        return found or self._processes.setdefault(os.getpid(), Connected(*self._arguments))

    def close(self) -> None:
        """Closes the connections of this process."""
        process = self._processes.pop(os.getpid(), None)
        if process is not None:
            process.database.client.close()

    def ping(self) -> None:
        """Returns when a primary answers; raises Unavailable."""
        with answering():
            self._here.database.command("ping")

    def check_server(self) -> None:
        """Returns when the server is one that can be used; raises UnfitServer, or Unavailable."""
        with answering():
            hello = self._here.database.command("hello")
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise UnfitServer("The MongoDB of HIE_MONGODB_URI is not a replica set, which transactions need.")
        if hello["maxWireVersion"] < MIN_WIRE_VERSION:
            raise UnfitServer("The MongoDB of HIE_MONGODB_URI is older than 6.0.")

    def next_order_number(self) -> int:
        """A number for ``n``: above all that this process gave, and given by no other process."""
        return self._here.numbers.next()

    def read(self, type_: str, id_: str) -> Stored | None:
        """The current version, a tombstone too; None when there never was one.

        It is read together with what other threads ask for in this moment.  Raises Unavailable.
        """
        read = Read(id_)
        self._here.reads_of(type_).submit(read, 0)
        return read.found

    def read_version(self, type_: str, id_: str, version: int) -> Stored | None:
        """The version ``version`` of a resource, current or not; None when there is none."""
        with answering():
            return self._here.reader.read_version(type_, id_, version)

    def find(self, type_: str, query: Query) -> list[Stored]:
        """What ``query`` finds, in its order."""
        with answering():
            return self._here.reader.find(type_, query)

    def find_many_ids(self, type_: str, ids: Sequence[str]) -> list[Stored]:
        """The current versions of ``ids`` that exist, tombstones too, in no particular order."""
        with answering():
            return self._here.reader.find_many_ids(type_, ids)

    def count(self, type_: str, filter_: Filter, limit: int | None = None) -> int:
        """How many match ``filter_``; counting stops at ``limit``."""
        with answering():
            return self._here.reader.count(type_, filter_, limit)

    def elements(self, type_: str, ids: Sequence[str], element: Filter) -> list[Elements]:
        """Which elements of ``h`` match ``element``, in each of the resources ``ids`` that has some."""
        with answering():
            return self._here.reader.elements(type_, ids, element)

    def count_elements(self, type_: str, filter_: Filter, element: Filter, limit: int | None = None) -> int:
        """How many elements of ``h`` match ``element`` in what matches ``filter_``, of at most ``limit``."""
        with answering():
            return self._here.reader.count_elements(type_, filter_, element, limit)

    def explain(self, type_: str, query: Query) -> dict[str, Any]:
        """How MongoDB carries out ``query``, with what it looked at."""
        with answering():
            return self._here.reader.explain(type_, query)

    def types(self) -> list[str]:
        """The types that something was ever stored of."""
        with answering():
            return self._here.collections.types()

    def counts(self) -> dict[str, int]:
        """The number of resources of each type that has any, tombstones not counted."""
        counted = {type_: self.size(type_) for type_ in self.types()}
        return {type_: number for type_, number in counted.items() if number > 0}

    def size(self, type_: str) -> int:
        """The number of resources of ``type_``, from statistics; tombstones are not counted."""
        with answering():
            return self._here.sizes.size(type_)

    def rough_size(self, type_: str) -> int:
        """The number of resources of ``type_`` as it was within the last minute; tombstones are counted."""
        with answering():
            return self._here.sizes.rough(type_)

    def share(self, type_: str, filter_: Filter, sample: int) -> float:
        """Which part of the newest ``sample`` resources of ``type_`` matches ``filter_``."""
        with answering():
            return self._here.reader.share(type_, filter_, sample)

    def history(self, query: HistoryQuery) -> list[Stored]:
        """The versions that ``query`` asks for, in its order."""
        with answering():
            return self._here.history.entries(query, self._types_of(query))

    def count_history(self, query: HistoryQuery) -> int:
        """How many versions ``query`` asks for on all its pages."""
        with answering():
            return self._here.history.count(query, self._types_of(query))

    def insert(self, type_: str, document: Document) -> None:
        """Stores a new resource durably, together with those of other threads.

        Raises DuplicateId, DuplicateKey, PayloadTooLarge, InsufficientStorage or Unavailable; after
        the last it is not known whether it was stored.
        """
        here = self._here
        here.guard.check()
        packed = encoded(document)
        with answering():
            inserts = here.inserts_of(type_)
        inserts.submit(packed, len(packed.raw))

    def insert_many(self, type_: str, documents: Sequence[Document]) -> list[Outcome]:
        """Stores new resources of one type; gives None or the error of each, in their order."""
        here = self._here
        here.guard.check()
        packed = [encoded(document) for document in documents]
        with answering():
            here.collections.prepare(type_)
        return write_bulk(here.database[type_], type_, packed) if packed else []

    def replace(self, type_: str, document: Document, superseded: Stored) -> None:
        """Makes ``document`` the version after ``superseded``, which goes to the history.

        The same as a transaction of this one change, together with those of other threads.
        Raises VersionConflict when ``superseded`` is not current any more, DuplicateKey, Unavailable
        or InsufficientStorage.
        """
        here = self._here
        here.guard.check()
        size = 2 * len(document.get("body", b"")) + _INDEX_VALUES
        here.changes_of(type_).submit(Change(document, superseded), size)

    def transact(self, types: Iterable[str], work: Callable[[Transaction], T]) -> T:
        """What ``work`` gives, once all that it wrote to resources of ``types`` is durable.

        ``work`` may be run several times.  Raises what it raises (nothing was written then), and
        Unavailable or InsufficientStorage.
        """
        here = self._here
        here.guard.check()
        with answering():
            return here.transactions.run(types, work)

    def setting(self, name: str) -> Any:
        """The small value ``name`` of the server; None when it was never set."""
        with answering():
            return self._here.settings.get(name)

    def put_setting(self, name: str, value: Any) -> None:
        """Sets the small value ``name`` of the server."""
        with answering():
            self._here.settings.put(name, value)

    def swap_setting(self, name: str, expected: Any, value: Any) -> bool:
        """Sets the small value ``name`` if it is ``expected``; whether it was."""
        with answering():
            return self._here.settings.swap(name, expected, value)

    def get_or_create_setting(self, name: str, make: Callable[[], Any]) -> Any:
        """The value ``name``; the first of all processes that asks sets it to what ``make`` gives."""
        with answering():
            return self._here.settings.get_or_create(name, make)

    @property
    def leases(self) -> Leases:
        """Who does what only one process may do."""
        return self._here.leases

    @property
    def feed(self) -> Feed:
        """Every version once, in the order of commits."""
        return self._here.feed

    @property
    def answers(self) -> AnswerDocuments:
        """The answers to requests that may come again."""
        return self._here.answers

    @property
    def jobs(self) -> JobDocuments:
        """The jobs, as they are stored."""
        return self._here.jobs

    @property
    def inspection(self) -> Inspection:
        """What a check of the whole database looks at."""
        return self._here.inspection

    def _types_of(self, query: HistoryQuery) -> list[str]:
        return self._here.collections.types() if query.type is None else [query.type]
