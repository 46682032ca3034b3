"""The keys of paging cursors: kept in the database, replaced by age, valid for a while after that.

Every process reads them again after a while.  A new key is used only when every process has had the time to
learn of it, so that no cursor is refused by a neighbour.
"""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from hie.search import Cursors
from hie.storage import Store

#: The keys are read again after so many seconds.
REFRESH_SECONDS = 20.0
#: A new key is used after so many milliseconds.
SETTLE_MS = 60_000

_SETTING = "cursor-keys"
_HOUR_MS = 3_600_000

#: A key: ``secret``, when it was ``made`` and ``from`` when it is used, in ms since the epoch.  Newest first.
Keys = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class KeyPolicy:
    """For how many hours a key is used (0: for ever), and for how many more its cursors are valid."""

    used_hours: int = 24
    valid_hours: int = 72


class CursorKeys:
    """Gives the cursors that are made with the newest key and opened with those that are still valid.

    ``clock`` is in ms since the epoch.  Safe for threads.
    """

    def __init__(self, store: Store, policy: KeyPolicy, clock: Callable[[], int]) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock
        self._next_look = 0.0
        self._current: tuple[tuple[str, ...], Cursors] | None = None

    def __call__(self) -> Cursors:
        """The cursors as they are now; raises Unavailable when no key was ever read."""
        now = time.monotonic()
        if self._current is None or now >= self._next_look:
            self._next_look = now + REFRESH_SECONDS
            keys: Keys = self._store.get_or_create_setting(_SETTING, self._first)
            if self._is_old(keys):
                keys = self.rotate()
            known = self._in_use(keys)
            if self._current is None or self._current[0] != known:
                self._current = known, Cursors(known[0], known[1:])
        return self._current[1]

    def rotate(self) -> Keys:
        """Make a new key, and forget those whose cursors are not valid any more; gives what there is then."""
        while True:
            keys: Keys = self._store.get_or_create_setting(_SETTING, self._first)
            now = self._clock()
            if keys[0]["from"] > now:
                return keys  # Another process has made one just now.
            kept = [_made(now, now + SETTLE_MS), *self._valid(keys, now)]
            if self._store.swap_setting(_SETTING, keys, kept):
                return kept

    def _first(self) -> Keys:
        return [_made(self._clock(), 0)]

    def _is_old(self, keys: Keys) -> bool:
        hours = self._policy.used_hours
        return hours > 0 and self._clock() >= keys[0]["made"] + hours * _HOUR_MS

    def _valid(self, keys: Keys, now: int) -> Keys:
        """Those of ``keys`` that were not replaced too long ago."""
        limit = now - self._policy.valid_hours * _HOUR_MS
        return keys[:1] + [key for newer, key in pairwise(keys) if newer["from"] > limit]

    def _in_use(self, keys: Keys) -> tuple[str, ...]:
        """The secrets, first the one to make cursors with; one that is too new only opens them."""
        now = self._clock()
        valid = self._valid(keys, now)
        settled = [key for key in valid if key["from"] <= now]
        waiting: Sequence[dict[str, Any]] = [key for key in valid if key["from"] > now]
        return tuple(key["secret"] for key in (*settled, *waiting))


def _made(now: int, used_from: int) -> dict[str, Any]:
    return {
        "secret": secrets.token_urlsafe(32),
        "made": now,
        "from": used_from,
    }
