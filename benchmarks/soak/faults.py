"""The faults of the soak test."""

import contextlib
import os
import random
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.processes import tree

CONNECTIONS = 10_000


class Faults:
    """Does one fault after the other to the server with the process id ``pid``.

    ``spared`` is a worker that is never killed, so that its memory can be looked at.
    """

    def __init__(self, pid: int, port: int, data: Path, clock: Path, spared: int) -> None:
        self._pid, self._port, self._data, self._clock, self._spared = pid, port, data, clock, spared
        self._random = random.Random(1)  # noqa: S311 - wanted: the same choices each time.
        self.done: list[str] = []

    def next(self) -> str:
        """Do the next fault; gives its name."""
        kinds: tuple[Callable[[], None], ...] = (
            self.mongod_killed,
            self.half_sent_bodies,
            self.clock_moved,
            self.worker_killed,
            self.slow_client,
            self.many_connections,
        )
        fault = kinds[len(self.done) % len(kinds)]
        fault()
        self.done.append(fault.__name__)
        return fault.__name__

    def mongod_killed(self) -> None:
        """Kill -9 of the database."""
        pid = int((self._data / "mongod" / "db" / "mongod.lock").read_text())
        os.kill(pid, signal.SIGKILL)

    def worker_killed(self) -> None:
        """Kill -9 of a worker."""
        workers = [pid for pid in workers_of(self._pid) if pid != self._spared]
        if workers:
            os.kill(self._random.choice(workers), signal.SIGKILL)

    def clock_moved(self) -> None:
        """An hour forth, an hour back, and right again, for a few seconds each."""
        for seconds in (3600, -3600, 0):
            self._clock.write_text(str(seconds))
            time.sleep(3)

    def slow_client(self) -> None:
        """Bodies that come a byte at a time, and are never whole."""
        with contextlib.ExitStack() as stack:
            slow = [stack.enter_context(self._connected()) for _ in range(64)]
            for connection in slow:
                connection.sendall(_head(1000))
            for _ in range(50):
                for connection in slow:
                    with contextlib.suppress(OSError):
                        connection.sendall(b" ")
                time.sleep(0.1)

    def half_sent_bodies(self) -> None:
        """Clients that go away in the middle."""
        for _ in range(200):
            with self._connected() as connection:
                connection.sendall(_head(1000) + b'{"resourceType":"Basic"')

    def many_connections(self) -> None:
        """Ten thousand that say nothing."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        with contextlib.ExitStack() as stack:
            for _ in range(min(CONNECTIONS, most - 500)):
                with contextlib.suppress(OSError):
                    stack.enter_context(self._connected())
            time.sleep(5)

    def _connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), timeout=5)


def workers_of(pid: int) -> list[int]:
    """The processes of a server that answer: those of the workers that have no children."""
    found = []
    for each in tree(pid):
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{each}/cmdline").read_bytes()
            if b"hie.cli.workers" in command and not tree(each)[1:]:
                found.append(each)
    return found


def _head(length: int) -> bytes:
    return (
        b"POST /fhir/Basic HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/fhir+json\r\n"
        + f"Content-Length: {length}\r\n\r\n".encode()
    )
