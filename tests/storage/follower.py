"""A client that follows the change feed whatever happens to the database."""

import threading
from collections import Counter

from hie.outcome import Unavailable
from hie.storage import HistoryQuery, Store


class Follower:
    """A thread that reads everything from the beginning on, and keeps what it got and its place."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self.found: list[tuple[str, str, int]] = []
        self.faults: Counter[str] = Counter()

    def start(self) -> None:
        """Begin to follow."""
        self._place = self._store.feed.beginning(None)
        self._thread.start()

    def stop(self) -> None:
        """Return when everything has come that was written before."""
        self._stopped.set()
        self._thread.join()

    def _follow(self) -> None:
        while True:
            is_last = self._stopped.is_set()
            try:
                page, place = self._store.feed.page(self._place, None, 50, 0)
            except Unavailable:
                self.faults["unavailable"] += 1
                continue
            except Exception as error:  # noqa: BLE001 - whatever else comes is what the test is after.
                self.faults[repr(error)] += 1
                return
            self._place = place
            self.found += [(stored.type, stored.id, stored.version) for stored in page]
            if is_last and not page and place.walked is None:
                return

    def verify(self, store: Store) -> None:
        """Assert that every version came once, and those of a resource in their order."""
        assert set(self.faults) <= {"unavailable"}
        history = store.history(HistoryQuery(limit=1_000_000))
        written = Counter((stored.type, stored.id, stored.version) for stored in history)
        assert Counter(self.found) == written
        last: dict[tuple[str, str], int] = {}
        for type_, id_, version in self.found:
            assert version == last.get((type_, id_), 0) + 1
            last[type_, id_] = version
