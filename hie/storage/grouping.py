"""Grouping: what concurrent requests ask of the database goes there together.

https://en.wikipedia.org/wiki/Group_commit

What a durable write costs is the commit, whatever is in it; what a read by id costs is the way to the
database and back.  So while one bulk is on its way those of other threads queue up, and the first of them
takes all that is waiting with its own.  Those who were answered together mostly come back together, so a
bulk waits a moment for as many as were there before; alone, one leaves at once.  Nobody is answered before
the bulk that holds their own is done, and everybody gets the outcome of their own.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

from hie.outcome import FhirError
from hie.storage.errors import unavailable

#: No bulk takes more than this, so that nobody waits long for what others ask.
MAX_BATCH = 256
MAX_BATCH_BYTES = 8 * 1024 * 1024

#: How long a bulk waits for company, in seconds: a part of what a commit takes.
LINGER = 0.0015

T = TypeVar("T")

Outcome = FhirError | None

#: Does several and gives the outcome of each, None for done.
CarryOut: TypeAlias = Callable[[Sequence[T]], Sequence[Outcome]]


class _Waiting(Generic[T]):
    """What one thread asks; it waits for it at ``gate``."""

    __slots__ = ("gate", "item", "leads", "outcome", "size")

    def __init__(self, item: T, size: int) -> None:
        self.item = item
        self.size = size
        self.gate = threading.Lock()
        self.gate.acquire()
        self.leads = False
        self.outcome: Outcome = None


class Grouping(Generic[T]):
    """Joins what the threads of one process ask into bulks, each done by ``carry_out``."""

    def __init__(self, carry_out: CarryOut[T]) -> None:
        self._carry_out = carry_out
        self._lock = threading.Lock()
        self._waiting: list[_Waiting[T]] = []
        self._busy = False
        # How many were here when the last bulk left, and what wakes a leader who waits for as many.
        self._expected = 1
        self._gathered = threading.Lock()
        self._gathered.acquire()
        self._is_gathering = False

    def submit(self, item: T, size: int) -> None:
        """Carries out ``item``, of ``size`` bytes; raises the error that it, not its neighbours, met."""
        mine = _Waiting(item, size)
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

    def _lead(self, mine: _Waiting[T]) -> None:
        self._gather()
        batch = self._take(mine)
        outcomes: Sequence[Outcome] = [unavailable()] * len(batch)
        try:
            outcomes = self._carry_out([one.item for one in batch])
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

    def _take(self, mine: _Waiting[T]) -> list[_Waiting[T]]:
        batch = [mine]
        size = mine.size
        with self._lock:
            waiting = self._waiting
            while len(batch) <= len(waiting) and len(batch) < MAX_BATCH:
                size += waiting[len(batch) - 1].size
                if size > MAX_BATCH_BYTES:
                    break
                batch.append(waiting[len(batch) - 1])
            del waiting[: len(batch) - 1]
        return batch

    def _hand_over(self, answered: int) -> None:
        with self._lock:
            self._expected = min(answered + len(self._waiting), MAX_BATCH)
            if self._waiting:
                successor = self._waiting.pop(0)
                successor.leads = True
                successor.gate.release()
            else:
                self._busy = False
