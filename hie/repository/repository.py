"""The one door to stored resources: what a resource is when it is kept.

A repository gives ids, versions and times, computes what a resource is found by, and speaks to the
store.  :meth:`Repository.transact` gives one that does all its work inside one transaction; the
interactions cannot tell the two apart.
"""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from hie.fhir import decode
from hie.outcome import FhirError
from hie.repository.check import Check
from hie.repository.document import Documents, with_identity
from hie.storage import (
    AnswerDocuments,
    Document,
    Elements,
    Feed,
    HistoryQuery,
    Once,
    Query,
    Store,
    Stored,
    Transaction,
    from_current,
)

T = TypeVar("T")


def now_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class Repository:
    """Stored resources, outside of a transaction."""

    def __init__(self, store: Store, documents: Documents, clock: Callable[[], int] = now_ms) -> None:
        self.store = store
        self._documents = documents
        self._clock = clock

    @property
    def _door(self) -> Store | Transaction:
        return self.store

    def read(self, type: str, id: str) -> Stored | None:
        """The current version, or the tombstone (body None) of a deleted resource, or None."""
        return self._door.read(type, id)

    def read_many(self, type: str, ids: Sequence[str]) -> list[Stored]:
        """The current versions of those ``ids`` that exist, in no particular order."""
        return [stored for stored in self._door.find_many_ids(type, ids) if stored.body is not None]

    def keys_of(self, resource: Mapping[str, Any]) -> list[str]:
        """The business keys of ``resource``, as ``system|value``."""
        return self._documents.keys_of(resource)

    def key_holders(self, type: str, resource: Mapping[str, Any], id: str = "") -> dict[str, str]:
        """The business keys of ``resource`` that another one than ``id`` has, each with that one's id."""
        keys = self.keys_of(resource)
        if not keys:
            return {}
        query = Query({"b": {"$in": keys}}, fields=("b",), bodies=False)
        others = [stored for stored in self._door.find(type, query) if stored.id != id]
        return {key: other.id for other in others for key in (other.fields or {}).get("b", ()) if key in keys}

    def read_version(self, type: str, id: str, version: int) -> Stored | None:
        """One version, or None."""
        return self.store.read_version(type, id, version)

    def find(self, type: str, query: Query) -> list[Stored]:
        """What ``query`` finds, in its order."""
        return self._door.find(type, query)

    def count(self, type: str, filter: Mapping[str, Any], limit: int | None = None) -> int:
        """How many match ``filter``; counting stops at ``limit``."""
        return self._door.count(type, filter, limit)

    def elements(self, type: str, ids: Sequence[str], element: Mapping[str, Any]) -> list[Elements]:
        """Which of the resources that ``ids`` contain match ``element``, a filter of their index values."""
        return self._door.elements(type, ids, element)

    def count_elements(
        self, type: str, filter: Mapping[str, Any], element: Mapping[str, Any], limit: int | None = None
    ) -> int:
        """How many that match ``element`` are contained in what ``filter`` finds, at most ``limit`` of it."""
        return self._door.count_elements(type, filter, element, limit)

    def size(self, type: str) -> int:
        """About how many resources of ``type`` there are, from the statistics of the database."""
        return self.store.size(type)

    def share(self, type: str, filter: Mapping[str, Any], sample: int) -> float:
        """Which part of the newest ``sample`` resources of ``type``, of which there are more, matches."""
        return self.store.share(type, filter, sample)

    def history(self, query: HistoryQuery) -> list[Stored]:
        """The versions that ``query`` asks for, in its order."""
        return self.store.history(query)

    def count_history(self, query: HistoryQuery) -> int:
        """How many versions ``query`` asks for on all its pages."""
        return self.store.count_history(query)

    @property
    def feed(self) -> Feed:
        """Every version once, in the order of commits."""
        return self.store.feed

    def create(
        self, type: str, resource: Mapping[str, Any], id: str | None = None, method: str = "POST"
    ) -> Stored:
        """Store ``resource`` as version 1 under ``id``, or under a new one; ``method`` is told in history.

        Raises Conflict when the id or one of its business keys is in use.
        """
        document = self._documents.make(resource, id or str(uuid.uuid4()), 1, self._clock())
        document["n"] = self.store.next_order_number()
        if method != "POST":
            document["method"] = method
        self._insert(type, document)
        return from_current(type, document)

    def replace(
        self,
        type: str,
        id: str,
        resource: Mapping[str, Any],
        current: Stored | None,
        method: str = "PUT",
    ) -> Stored:
        """Store ``resource`` as the version after ``current`` (None: the id was never in use).

        ``method`` is told in history.
        Raises Conflict when ``current`` is not current any more, or a business key is in use.
        """
        if current is None:
            return self.create(type, resource, id, "PUT")
        updated = max(self._clock(), current.updated_ms + 1)
        document = self._documents.make(resource, id, current.version + 1, updated)
        document["n"] = current.n
        if method != "PUT":
            document["method"] = method
        self._replace(type, document, current)
        return from_current(type, document)

    def delete(self, type: str, id: str, current: Stored) -> Stored:
        """Leave a tombstone as the version after ``current``.

        Raises Conflict when ``current`` is not current any more.
        """
        updated = max(self._clock(), current.updated_ms + 1)
        tombstone = {"_id": id, "v": current.version + 1, "t": updated, "n": current.n, "gone": True}
        self._replace(type, tombstone, current)
        return from_current(type, tombstone)

    def load(self, type: str, resources: Mapping[str, Mapping[str, Any]]) -> dict[str, FhirError]:
        """Store many resources by id: those that are new together, those that differ as new versions.

        Gives the errors, by id, of those that could not be stored.
        """
        known = {stored.id: stored for stored in self.store.find_many_ids(type, list(resources))}
        new = [id for id in resources if id not in known]
        documents = []
        for id in new:
            document = self._documents.make(resources[id], id, 1, self._clock())
            document |= {"n": self.store.next_order_number(), "method": "PUT"}
            documents.append(document)
        outcomes = self.store.insert_many(type, documents)
        errors = {id: error for id, error in zip(new, outcomes, strict=True) if error is not None}
        for id, current in known.items():
            if not self.is_same(current, resources[id]):
                try:
                    self.replace(type, id, resources[id], current)
                except FhirError as error:
                    errors[id] = error
        return errors

    def is_same(self, current: Stored, resource: Mapping[str, Any]) -> bool:
        """Whether ``current`` holds ``resource`` already, apart from versionId and lastUpdated."""
        if current.body is None:
            return False
        wanted = with_identity(resource, current.id, current.version, current.updated_ms)
        found = decode(current.body)
        # Only what is equal can be the same, and most updates change something.
        return bool(wanted == found and _canonical(wanted) == _canonical(found))

    def pages(self, type: str, after: str | None = None) -> Iterator[list[Document]]:
        """All current versions of ``type`` as they are stored, in the order of ids, those after ``after``."""
        return self.store.inspection.current(type, after)

    def index_again(self, type: str, stored: Document) -> None:
        """Give the version ``stored`` the index values that it should have, if it is current still."""
        made = self._documents.make(decode(stored["body"]), stored["_id"], stored["v"], stored["t"])
        names = self.store.inspection.differing(stored, made)
        if names:
            self.store.inspection.put_index_values(type, made, names)

    def check(self, *, repair: bool) -> Check:
        """A look through all that is stored; with ``repair`` it mends what it can."""
        return Check(self.store, self._documents, repair=repair)

    def lock(self, keys: Sequence[str]) -> None:
        """Keep any other transaction that takes one of the locks ``keys`` from committing beside this one."""
        raise AssertionError(f"locks live in transactions: {keys}")

    @property
    def answers(self) -> AnswerDocuments:
        """The answers to requests that may come again."""
        return self.store.answers

    def keep_answer(self, once: Once, answer: bytes) -> None:
        """Keep the answer to a request in one commit with what it wrote."""
        raise AssertionError(f"answers are kept in transactions: {once}, {len(answer)} bytes")

    def transact(self, types: Sequence[str], work: Callable[["Repository"], T]) -> T:
        """The result of ``work`` with a repository whose reads and writes are one transaction.

        ``work`` may run several times, when the transaction has to be tried again.
        """
        now = self._clock()  # All versions of one transaction carry one time.

        def inside(transaction: Transaction) -> T:
            repository = _InTransaction(self.store, self._documents, transaction, lambda: now)
            result = work(repository)
            repository.flush()
            return result

        return self.store.transact(types, inside)

    def _insert(self, type: str, document: Document) -> None:
        self.store.insert(type, document)

    def _replace(self, type: str, document: Document, current: Stored) -> None:
        self.store.replace(type, document, current)


