"""What MongoDB and its driver raise, as errors that a client can act on.

https://www.mongodb.com/docs/manual/reference/error-codes/

::

    lost connection, fail-over, no primary, majority not reached    Unavailable (503, Retry-After)
    time limit of the operation                                     Unavailable
    no space on the disk                                            InsufficientStorage (507)
    document too large                                              PayloadTooLarge (413)
    _id in use                                                      DuplicateId (409)
    business key in use                                             DuplicateKey (409)
    any other                                                       FhirError (500)

The driver's own text never reaches the client: it can hold values of a resource.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import bson.errors
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DocumentTooLarge,
    ExecutionTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)

from hie.outcome import Conflict, FhirError, InsufficientStorage, PayloadTooLarge, Unavailable
from hie.storage.documents import MAX_DOCUMENT_BYTES, refused_value

DUPLICATE = 11000
OUT_OF_DISK = frozenset({14031})
TOO_LARGE = frozenset({10334, 17419, 17420})
TOO_SLOW = frozenset({50, 202, 262})
#: Codes of a server that is shutting down, stepping down or not yet a primary, of a majority that was
#: not reached in time, of an operation that was killed on the way, and (211) of one that has just
#: been started and does not know the keys yet with which the cluster's time is signed.
PASSING = frozenset(
    {
        6,
        7,
        64,
        79,
        89,
        91,
        100,
        107,
        112,
        133,
        134,
        189,
        211,
        246,
        251,
        9001,
        10107,
        11600,
        11601,
        11602,
        13435,
        13436,
    }
)


class DuplicateId(Conflict):
    """A resource of this type and id exists; ``document_id`` says which."""

    document_id: str = ""


class DuplicateKey(Conflict):
    """A business key, ``system|value``, belongs to another resource; ``key`` says which."""

    key: str = ""


class VersionConflict(Conflict):
    """The current version is not the one that the writer had seen."""


def version_conflict(type_: str, id_: str, expected: int) -> VersionConflict:
    """The error of a writer that had seen the version ``expected``."""
    return VersionConflict.because("storage-version-conflict", type=type_, id=id_, expected=expected)


def unavailable(key: str = "storage-unavailable", retry_after: int = 2) -> Unavailable:
    """The refusal that asks to come back after ``retry_after`` seconds."""
    error = Unavailable.because(key)
    error.retry_after = retry_after
    return error


def duplicate(type_: str, details: Mapping[str, Any] | None, id_: str) -> DuplicateId | DuplicateKey:
    """The error of a write that met a unique index; ``id_`` is the resource that was to be written."""
    found = details or {}
    value = (found.get("keyValue") or {}).get("b")
    if "b" in (found.get("keyPattern") or {}):
        clash = DuplicateKey.because("storage-duplicate-key", type=type_, identifier=value)
        clash.key = str(value)
        return clash
    taken = DuplicateId.because("storage-duplicate-id", type=type_, id=id_)
    taken.document_id = id_
    return taken


def translated(error: Exception) -> FhirError:
    """The error to answer with for ``error`` of the driver."""
    for kinds, answer in _ANSWERS:
        if isinstance(error, kinds):
            return answer(error)
    return FhirError.because("storage-failure", detail=type(error).__name__)


def of_code(code: int | None, text: str = "") -> FhirError:
    """The error for the server's error ``code``; ``text`` is searched for what has no code."""
    if code in OUT_OF_DISK or "No space left" in text:
        return InsufficientStorage.because("storage-full")
    if code in TOO_LARGE:
        return _too_large()
    if code in TOO_SLOW:
        return unavailable("storage-too-slow", 10)
    if code in PASSING:
        return unavailable()
    return FhirError.because("storage-failure", detail=f"MongoDB {code}")


def _of_bulk(error: Any) -> FhirError:
    for kind in ("writeErrors", "writeConcernErrors"):
        for one in (error.details or {}).get(kind) or ():
            return of_code(one.get("code"), str(one.get("errmsg")))
    return unavailable()


def _too_large() -> PayloadTooLarge:
    return PayloadTooLarge.because("storage-too-large", limit_mb=MAX_DOCUMENT_BYTES // 1_000_000)


#: The first line that fits counts: several of these classes are derived from others below them.
_ANSWERS: tuple[tuple[tuple[type[Exception], ...], Callable[[Any], FhirError]], ...] = (
    ((DocumentTooLarge,), lambda _: _too_large()),
    ((ExecutionTimeout,), lambda _: unavailable("storage-too-slow", 10)),
    ((ConnectionFailure, NotPrimaryError, WTimeoutError), lambda _: unavailable()),
    ((BulkWriteError,), _of_bulk),
    ((OperationFailure,), lambda error: of_code(error.code, str(error.details))),
    ((bson.errors.BSONError, OverflowError, UnicodeEncodeError), refused_value),
)


@contextmanager
def answering() -> Iterator[None]:
    """Turns what the driver raises inside the block into an error of :mod:`hie.outcome`."""
    try:
        yield
    except FhirError:
        raise
    except (PyMongoError, bson.errors.BSONError, OverflowError, UnicodeEncodeError) as error:
        raise translated(error) from error
