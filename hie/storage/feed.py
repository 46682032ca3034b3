"""The change feed: every version once, in the order of commits, resumed exactly where a client stopped.

https://www.mongodb.com/docs/manual/changeStreams/
https://hl7.org/fhir/R4/http.html#history

A place in the feed is how far the change stream was read, and how far the history was walked, oldest
first, for a client that wants what was there before.  At every place this holds:

    what was given = the versions that lie up to ``walked`` in the history
                     and were committed up to ``token`` in the stream

So a version that is committed late, with a time that the walk has passed, comes by the stream, and one
beyond the walk is left to it; neither comes twice.  A step of the walk reads a part of the history, then
the stream up to a moment after that: both together are all that lies in the part at that moment.
"""

import contextlib
import threading
import time
from typing import NamedTuple

from bson.timestamp import Timestamp
from pymongo.database import Database

from hie.storage.changes import Changes, time_of
from hie.storage.collections import Collections
from hie.storage.documents import Document, Stored
from hie.storage.errors import answering
from hie.storage.history import History
from hie.storage.history_query import HistoryCursor, HistoryQuery

#: A page ends when so many seconds were spent on changes that are not part of it.
READ_SECONDS = 5.0


class FeedPlace(NamedTuple):
    """A place in the feed; ``walked`` is None when the walk is over, or none was wanted."""

    token: bytes
    walked: HistoryCursor | None = None


class Feed:
    """The feed of the resources in ``database``; so many clients may wait at once in this process."""

    def __init__(
        self,
        database: Database[Document],
        history: History,
        collections: Collections,
        waits_at_once: int,
    ) -> None:
        self._database = database
        self._history = history
        self._collections = collections
        self._changes = Changes(database)
        self._waiting = threading.BoundedSemaphore(waits_at_once)
        self._is_ending = threading.Event()

    def beginning(self, since_ms: int | None) -> FeedPlace:
        """The place before every version whose time is ``since_ms`` or later (None: before all)."""
        with answering():
            return FeedPlace(self._changes.before_now(), HistoryCursor(since_ms or 0, -1, -1, ""))

    def end(self) -> FeedPlace:
        """The place of now, before everything that is committed later."""
        with answering():
            return FeedPlace(self._changes.now())

    def end_waiting(self) -> None:
        """Let nobody wait any more in this process, which is about to end."""
        self._is_ending.set()

    def page(
        self, place: FeedPlace, type_: str | None, limit: int, wait: float
    ) -> tuple[list[Stored], FeedPlace]:
        """About ``limit`` versions after ``place``, and the place after them.

        There are more when a transaction would be torn otherwise.  Where there are none the answer is
        held back for up to ``wait`` seconds, unless too many wait already.  Raises Gone when the database
        has forgotten what came after ``place``, Unavailable.
        """
        with answering():
            if place.walked is not None:
                return self._walk(place.token, place.walked, type_, limit)
            found, token = self._committed(place.token, type_, limit)
            if not found and wait and self._await(token, type_, wait):
                found, token = self._committed(token, type_, limit)
            return found, FeedPlace(token)

    def _committed(self, token: bytes, type_: str | None, limit: int) -> tuple[list[Stored], bytes]:
        """The versions after ``token`` in the stream, and how far it was read."""
        found: list[Stored] = []
        deadline = time.monotonic() + READ_SECONDS
        with contextlib.closing(self._changes.after(token, type_, limit)) as commits:
            for commit in commits:
                found += commit.versions
                token = commit.token
                if commit.is_last or len(found) >= limit or time.monotonic() > deadline:
                    break
        return found, token

    def _await(self, token: bytes, type_: str | None, wait: float) -> bool:
        """Whether anything came in ``wait`` seconds; False at once when too many wait."""
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            deadline = time.monotonic() + wait
            with contextlib.closing(self._changes.await_one(token, type_)) as answers:
                return next(come for come in answers if come or self._is_over(deadline))
        finally:
            self._waiting.release()

    def _is_over(self, deadline: float) -> bool:
        return time.monotonic() > deadline or self._is_ending.is_set()

    def _walk(
        self, token: bytes, walked: HistoryCursor, type_: str | None, limit: int
    ) -> tuple[list[Stored], FeedPlace]:
        part, read_at = self._part(token, walked, type_, limit)
        end = None if len(part) < limit else HistoryCursor.of(part[-1])
        late: list[Stored] = []
        new = {HistoryCursor.of(stored): stored for stored in part}
        is_complete = False
        deadline = time.monotonic() + READ_SECONDS
        with contextlib.closing(self._changes.after(token, type_, limit)) as commits:
            for commit in commits:
                is_complete = commit.time >= read_at if commit.is_last else commit.time > read_at
                if is_complete and not commit.is_last:
                    break  # It is left to the next page.
                token = commit.token
                for stored in commit.versions:
                    key = HistoryCursor.of(stored)
                    if key <= walked:
                        late.append(stored)
                    elif end is None or key <= end:
                        new[key] = stored
                if is_complete or len(late) >= limit or time.monotonic() > deadline:
                    break
        if not is_complete:
            return late, FeedPlace(token, walked)
        keys = sorted(new)
        room = max(limit - len(late), 0)
        if len(keys) > room:
            keys = keys[:room]
            end = keys[-1] if keys else walked
        return late + [new[key] for key in keys], FeedPlace(token, end)

    def _part(
        self, token: bytes, walked: HistoryCursor, type_: str | None, limit: int
    ) -> tuple[list[Stored], Timestamp]:
        """The next versions of the history, as they are at ``token`` or later, and a time after that."""
        query = HistoryQuery(type_, oldest_first=True, after=walked, limit=limit)
        types = self._collections.types() if type_ is None else [type_]
        with self._database.client.start_session(causal_consistency=True) as session:
            # A primary that was just elected may know less of what is committed than the last one did.
            session.advance_operation_time(time_of(token))
            part = self._history.entries(query, types, session)
            read_at = session.operation_time
            assert read_at is not None  # noqa: S101 - it was set above.
            return part, read_at