class _InTransaction(Repository):
    """Stored resources as one transaction sees them.

    Inserts wait and go together, one command for each type, before anything is read that they could
    change and at the end.
    """

    def __init__(
        self, store: Store, documents: Documents, transaction: Transaction, clock: Callable[[], int]
    ) -> None:
        super().__init__(store, documents, clock)
        self._transaction = transaction
        self._waiting: dict[str, list[Document]] = {}

    @property
    def _door(self) -> Store | Transaction:
        self.flush()
        return self._transaction

    def flush(self) -> None:
        """Send the inserts that wait."""
        waiting, self._waiting = self._waiting, {}
        for type, documents in waiting.items():
            self._transaction.insert_many(type, documents)

    def lock(self, keys: Sequence[str]) -> None:
        self._transaction.lock(keys)

    def keep_answer(self, once: Once, answer: bytes) -> None:
        self._transaction.keep_answer(once, answer)

    def transact(self, types: Sequence[str], work: Callable[[Repository], T]) -> T:
        del types  # They were prepared when this transaction began.
        return work(self)

    def _insert(self, type: str, document: Document) -> None:
        self._waiting.setdefault(type, []).append(document)

    def _replace(self, type: str, document: Document, current: Stored) -> None:
        self.flush()
        self._transaction.replace(type, document, current.version)


def _canonical(value: Any) -> Any:
    """``value`` with its decimals as text, since 1.0 and 1.00 are equal but not the same."""
    if isinstance(value, dict):
        return {name: _canonical(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_canonical(child) for child in value]
    return value if isinstance(value, str | bool | int | None) else str(value)
