"""The work behind stored search parameters and queries: noticing them, and indexing what was there before.

https://hl7.org/fhir/R4/searchparameter.html
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import structlog

from hie.conformance import SearchParameter, read_named_query, read_search_parameter
from hie.fhir import decode
from hie.interactions import Exchange
from hie.jobs import Running, Work
from hie.repository import SETTLE_PARAMETERS_MS, CustomParameters, Listed, ParameterState
from hie.storage import Document, Query

log = structlog.get_logger(__name__)

#: The kind of the jobs.
REINDEX = "reindex"
TYPE = "SearchParameter"
QUERY_TYPE = "OperationDefinition"
#: Stored parameters are looked at again after so many seconds, whatever their times say.
_LOOK_SECONDS = 60.0


class Keeper:
    """Keeps the list of stored search parameters and named queries; one process at a time does it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._parameters = exchange.custom_parameters
        self._seen: list[tuple[str, int]] = []
        self._looked = 0.0

    def watch(self, may_go_on: Callable[[], bool]) -> None:
        """Look for changes every second, as long as this may go on."""
        while may_go_on():
            newest = self._newest()
            if newest != self._seen or time.monotonic() - self._looked > _LOOK_SECONDS:
                self.look()
                self._seen, self._looked = newest, time.monotonic()
            time.sleep(1)

    def look(self) -> None:
        """List what is stored, and have what is new indexed."""
        while True:
            before = self._parameters.listed()
            parameters = {one["id"]: one for one in before if "type" not in one}
            after = [*self._wanted(parameters), *self._queries()]
            if before == after:
                return
            if self._parameters.swap(before, after):
                break
        fresh = sorted({one["job"] for one in after if one["state"] == "indexing"})
        for job in fresh:
            self._exchange.jobs.submit(REINDEX, {}, id=job)

    def _newest(self) -> list[tuple[str, int]]:
        query = Query({}, (("t", -1), ("n", -1)), 1, bodies=False)
        repository = self._exchange.repository
        return [
            (found.id, found.version) for type in (TYPE, QUERY_TYPE) for found in repository.find(type, query)
        ]

    def _queries(self) -> Iterator[Listed]:
        """The list of the named queries that are stored, newest first."""
        for stored in self._exchange.repository.find(QUERY_TYPE, Query({"k": "kind=query"}, (("n", -1),))):
            query = read_named_query(stored.body or b"{}")
            if query is not None:
                told = Listed(
                    id=stored.id, version=stored.version, url=query.url, state="ready", since=0, job=""
                )
                yield Listed(**told, type=QUERY_TYPE)

    def _wanted(self, known: dict[str, Listed]) -> Iterator[Listed]:
        """The list of the parameters that are stored; those that were listed before stay as they are."""
        now = self._exchange.now_ms()
        made: list[tuple[str, int, SearchParameter]] = []
        for stored in self._exchange.repository.find(TYPE, Query({}, (("n", -1),))):
            parameter = None if stored.body is None else read_search_parameter(stored.body)
            if parameter is None or not self._parameters.is_new(parameter):
                continue
            if decode(stored.body or b"{}").get("status") == "retired":
                continue
            before = known.get(stored.id)
            if before is not None and before["version"] == stored.version:
                yield before
            else:
                made.append((stored.id, stored.version, parameter))
        named = "".join(f"{id}/{version} " for id, version, _ in made)
        job = f"{REINDEX}-{hashlib.sha256(named.encode()).hexdigest()[:24]}"
        for id, version, parameter in made:
            state: ParameterState = "indexing" if self._parameters.is_possible(parameter) else "refused"
            yield Listed(id=id, version=version, url=parameter.url, state=state, since=now, job=job)


def reindex(exchange: Exchange) -> Work:
    """The work of a job: compute index values anew for all types of the parameters that wait for it."""

    def work(running: Running) -> Any:
        parameters = exchange.custom_parameters
        mine = [one for one in parameters.listed() if one["job"] == running.job.id]
        _settle(exchange, running, mine)
        parameters.look()
        types = sorted({type for one in mine for type in _types(exchange, parameters, one)})
        progress = _indexed(exchange, running, types)
        while True:
            before = parameters.listed()
            after = [_ready(one) if one["job"] == running.job.id else one for one in before]
            if before == after or parameters.swap(before, after):
                log.info("search parameters are ready", parameters=[one["url"] for one in mine])
                return progress

    return work


def _ready(one: Listed) -> Listed:
    return Listed(**{**one, "state": "ready"}) if one["state"] == "indexing" else one


def _settle(exchange: Exchange, running: Running, mine: list[Listed]) -> None:
    """Wait until every process writes with the parameters."""
    until = max((one["since"] for one in mine), default=0) + SETTLE_PARAMETERS_MS
    while exchange.now_ms() < until:
        running.check()
        time.sleep(0.2)


def _types(exchange: Exchange, parameters: CustomParameters, one: Listed) -> list[str]:
    stored = exchange.repository.read_version(TYPE, one["id"], one["version"])
    parameter = read_search_parameter(stored.body) if stored is not None and stored.body else None
    return [] if parameter is None else parameters.types_of(parameter)


def _indexed(exchange: Exchange, running: Running, types: list[str]) -> dict[str, Any]:
    """Go through all resources of ``types``; goes on where a worker that died stopped."""
    repository = exchange.repository
    progress: dict[str, Any] = running.progress or {
        "done": 0,
        "total": sum(repository.size(type) for type in types),
        "began": exchange.now_ms(),
        "type": "",
        "after": None,
    }
    for type in types:
        if type < progress["type"]:
            continue
        after = progress["after"] if type == progress["type"] else None
        for page in repository.pages(type, after):
            for stored in page:
                _index(exchange, type, stored)
            now = exchange.now_ms()
            seconds = max(1, now - progress["began"]) / 1000
            done = progress["done"] + len(page)
            progress |= {"done": done, "total": max(done, progress["total"]), "rate": round(done / seconds)}
            progress |= {"type": type, "after": page[-1]["_id"]}
            running.tell(progress)
    return progress


def _index(exchange: Exchange, type: str, stored: Document) -> None:
    """Give one resource its index values; one that was changed meanwhile has them already."""
    if not stored.get("gone"):
        exchange.repository.index_again(type, stored)
