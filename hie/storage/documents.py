"""What is stored of a resource: one document of the current version, one for each superseded one.

https://hl7.org/fhir/R4/http.html#versions

The current version lies in the collection named for the resource type::

    {_id, v, t, n, body, k, s, e, d, q, c, x, m, b}     a resource with its index values
    {_id, v, t, n, gone: true}                          a tombstone: the resource was deleted

and what it superseded in ``<Type>_history``::

    {_id: "id/v", id, v, t, n, u, method, body or z}    z is the body, compressed by zlib; u is when
                                                        the next version came

Bodies are bytes that nobody below the interactions looks into.
"""

import os
import threading
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument

from hie.outcome import FhirError, PayloadTooLarge, Unprocessable

#: A document as MongoDB sees it.
Document = dict[str, Any]

HISTORY_SUFFIX = "_history"

#: MongoDB refuses documents above 16 MiB; the margin is for what an update adds to its command.
MAX_DOCUMENT_BYTES = 16 * 1024 * 1024 - 64 * 1024

#: Bodies below this are not worth the header that zlib adds.
MIN_COMPRESSED_BYTES = 200

#: The fields of a document that make a :class:`Stored`, of the two kinds of collection.
CURRENT_FIELDS = ("v", "t", "n", "body", "gone", "method")
HISTORY_FIELDS = ("id", "v", "t", "n", "body", "z", "method")


@dataclass(slots=True)
class Stored:
    """One version of one resource.

    ``updated_ms`` is meta.lastUpdated in milliseconds since the epoch, ``body`` the JSON as it leaves
    the server or None when this version is a deletion, ``n`` the place in the order of creation.
    ``method`` is the HTTP method that made the version, ``fields`` the index values that a find asked
    for besides.
    """

    type: str
    id: str
    version: int
    updated_ms: int
    body: bytes | None
    n: int
    method: str
    fields: Mapping[str, Any] | None = None


def from_current(type_: str, document: Mapping[str, Any], fields: Sequence[str] = ()) -> Stored:
    """The version that a ``document`` of the collection ``type_`` holds."""
    get = document.get
    version = document["v"]
    gone = get("gone")
    method = get("method") or ("DELETE" if gone else "POST" if version == 1 else "PUT")
    wanted = {name: document[name] for name in fields if name in document} if fields else None
    return Stored(type_, document["_id"], version, document["t"], get("body"), document["n"], method, wanted)


def from_history(type_: str, document: Mapping[str, Any]) -> Stored:
    """The version that a ``document`` of the history collection of ``type_`` holds."""
    body = document.get("body")
    if body is None and "z" in document:
        body = zlib.decompress(document["z"])
    return Stored(
        type_,
        document["id"],
        document["v"],
        document["t"],
        body,
        document["n"],
        document["method"],
    )


def to_history(stored: Stored, until_ms: int) -> Document:
    """The history document of a version that is superseded by one of the time ``until_ms``."""
    document: Document = {
        "_id": f"{stored.id}/{stored.version}",
        "id": stored.id,
        "v": stored.version,
        "t": stored.updated_ms,
        "n": stored.n,
        "u": until_ms,
        "method": stored.method,
    }
    body = stored.body
    if body is not None:
        packed = zlib.compress(body) if len(body) >= MIN_COMPRESSED_BYTES else body
        if len(packed) < len(body):
            document["z"] = packed
        else:
            document["body"] = body
    return document


def encoded(document: Document) -> RawBSONDocument:
    """``document`` in BSON, so that a fault of one never spoils the batch that it travels in.

    Raises PayloadTooLarge, or Unprocessable for a value that MongoDB cannot hold.
    """
    try:
        data = bson.encode(document)
    except (bson.errors.BSONError, OverflowError, UnicodeEncodeError, TypeError) as error:
        raise refused_value(error) from error
    if len(data) > MAX_DOCUMENT_BYTES:
        raise PayloadTooLarge.because("storage-too-large", limit_mb=MAX_DOCUMENT_BYTES // 1_000_000)
    return RawBSONDocument(data)


def refused_value(error: Exception) -> FhirError:
    """The error for a value that BSON has no room for, such as an integer of 65 bits."""
    return Unprocessable.because("storage-value", detail=type(error).__name__)


class OrderNumbers:
    """Numbers that grow with time and are given once, whatever process asks.

    The clock's nanoseconds with the low ten bits replaced by those of the process id; within a
    process no number is given twice because each is above the last.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """A number above every one that this process has given."""
        with self._lock:
            self._last = max(time.time_ns() >> 10, self._last + 1)
            return self._last << 10 | (os.getpid() & 1023)
