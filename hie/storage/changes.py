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

#: The names of the collections that hold current versions.
_TYPES = "^[A-Z][A-Za-z]*$"
#: One in so many versions of other types comes along: those with a time that this divides.
_SIGNS = 500
#: So many of them at once are an answer, which then takes the server half a second.
_LONGEST_BATCH = 100

_FIELDS = ("operationType", "clusterTime", "lsid", "txnNumber", "ns")
_PROJECTION = dict.fromkeys(
    (*_FIELDS, "fullDocument._id", *(f"fullDocument.{name}" for name in CURRENT_FIELDS)), 1
)


class Commit(NamedTuple):
    """Versions that were committed together, in the order in which they were written.

    ``token`` is the place after them, ``time`` the cluster's time of them.  When ``is_last`` nothing else
    was committed until then; there may be none of the type that was asked for.
    """

    versions: list[Stored]
    token: bytes
    time: Timestamp
    is_last: bool = False


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

    def after(self, token: bytes, type_: str | None, number: int) -> Generator[Commit]:
        """What was committed after ``token`` to ``type_`` (None: to all), without end.

        It is fetched by about ``number`` versions at a time.
        Raises Gone when the database has forgotten what came after it.
        """
        batch = number + 1 if type_ is None else min(number + 1, _LONGEST_BATCH)
        with self._stream(type_, _AWAIT_MS, token, batch) as stream:
            together: list[Document] = []
            while True:
                event = stream.try_next()
                if together and not _is_of(together[-1], event):
                    yield _commit(together, type_)
                    together = []
                if event is not None:
                    together.append(dict(event))
                else:
                    quiet = _packed(stream.resume_token)
                    yield Commit([], quiet, time_of(quiet), is_last=True)

    def await_one(self, token: bytes, type_: str | None) -> Generator[bool]:
        """Whether something came after ``token``; the answer comes again and again, about twice a second."""
        with self._stream(type_, _LONG_AWAIT_MS, token) as stream:
            while True:
                event = stream.try_next()
                yield event is not None and type_ in (None, event["ns"]["coll"])

    @contextlib.contextmanager
    def _stream(
        self, type_: str | None, await_ms: int, token: bytes | None, batch: int = 1
    ) -> Iterator[DatabaseChangeStream[Document]]:
        pipeline: list[Document] = [{"$match": _written(type_)}, {"$project": _PROJECTION}]
        try:
            with self._database.watch(
                pipeline, max_await_time_ms=await_ms, batch_size=batch, **_start(token)
            ) as stream:
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


def _written(type_: str | None) -> Document:
    """The filter of what writes a version.

    A few of other types come along with those of ``type_``.  The server gives no sign of itself before it
    has found something, and would look for a rare one until the connection is given up.
    """
    written: Document = {"operationType": {"$in": ["insert", "replace"]}, "ns.coll": {"$regex": _TYPES}}
    if type_ is not None:
        written["$or"] = [{"ns.coll": type_}, {"fullDocument.t": {"$mod": [_SIGNS, 0]}}]
    return written


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


def _commit(together: list[Document], type_: str | None) -> Commit:
    versions = [
        from_current(event["ns"]["coll"], event["fullDocument"])
        for event in together
        if type_ in (None, event["ns"]["coll"])
    ]
    last = together[-1]
    return Commit(versions, _packed(last["_id"]), last["clusterTime"])
