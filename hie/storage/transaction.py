"""One transaction: what it reads and writes.

https://www.mongodb.com/docs/manual/core/transactions/
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from hie.outcome import Conflict
from hie.storage.answer_documents import AnswerDocuments, Once
from hie.storage.collections import LOCKS, Collections
from hie.storage.documents import HISTORY_SUFFIX, Document, Stored, encoded, to_history
from hie.storage.errors import DUPLICATE, duplicate, version_conflict
from hie.storage.query import Elements, Query, Reader


class Contended(Exception):
    """Another transaction was first; this one is to be run again."""


class Transaction:
    """What one transaction reads and writes; given to the work that it is to do."""

    def __init__(
        self, database: Database[Document], collections: Collections, session: ClientSession
    ) -> None:
        self._database = database
        self._collections = collections
        self._session = session
        self._reader = Reader(database, 0, session)
        self._answers = AnswerDocuments(database)
        self._seen: dict[tuple[str, str], Stored] = {}

    def read(self, type_: str, id_: str) -> Stored | None:
        """The current version, a tombstone too; None when there never was one."""
        found = self._reader.read(type_, id_)
        if found is not None:
            self._seen[type_, id_] = found
        return found

    def find(self, type_: str, query: Query) -> list[Stored]:
        """What ``query`` finds, in its order."""
        return self._reader.find(type_, query)

    def find_many_ids(self, type_: str, ids: Sequence[str]) -> list[Stored]:
        """The current versions of ``ids`` that exist, tombstones too, in no particular order."""
        found = self._reader.find_many_ids(type_, ids)
        self._seen.update({(type_, stored.id): stored for stored in found})
        return found

    def count(self, type_: str, filter_: Mapping[str, Any], limit: int | None = None) -> int:
        """How many match ``filter_``; counting stops at ``limit``."""
        return self._reader.count(type_, filter_, limit)

    def elements(self, type_: str, ids: Sequence[str], element: Mapping[str, Any]) -> list[Elements]:
        """Which elements of ``h`` match ``element``, in each of the resources ``ids`` that has some."""
        return self._reader.elements(type_, ids, element)

    def count_elements(
        self, type_: str, filter_: Mapping[str, Any], element: Mapping[str, Any], limit: int | None = None
    ) -> int:
        """How many elements of ``h`` match ``element`` in what matches ``filter_``, of at most ``limit``."""
        return self._reader.count_elements(type_, filter_, element, limit)

    def lock(self, keys: Iterable[str]) -> None:
        """Lets only one of the transactions that lock one of ``keys`` commit; the others run again after it.

        It may be taken after looking at what it protects: all that a transaction reads is of one snapshot,
        and a lock that another one has taken since then is a conflict.  A key is kept as a digest: it may
        hold an identifier of a person.
        """
        digests = sorted({hashlib.sha256(key.encode()).hexdigest() for key in keys})
        taken = {"$inc": {"n": 1}, "$currentDate": {"at": True}}
        operations = [UpdateOne({"_id": digest}, taken, upsert=True) for digest in digests]
        if not operations:
            return
        try:
            self._database[LOCKS].bulk_write(operations, session=self._session)
        except BulkWriteError as error:
            if error.has_error_label("TransientTransactionError"):
                raise
            # Another transaction made the lock document after our snapshot was taken.
            raise Contended from error

    def keep_answer(self, once: Once, answer: bytes) -> None:
        """Keeps the answer to a request together with what it wrote; raises Conflict when it is another's."""
        try:
            self._answers.keep(once, answer, self._session)
        except DuplicateKeyError as error:
            if error.has_error_label("TransientTransactionError"):
                raise
            raise Conflict.because("once-lost") from error

    def insert(self, type_: str, document: Document) -> None:
        """Stores a new resource; raises DuplicateId or DuplicateKey."""
        self.insert_many(type_, [document])

    def insert_many(self, type_: str, documents: Sequence[Document]) -> None:
        """Stores new resources of one type; raises DuplicateId or DuplicateKey of the first that clashes."""
        self._writable(type_)
        if not documents:
            return
        packed = [encoded(document) for document in documents]
        try:
            self._database[type_].insert_many(packed, session=self._session)
        except BulkWriteError as error:
            raise _clash(type_, error, documents) from error

    def replace(self, type_: str, document: Document, expected_version: int | None = None) -> Stored:
        """Makes ``document`` the current version; gives the one that it supersedes.

        Raises VersionConflict unless the current version exists and is ``expected_version`` (None: is
        the one before ``document["v"]``).
        """
        expected = document["v"] - 1 if expected_version is None else expected_version
        return self.replace_many(type_, [(document, expected)])[0]

    def replace_many(self, type_: str, changes: Sequence[tuple[Document, int]]) -> list[Stored]:
        """As :meth:`replace`, for several ``(document, expected version)`` of one type."""
        if not changes:
            return []
        superseded = self._superseded(type_, changes)
        documents = [document for document, _ in changes]
        self.supersede(type_, documents, superseded)
        return superseded

    def supersede(self, type_: str, documents: Sequence[Document], superseded: Sequence[Stored]) -> None:
        """Puts each of ``documents`` in the place of the version of ``superseded`` beside it.

        What a version holds never changes, so it may have been read before the transaction.  Raises
        VersionConflict when one of them is not current any more.
        """
        self._writable(type_)
        operations: list[ReplaceOne[Document]] = [
            ReplaceOne({"_id": old.id, "v": old.version}, encoded({"n": old.n, **document}))
            for document, old in zip(documents, superseded, strict=True)
        ]
        try:
            done = self._database[type_].bulk_write(operations, session=self._session)
        except BulkWriteError as error:
            raise _clash(type_, error, documents) from error
        if done.matched_count != len(operations):
            raise version_conflict(type_, superseded[0].id, superseded[0].version)
        self._database[type_ + HISTORY_SUFFIX].insert_many(
            [to_history(old, new["t"]) for old, new in zip(superseded, documents, strict=True)],
            session=self._session,
        )
        for old in superseded:
            self._seen.pop((type_, old.id), None)

    def delete(self, type_: str, id_: str, updated_ms: int, expected_version: int | None = None) -> Stored:
        """Leaves a tombstone, which is a version too; gives the version that it supersedes.

        Raises VersionConflict when there is no current version, or it is another than expected.
        """
        current = self._seen.get((type_, id_)) or self.read(type_, id_)
        if current is None:
            raise version_conflict(type_, id_, expected_version or 0)
        expected = current.version if expected_version is None else expected_version
        tombstone = {"_id": id_, "v": expected + 1, "t": updated_ms, "n": current.n, "gone": True}
        return self.replace(type_, tombstone, expected)

    def _superseded(self, type_: str, changes: Sequence[tuple[Document, int]]) -> list[Stored]:
        ids = [document["_id"] for document, _ in changes]
        self.find_many_ids(type_, [id_ for id_ in ids if (type_, id_) not in self._seen])
        superseded = []
        for id_, (_, expected) in zip(ids, changes, strict=True):
            old = self._seen.get((type_, id_))
            if old is None or old.version != expected:
                raise version_conflict(type_, id_, expected)
            superseded.append(old)
        return superseded

    def _writable(self, type_: str) -> None:
        if not self._collections.is_ready(type_):
            raise LookupError(f"{type_} was not named when the transaction was started")


def _clash(type_: str, error: BulkWriteError, documents: Sequence[Document]) -> Exception:
    first = next(iter((error.details or {}).get("writeErrors") or ()), None)
    if first is None or first.get("code") != DUPLICATE or error.has_error_label("TransientTransactionError"):
        return error
    return duplicate(type_, first, documents[first["index"]]["_id"])
