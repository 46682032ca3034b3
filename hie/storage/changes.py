"""Changes: new versions in the order in which they were committed.

https://www.mongodb.com/docs/manual/changeStreams/

A version is written by an insert or by a replacement, and what either writes is the version itself; an
update of single fields (of index values) is none.  What is read of the stream is committed by a majority,
so it is never taken back.  A place in the stream is the driver's resume token in BSON,
or ``{at: time}``, a time of the cluster.
"""

import contextlib
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple

import bson
from bson.timestamp import Timestamp
from pymongo.change_stream import DatabaseChangeStream
from pymongo.database import Database
from pymongo.errors import OperationFailure

from hie.outcome import Gone, Issue
from hie.storage.documents import CURRENT_FIELDS, Document, Stored, from_current

_AT = "at"

#: Codes of a place that the oplog does not reach back to, and of one that it never had.
_LOST = frozenset({136, 260, 280, 286})

#: How long the server waits for something new before it says that there is nothing, in milliseconds.
_AWAIT_MS = 1
#: The same for a client who wants to wait.
_LONG_AWAIT_MS = 500

_FIELDS = ("operationType", "clusterTime", "lsid", "txnNumber", "ns")
_PROJECTION = dict.fromkeys(
    (*_FIELDS, "fullDocument._id", *(f"fullDocument.{name}" for name in CURRENT_FIELDS)), 1
)


class Commit(NamedTuple):
    """Versions that were committed together, in the order in which they were written.

    ``token`` is the place after them, ``time`` the cluster's time of them.  Without versions it says that
    nothing else was committed until then.
    """

    versions: list[Stored]
    token: bytes
    time: Timestamp


class Changes:
    """The changes of the resources in ``database``."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database

    def now(self) -> bytes:
        """The place of now: what is committed from now on comes after it, and nothing else."""
        with self._stream(None, _AWAIT_MS, None) as stream:
            return _packed(stream.resume_token)

    def before_now(self) -> bytes:
        """The place before the last write: its time has come, that of :meth:`now` is the next write's."""
        return _packed({_AT: self._database.command("ping")["operationTime"]})

    def after(self, token: bytes, type_: str | None) -> Generator[Commit]:
        """What was committed after ``token`` to ``type_`` (None: to all), without end.

        Raises Gone when the database has forgotten what came after it.
        """
        with self._stream(type_, _AWAIT_MS, token) as stream:
            together: list[Document] = []
            while True:
                event = stream.try_next()
                if together and not _is_of(together[-1], event):
                    yield _commit(together)
                    together = []
                if event is not None:
                    together.append(dict(event))
                else:
                    quiet = _packed(stream.resume_token)
                    yield Commit([], quiet, time_of(quiet))

    def await_one(self, token: bytes, type_: str | None) -> Generator[bool]:
        """Whether something came after ``token``; the answer comes again and again, about twice a second."""
        with self._stream(type_, _LONG_AWAIT_MS, token) as stream:
            while True:
                yield stream.try_next() is not None

    @contextlib.contextmanager
    def _stream(
        self, type_: str | None, await_ms: int, token: bytes | None
    ) -> Iterator[DatabaseChangeStream[Document]]:
        where = {"$regex": "^[A-Z][A-Za-z]*$"} if type_ is None else type_
        written = {"operationType": {"$in": ["insert", "replace"]}, "ns.coll": where}
        pipeline: list[Document] = [{"$match": written}, {"$project": _PROJECTION}]
        try:
            with self._database.watch(pipeline, max_await_time_ms=await_ms, **_start(token)) as stream:
                yield stream  # type: ignore[misc]
        except OperationFailure as error:
            if error.code in _LOST:
                raise Gone([Issue("history-feed-lost", "not-found")]) from error
            raise


def time_of(token: bytes) -> Timestamp:
    """The cluster's time of a place: a resume token begins with a mark and this time."""
    place = bson.decode(token)
    if _AT in place:
        return Timestamp(place[_AT].time, place[_AT].inc)
    data = bytes.fromhex(place["_data"])
    return Timestamp(int.from_bytes(data[1:5], "big"), int.from_bytes(data[5:9], "big"))


def _start(token: bytes | None) -> dict[str, Any]:
    """The options that open the stream at a place; None is now."""
    if token is None:
        return {}
    place = bson.decode(token)
    return {"start_at_operation_time": place[_AT]} if _AT in place else {"start_after": place}


def _packed(token: Any) -> bytes:
    return bson.encode(token)


def _is_of(last: Document, event: Any) -> bool:
    """Whether ``event`` belongs to the transaction that ``last`` is of."""
    return (
        event is not None
        and "txnNumber" in last
        and last["txnNumber"] == event.get("txnNumber")
        and last.get("lsid") == event.get("lsid")
    )


def _commit(together: list[Document]) -> Commit:
    versions = [from_current(event["ns"]["coll"], event["fullDocument"]) for event in together]
    last = together[-1]
    return Commit(versions, _packed(last["_id"]), last["clusterTime"])
