"""Work that one of all workers does all the time, and another one takes over when it dies."""

import contextlib
import os
import random
import secrets
import threading
import time
from collections.abc import Callable

import structlog

from hie.outcome import FhirError
from hie.storage import Store

log = structlog.get_logger(__name__)

#: Seconds that a leader leads without a sign of life.
LEASE = 6.0


class Leading:
    """Does ``work`` in one of all processes that have started this, the holder of the lease ``name``.

    ``work`` is called with a function that says whether it may go on, is to ask it every second or so,
    and to return when it says no.  Errors of the database end it and it is called again.
    """

    def __init__(
        self, store: Store, name: str, work: Callable[[Callable[[], bool]], None], *, lease: float = LEASE
    ) -> None:
        self._store = store
        self._name = name
        self._work = work
        self._lease = lease
        self._started = 0
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin in this process, unless it was begun already."""
        if self._started != os.getpid():
            self._started = os.getpid()
            threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def stop(self) -> None:
        """End in this process, and leave the lease to another at once."""
        self._stop.set()

    def _run(self) -> None:
        owner = secrets.token_hex(8)
        while not self._stop.is_set():
            try:
                if self._store.leases.take(self._name, owner, self._lease):
                    self._lead(owner)
            except FhirError:
                log.info("leading waits for the database", name=self._name)
            except Exception:  # The thread has to outlive whatever happens.
                log.exception("leading was interrupted", name=self._name)
            self._stop.wait(self._lease / 3 * random.uniform(0.8, 1.2))  # noqa: S311 - spreads only.
        with contextlib.suppress(FhirError):
            self._store.leases.give_up(self._name, owner)

    def _lead(self, owner: str) -> None:
        renewed = time.monotonic()

        def may_go_on() -> bool:
            nonlocal renewed
            if self._stop.is_set():
                return False
            if time.monotonic() - renewed < self._lease / 3:
                return True
            renewed = time.monotonic()
            return self._store.leases.take(self._name, owner, self._lease)

        self._work(may_go_on)
