"""Measures a part of the server's work against the floor, in turns.

A machine is faster in one minute than in the next, so hie and its floor alternate in short rounds, and
what counts is the ratio of two neighbours.
"""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.generator import Generator, Run
from benchmarks.processes import cpu_seconds
from benchmarks.servers import Server

_WARM_UP_SECONDS = 1


@dataclass(slots=True)
class Series:
    """The rounds of one server in one part."""

    runs: list[Run] = field(default_factory=list)
    server_seconds: float = 0.0
    mongod_seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """The median of the rounds, in requests a second."""
        return median(run.per_second for run in self.runs)

    @property
    def p99_ms(self) -> float:
        """The median of the rounds' 99th percentile of the time to the answer."""
        return median(run.p99_ms for run in self.runs)

    @property
    def server_cpu(self) -> float:
        """CPU seconds of the server for one request."""
        return self.server_seconds / self._requests

    @property
    def mongod_cpu(self) -> float:
        """CPU seconds of mongod for one request."""
        return self.mongod_seconds / self._requests

    @property
    def _requests(self) -> int:
        return sum(run.requests for run in self.runs)


@dataclass(slots=True)
class Part:
    """One kind of request over so many connections."""

    name: str
    connections: int
    hie: Series = field(default_factory=Series)
    floor: Series = field(default_factory=Series)

    @property
    def ratio(self) -> float:
        """The requests a second of hie in those of the floor: the median of the rounds."""
        pairs = zip(self.hie.runs, self.floor.runs, strict=True)
        return median(own.per_second / least.per_second for own, least in pairs)


class Bench:
    """Two servers on one mongod, and what is sent to them."""

    def __init__(self, servers: tuple[Server, Server], mongod: int, plans: dict[str, Path]) -> None:
        self._hie, self._floor = servers
        self._mongod = [mongod]
        self._plans = plans
        self._generator = Generator()

    @property
    def generator(self) -> str:
        """The name of the load generator."""
        return self._generator.name

    def warm_up(self) -> None:
        """Let both answer every kind of request for a moment."""
        for plan in self._plans.values():
            for server in (self._hie, self._floor):
                _check(server, self._generator.run(server.url, plan, 32, _WARM_UP_SECONDS))

    def round(self, part: Part, seconds: float, *, floor_first: bool) -> None:
        """One round of ``part``: hie and the floor, one after the other."""
        turns = [(self._hie, part.hie), (self._floor, part.floor)]
        for server, series in reversed(turns) if floor_first else turns:
            own, database = server.cpu_seconds(), cpu_seconds(self._mongod)
            run = self._generator.run(server.url, self._plans[part.name], part.connections, seconds)
            series.server_seconds += server.cpu_seconds() - own
            series.mongod_seconds += cpu_seconds(self._mongod) - database
            series.runs.append(_check(server, run))


def _check(server: Server, run: Run) -> Run:
    """``run``, if every request was answered with success; wrong answers are cheap."""
    if run.refused or run.broken or not run.requests:
        raise SystemExit(
            f"{server.name}: {run.refused} of {run.requests} refused, {run.broken} broken.\n{server.said()}"
        )
    return run
