"""The worker processes of ``hie serve``, run as a program of its own.

The definitions are loaded before the workers are forked, so that they share their memory; the database
is connected to afterwards, since PyMongo's clients must not be forked.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import sys
import threading
from multiprocessing.synchronize import Event
from typing import Any

from flask import Flask
from granian.constants import Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from hie.app import Definitions, create_app, define
from hie.cli.progress import ProgressBar
from hie.config import Settings

#: A connection that sends no request for so long is closed.
_HEADER_SECONDS = 20


def run(host: str, port: int) -> None:
    """Serve until a signal says otherwise."""
    settings = Settings()
    with ProgressBar() as progress:
        definitions = define(settings, progress)
    definitions.validator.warm()
    for type in definitions.national:
        definitions.indexer.parameters(type)
    # What was made so far stays in the pages that the workers share.
    gc.collect()
    _give_back_memory()
    gc.freeze()
    _allow_connections()
    stopping = multiprocessing.Event()
    server = _Server(
        "hie",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers or os.cpu_count() or 1,
        blocking_threads=settings.threads,
        runtime_mode=RuntimeModes.st,
        backpressure=settings.max_connections,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_SECONDS * 1000),
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    )
    threading.Thread(target=_end_with_parent, daemon=True).start()
    server.stopping = stopping
    server.serve(target_loader=lambda: _worker(settings, definitions, stopping), wrap_loader=False)


class _Server(MPServer):
    """Granian, which tells its workers that it stops before it waits for what they are at."""

    stopping: Event

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Stop, as a signal asks for."""
        self.stopping.set()
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]


def _worker(settings: Settings, definitions: Definitions, stopping: Event) -> Flask:
    """The application of one worker, with the work that it does behind the requests."""
    app = create_app(settings, definitions)
    app.extensions["jobs"].start()
    app.extensions["leading"].start()

    def end_waiting() -> None:
        stopping.wait()
        app.extensions["store"].feed.end_waiting()

    threading.Thread(target=end_waiting, daemon=True).start()
    return app


def _allow_connections() -> None:
    """Let each connection have its file: many systems allow a process 1,024 until it asks for more."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _give_back_memory() -> None:
    """Return what compiling used to the system, so that the workers do not begin with it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)  # Of glibc; others have none and need none.


def _end_with_parent() -> None:
    """End the workers when the process that started them is gone, however it went.

    It holds the other end of the standard input and never writes.
    """
    # Not through sys.stdin: its lock, held by a read, would stop every worker as it is forked.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
