"""Runs transactions: all or nothing, over as many resources as a Bundle holds.

https://www.mongodb.com/docs/manual/core/transactions/

Each one sees a snapshot and is durable when it is answered.  MongoDB ends one of two transactions
that write the same document; it is run again from its start after a short random pause, so ``work``
must have no effect but through the transaction.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError, ServerSelectionTimeoutError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference

from hie.outcome import FhirError
from hie.storage.collections import Collections
from hie.storage.connection import DURABLE, StoreOptions
from hie.storage.documents import Document, Stored
from hie.storage.errors import translated, unavailable
from hie.storage.transaction import Contended, Transaction

T = TypeVar("T")

#: Pauses before another attempt, in seconds: random up to the first, doubled up to the second.
FIRST_PAUSE = 0.004
LONGEST_PAUSE = 0.25

_MAX_COMMIT_MS = 10_000


class Transactions:
    """Runs transactions, so many at once and again when another one was first."""

    def __init__(self, database: Database[Document], collections: Collections, options: StoreOptions) -> None:
        self._database = database
        self._collections = collections
        self._options = options
        self._admission = threading.BoundedSemaphore(options.transactions_at_once)

    def run(self, types: Iterable[str], work: Callable[[Transaction], T]) -> T:
        """What ``work`` gives, once all that it wrote to ``types`` is durable.

        Raises what ``work`` raises, and then nothing was written; Unavailable when too many run, when
        others change the same data all the time, or when there is no primary.
        """
        if not self._admission.acquire(timeout=self._options.admission):
            raise unavailable("storage-busy", 3)
        try:
            self._collections.prepare_all(types)
            return self._attempts(work)
        finally:
            self._admission.release()

    def replace(self, type_: str, documents: Sequence[Document], superseded: Sequence[Stored]) -> None:
        """A few changes as a transaction: it is short, so it does not wait for its turn."""
        self._collections.prepare_all([type_])
        self._attempts(lambda transaction: transaction.supersede(type_, documents, superseded))

    def _attempts(self, work: Callable[[Transaction], T]) -> T:
        deadline = time.monotonic() + self._options.contention
        longest = FIRST_PAUSE
        while True:
            try:
                return self._attempt(work, deadline)
            except (Contended, PyMongoError) as error:
                if not _is_passing(error):
                    raise
                if time.monotonic() > deadline:
                    raise _given_up(error) from error
            time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads attempts, protects nothing.
            longest = min(longest * 2, LONGEST_PAUSE)

    def _attempt(self, work: Callable[[Transaction], T], deadline: float) -> T:
        with self._database.client.start_session(causal_consistency=False) as session:
            session.start_transaction(
                ReadConcern("snapshot"), DURABLE, ReadPreference.PRIMARY, _MAX_COMMIT_MS
            )
            # Leaving the session ends a transaction that was not committed.
            result = work(Transaction(self._database, self._collections, session))
            _commit(session, deadline)
            return result


def _commit(session: ClientSession, deadline: float) -> None:
    while True:
        try:
            session.commit_transaction()
        except PyMongoError as error:
            # A commit that may or may not have happened can be sent again: it happens once.
            if not error.has_error_label("UnknownTransactionCommitResult") or time.monotonic() > deadline:
                raise
        else:
            return


def _is_passing(error: Contended | PyMongoError) -> bool:
    if isinstance(error, Contended):
        return True
    # When no primary was found in time the client is told so, rather than kept waiting again.
    return not isinstance(error, ServerSelectionTimeoutError) and error.has_error_label(
        "TransientTransactionError"
    )


def _given_up(error: Contended | PyMongoError) -> FhirError:
    code = getattr(error, "code", None)
    return (
        unavailable("storage-contention", 3)
        if isinstance(error, Contended) or code == 112
        else translated(error)
    )
