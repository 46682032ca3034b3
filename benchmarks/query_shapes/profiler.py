"""What mongod did for a request, as its profiler wrote it down.

https://www.mongodb.com/docs/manual/reference/database-profiler/

The profiler sees every operation that the request came to: the page, the steps of chains, what is
included, counts.  Nothing is run a second time, and nothing is taken from what hie tells about itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pymongo.database import Database

_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """Documents that were looked at and that came out, in all operations, and how each read."""

    examined: int
    returned: int
    keys: int
    plans: tuple[str, ...]

    @property
    def scans(self) -> bool:
        """Whether one of the operations read a collection from end to end."""
        return any("COLLSCAN" in plan for plan in self.plans)


class Profiler:
    """Reads what was written down since the last time."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._database = database
        self._seen = 0

    def work(self) -> Work:
        """What was done with resources since the last call."""
        # Names of resource types begin with a capital, those of the server's own collections do not.
        ours = {"ns": {"$regex": f"^{self._database.name}\\.[A-Z]"}, "appName": {"$ne": PROFILER}}
        # Only these fields: long commands are cut, even in the midst of a letter, and cannot be decoded.
        fields = dict.fromkeys(("docsExamined", "nreturned", "keysExamined", "planSummary"), 1)
        written = self._database["system.profile"].find(ours, fields).sort("$natural", 1)
        found = list(written.skip(self._seen))
        self._seen += len(found)
        return Work(
            sum(each.get("docsExamined", 0) for each in found),
            sum(each.get("nreturned", 0) for each in found),
            sum(each.get("keysExamined", 0) for each in found),
            tuple(dict.fromkeys(each["planSummary"] for each in found if "planSummary" in each)),
        )


#: The application name of a client whose own operations do not count.
PROFILER = "hie-query-shapes"


@contextmanager
def profiling(database: Database[dict[str, Any]]) -> Iterator[Profiler]:
    """The profiler of ``database``, which is a client's of the name ``PROFILER``."""
    database.command("profile", 0)
    database.drop_collection("system.profile")
    database.create_collection("system.profile", capped=True, size=_BYTES)
    database.command("profile", 2)
    try:
        yield Profiler(database)
    finally:
        database.command("profile", 0)
