"""Changes of concurrent requests that share one transaction.

https://www.mongodb.com/docs/manual/core/transactions/

A change is two writes, the new version and the history of the one that it supersedes, so it needs a
transaction; what that costs is mostly its commit, which several can share.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo.errors import PyMongoError

from hie.outcome import Conflict, FhirError, PayloadTooLarge, Unprocessable
from hie.storage.documents import Document, Stored
from hie.storage.errors import translated, version_conflict
from hie.storage.grouping import Outcome
from hie.storage.transactions import Transactions

#: Faults of one change that the others have no part in; nothing was committed.
_OWN_FAULTS = (Conflict, PayloadTooLarge, Unprocessable)


@dataclass(frozen=True, slots=True)
class Change:
    """``document`` is to take the place of ``superseded``."""

    document: Document
    superseded: Stored


def write_changes(transactions: Transactions, type_: str, changes: Sequence[Change]) -> list[Outcome]:
    """Carries ``changes`` of one type out in one transaction; gives the outcome of each.

    Of two changes of one resource the first counts: the second was made of a version that is not current
    any more.  When one cannot be carried out, each is tried in a transaction of its own.
    """
    first: dict[str, int] = {}
    for index, change in enumerate(changes):
        first.setdefault(change.superseded.id, index)
    outcomes: list[Outcome] = [
        version_conflict(type_, change.superseded.id, change.superseded.version) for change in changes
    ]
    chosen = list(first.values())
    together = _written(transactions, type_, [changes[index] for index in chosen])
    alone = len(chosen) > 1 and isinstance(together, _OWN_FAULTS)
    for index in chosen:
        outcomes[index] = _written(transactions, type_, [changes[index]]) if alone else together
    return outcomes


def _written(transactions: Transactions, type_: str, changes: Sequence[Change]) -> Outcome:
    """Carries ``changes`` out, all or none."""
    documents = [change.document for change in changes]
    superseded = [change.superseded for change in changes]
    try:
        transactions.replace(type_, documents, superseded)
    except FhirError as error:
        return error
    except PyMongoError as error:
        # Whether it was committed may not be known, so it is not tried again.
        return translated(error)
    return None
