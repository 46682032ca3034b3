"""Group commit: writes of concurrent requests share one durable commit.

https://www.mongodb.com/docs/manual/reference/method/db.collection.insertMany/

What a durable write costs is the commit, whatever is in it.  So while one bulk is on its way the
writes of other threads queue up, and the first of them takes all that is waiting with its own.  Those
who were answered together mostly come back together, so a bulk waits a moment for as many as were there
before; alone, a write leaves at once.  Nobody is answered before the bulk that holds their write is
durable, and everybody gets the outcome of their own.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from bson.errors import BSONError
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError, DuplicateKeyError, PyMongoError

from hie.outcome import FhirError
from hie.storage.documents import Document
from hie.storage.errors import DUPLICATE, duplicate, of_code, translated, unavailable

#: No bulk takes more than this, so that nobody waits long for the documents of others.
MAX_BATCH_DOCUMENTS = 256
MAX_BATCH_BYTES = 8 * 1024 * 1024

#: How long a bulk waits for company, in seconds: a part of what its commit takes.
LINGER = 0.0015

T = TypeVar("T")

Outcome = FhirError | None


class _Write(Generic[T]):
    """One write on its way; the thread that brought it waits at ``gate``."""

    __slots__ = ("gate", "item", "leads", "outcome", "size")

    def __init__(self, item: T, size: int) -> None:
        self.item = item
        self.size = size
        self.gate = threading.Lock()
        self.gate.acquire()
        self.leads = False
        self.outcome: Outcome = None


class GroupCommit(Generic[T]):
    """Joins the writes of the threads of one process into bulks.

    ``write`` stores several and gives the outcome of each, None for stored.
    """

    def __init__(self, write: Callable[[Sequence[T]], Sequence[Outcome]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Write[T]] = []
        self._busy = False
        # How many were here when the last bulk left, and what wakes a leader who waits for as many.
        self._expected = 1
        self._gathered = threading.Lock()
        self._gathered.acquire()
        self._is_gathering = False

    def submit(self, item: T, size: int) -> None:
        """Stores ``item``, of ``size`` bytes, durably; raises the error that it, not its neighbours, met."""
        mine = _Write(item, size)
        with self._lock:
            mine.leads = not self._busy
            if mine.leads:
                self._busy = True
            else:
                self._waiting.append(mine)
                if self._is_gathering and len(self._waiting) + 1 >= self._expected:
                    self._is_gathering = False
                    self._gathered.release()
        if not mine.leads:
            mine.gate.acquire()
        if mine.leads:
            self._lead(mine)
        if mine.outcome is not None:
            raise mine.outcome

    def _lead(self, mine: _Write[T]) -> None:
        self._gather()
        batch = self._take(mine)
        outcomes: Sequence[Outcome] = [unavailable()] * len(batch)
        try:
            outcomes = self._write([one.item for one in batch])
        finally:
            # The others wait without a time limit, so they are woken whatever happened here.
            self._hand_over(len(batch))
            for one, outcome in zip(batch, outcomes, strict=True):
                one.outcome = outcome
                if one is not mine:
                    one.gate.release()

    def _gather(self) -> None:
        """Wait a moment, unless as many wait already as were here when the last bulk came back."""
        with self._lock:
            if len(self._waiting) + 1 >= self._expected:
                return
            self._is_gathering = True
        if not self._gathered.acquire(timeout=LINGER):
            with self._lock:
                if self._is_gathering:
                    self._is_gathering = False
                else:
                    # They came in the very moment that the time was over.
                    self._gathered.acquire()

    def _take(self, mine: _Write[T]) -> list[_Write[T]]:
        batch = [mine]
        size = mine.size
        with self._lock:
            waiting = self._waiting
            while len(batch) <= len(waiting) and len(batch) < MAX_BATCH_DOCUMENTS:
                size += waiting[len(batch) - 1].size
                if size > MAX_BATCH_BYTES:
                    break
                batch.append(waiting[len(batch) - 1])
            del waiting[: len(batch) - 1]
        return batch

    def _hand_over(self, answered: int) -> None:
        with self._lock:
            self._expected = min(answered + len(self._waiting), MAX_BATCH_DOCUMENTS)
            if self._waiting:
                successor = self._waiting.pop(0)
                successor.leads = True
                successor.gate.release()
            else:
                self._busy = False


def write_bulk(
    collection: Collection[Document], type_: str, documents: Sequence[RawBSONDocument]
) -> list[Outcome]:
    """Inserts ``documents`` durably in one unordered bulk; gives the outcome of each."""
    try:
        if len(documents) == 1:
            # The driver takes a third less time for it.
            collection.insert_one(documents[0])
        else:
            collection.insert_many(documents, ordered=False)
    except BulkWriteError as error:
        return _outcomes(type_, documents, error.details or {})
    except DuplicateKeyError as error:
        return [duplicate(type_, error.details, documents[0]["_id"])]
    except (PyMongoError, BSONError, OverflowError) as error:
        return [translated(error)] * len(documents)
    return [None] * len(documents)


def _outcomes(type_: str, documents: Sequence[RawBSONDocument], details: Mapping[str, Any]) -> list[Outcome]:
    concern = (details.get("writeConcernErrors") or [None])[0]
    common = of_code(concern.get("code"), str(concern.get("errmsg"))) if concern else None
    outcomes: list[Outcome] = [common] * len(documents)
    for error in details.get("writeErrors") or ():
        index, code = error["index"], error.get("code")
        if code == DUPLICATE:
            outcomes[index] = duplicate(type_, error, documents[index]["_id"])
        else:
            outcomes[index] = of_code(code, str(error.get("errmsg")))
    return outcomes
