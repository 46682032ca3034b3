"""Background work: jobs that survive the worker that does them."""

from hie.jobs.job import Job, JobLost, Running, State, Work
from hie.jobs.jobs import Jobs
from hie.jobs.leading import Leading

__all__ = ["Job", "JobLost", "Jobs", "Leading", "Running", "State", "Work"]
