"""The jobs of all workers: who asks for one, and the threads that do them.

Each worker process has one thread for each kind of job.  It takes a job by compare-and-set, says while
it works that it still does, and looks for the next.  A job whose worker died is taken up by another
when the dead one's time is over.  An idle thread asks the database once in :data:`IDLE` seconds; a job
that was asked for in its own process is begun at once.
"""

import os
import random
import secrets
import threading
from collections.abc import Mapping
from typing import Any

import structlog

from hie.jobs.job import Job, JobLost, Running, Work
from hie.outcome import ComeBack, FhirError, Language, operation_outcome
from hie.storage import Store

log = structlog.get_logger(__name__)

#: Seconds between two looks for a job that waits.
IDLE = 2.0
#: Seconds that a job is its worker's without a sign of life.
LEASE = 15.0
#: A job that was begun so often and never ended is given up: it may be what ends its workers.
MAX_ATTEMPTS = 5


class Jobs:
    """Jobs in ``store``; ``lease`` and ``idle`` are in seconds."""

    def __init__(self, store: Store, *, lease: float = LEASE, idle: float = IDLE) -> None:
        self._store = store
        self._lease = lease
        self._idle = idle
        self._works: dict[str, Work] = {}
        self._wake: dict[str, threading.Event] = {}
        self._started = 0
        self._stop = threading.Event()

    def register(self, kind: str, work: Work) -> None:
        """Name what does jobs of ``kind``; before :meth:`start`."""
        self._works[kind] = work
        self._wake[kind] = threading.Event()

    def start(self) -> None:
        """Begin to do jobs in this process, unless it does already."""
        if self._started != os.getpid():
            self._started = os.getpid()
            for kind in self._works:
                name = f"jobs-{kind}"
                threading.Thread(target=self._run, args=(kind,), name=name, daemon=True).start()

    def stop(self) -> None:
        """Begin no more jobs in this process; one that runs is left to who takes it up."""
        self._stop.set()
        for event in self._wake.values():
            event.set()

    def submit(self, kind: str, work_input: Any, id: str | None = None) -> str:
        """Ask for a job of ``kind``; gives its id, which nobody can guess unless ``id`` is given.

        With an ``id`` that was asked for before, nothing is added.
        """
        id = id or secrets.token_urlsafe(24)
        self._store.jobs.add({"_id": id, "kind": kind, "input": work_input})
        if kind in self._wake:
            self._wake[kind].set()
        return id

    def find(self, id: str) -> Job | None:
        """The job ``id``."""
        found = self._store.jobs.get(id)
        return None if found is None else Job.of(found)

    def of_kind(self, kind: str, limit: int = 100) -> list[Job]:
        """The newest jobs of ``kind``."""
        return [Job.of(found) for found in self._store.jobs.of_kind(kind, limit)]

    def cancel(self, id: str) -> bool:
        """End a job that waits or runs; its work stops where it next tells its progress."""
        return self._store.jobs.cancel(id)

    def remove(self, id: str) -> bool:
        """Forget a job; its work stops where it next tells its progress.  False when there is none."""
        return self._store.jobs.remove(id)

    def remove_older(self, kind: str, seconds: float) -> list[str]:
        """Forget the jobs of ``kind`` that ended ``seconds`` ago; gives their ids."""
        return self._store.jobs.remove_older(kind, seconds)

    def _run(self, kind: str) -> None:
        wake = self._wake[kind]
        while not self._stop.is_set():
            try:
                while not self._stop.is_set() and self._do_one(kind):
                    pass
            except Exception:  # The thread has to outlive whatever happens, such as a fail-over.
                log.warning("jobs are waiting for the database", kind=kind, exc_info=True)
            wake.wait(self._idle * random.uniform(0.75, 1.25))  # noqa: S311 - spreads, protects nothing.
            wake.clear()

    def _do_one(self, kind: str) -> bool:
        """Do the next job of ``kind``; False when there is none."""
        owner = secrets.token_hex(8)
        taken = self._store.jobs.take(kind, owner, self._lease)
        if taken is None:
            return False
        job = Job.of(taken)

        def keep(values: Mapping[str, Any] | None) -> bool:
            return self._store.jobs.change(job.id, owner, self._lease, values)

        running = Running(job, keep)
        over = threading.Event()
        signs = threading.Thread(target=self._say_alive, args=(running, over), daemon=True)
        signs.start()
        try:
            values = self._outcome(running)
        finally:
            over.set()
            signs.join()
        if values is not None:
            keep(values)
        return True

    def _outcome(self, running: Running) -> dict[str, Any] | None:
        """What the job ends with; None when it is not for this worker to end it."""
        job = running.job
        try:
            if job.attempts > MAX_ATTEMPTS:
                return _failed(job, FhirError.because("job-given-up", attempts=MAX_ATTEMPTS))
            return {"state": "done", "result": self._works[job.kind](running)}
        except JobLost:
            return None
        except ComeBack as error:
            # It is tried again when this worker's time is over.
            return None if job.attempts < MAX_ATTEMPTS else _failed(job, error)
        except FhirError as error:
            return _failed(job, error)
        except Exception:
            log.exception("job failed", kind=job.kind, id=job.id)
            return _failed(job, FhirError.because("internal-error"))

    def _say_alive(self, running: Running, over: threading.Event) -> None:
        while not over.wait(self._lease / 3):
            try:
                running.renew()
            except FhirError:
                log.warning("a job cannot say that it goes on", id=running.job.id)


def _failed(job: Job, error: FhirError) -> dict[str, Any]:
    language: Language = "uk" if isinstance(job.input, dict) and job.input.get("language") == "uk" else "en"
    outcome = operation_outcome(error.issues, language)
    return {"state": "failed", "outcome": outcome, "result": {"status": error.status}}
