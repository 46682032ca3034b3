"""A job: what is to be done, how far it is, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

State = Literal["waiting", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was when it was looked at.

    ``input``, ``progress`` and ``result`` are what its kind makes of them: JSON values.  ``outcome`` is
    an OperationOutcome when it failed.  ``attempts`` is how often it was begun.
    """

    id: str
    kind: str
    input: Any
    state: State
    progress: Any
    result: Any
    outcome: dict[str, Any] | None
    attempts: int
    created: datetime
    updated: datetime

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The job that ``document`` holds."""
        get = document.get
        return cls(
            document["_id"],
            document["kind"],
            get("input"),
            document["state"],
            get("progress"),
            get("result"),
            get("outcome"),
            document["attempts"],
            document["created"],
            document["updated"],
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing will come any more."""
        return self.state in ("done", "failed", "cancelled")


class JobLost(Exception):
    """The job is not this worker's any more: it was cancelled, or another worker has taken it up."""


class Running:
    """A job in the hands of the work that does it."""

    def __init__(self, job: Job, keep: Callable[[Mapping[str, Any] | None], bool]) -> None:
        self.job = job
        self._keep = keep
        self._is_lost = False

    @property
    def progress(self) -> Any:
        """What was last given to :meth:`tell`, also by a worker that died: where to go on."""
        return self.job.progress

    def tell(self, progress: Any) -> None:
        """Keep how far the work is; who takes it up after a crash begins there.

        Raises JobLost, upon which the work has to stop.
        """
        self.renew({"progress": progress})
        self.check()

    def check(self) -> None:
        """Raise JobLost when the work has to stop."""
        if self._is_lost:
            raise JobLost(self.job.id)

    def renew(self, values: Mapping[str, Any] | None = None) -> None:
        """Say that the work goes on; whether it may is what :meth:`check` tells."""
        if not self._keep(values):
            self._is_lost = True


#: What does a kind of job; gives its result.  A FhirError that it raises becomes the job's outcome.  It
#: may be run again from its start or from its progress after a crash, so it must bear that.
Work = Callable[[Running], Any]
