"""Carries out transaction Bundles in several processes, with the results in the order of the Bundles."""

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Self

from hie.bundles import process_bundle
from hie.fhir import decode, encode
from hie.interactions import Exchange, Request
from hie.outcome import FhirError, Issue

#: What a failed Bundle may have missed only because one before it was not in yet.
_TOO_EARLY = frozenset(("reference-matches",))

#: The exchange of a process that carries out Bundles; it came with the fork.
_exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A Bundle that was carried out: its place among all items, and the issues when it was refused."""

    number: int
    source: str
    bundle: dict[str, Any]
    issues: list[Issue]


class Carriers:
    """As many processes as ``workers``; none for one, which does it here."""

    def __init__(self, exchange: Exchange, workers: int) -> None:
        global _exchange  # noqa: PLW0603 - a forked process has no other way to what cannot be pickled.
        self._exchange = _exchange = exchange
        self._most = 2 * workers
        self._pool = (
            ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) if workers > 1 else None
        )
        self._waiting: deque[tuple[int, str, dict[str, Any], Future[list[Issue]]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def carry(self, number: int, source: str, bundle: dict[str, Any]) -> Iterator[Carried]:
        """Carry out ``bundle``, the item ``number``; gives those that are done, in their order.

        Bundles that only create are carried out side by side; any other waits for all before it.
        """
        entries = bundle.get("entry")
        creates = [
            isinstance(entry, dict)
            and isinstance(entry.get("request"), dict)
            and entry["request"].get("method") == "POST"
            for entry in (entries if isinstance(entries, list) else ())
        ]
        if self._pool is None or not all(creates):
            yield from self.rest()
            yield Carried(number, source, bundle, _issues(self._exchange, bundle))
            return
        self._waiting.append((number, source, bundle, self._pool.submit(_carry, encode(bundle))))
        while len(self._waiting) > self._most:
            yield self._oldest()

    def rest(self) -> Iterator[Carried]:
        """Those that are not done yet, each when it is."""
        while self._waiting:
            yield self._oldest()

    def _oldest(self) -> Carried:
        number, source, bundle, future = self._waiting.popleft()
        issues = future.result()
        if any(issue.key in _TOO_EARLY for issue in issues):
            # All before it are in by now, so this is what it would have met one by one.
            issues = _issues(self._exchange, bundle)
        return Carried(number, source, bundle, issues)


def _carry(data: bytes) -> list[Issue]:
    """Carry out a Bundle in a process of the pool."""
    if _exchange is None:
        raise AssertionError("the exchange comes with the fork")
    return _issues(_exchange, decode(data))


def _issues(exchange: Exchange, bundle: dict[str, Any]) -> list[Issue]:
    """Carry out ``bundle``: none, or why it was refused."""
    try:
        process_bundle(exchange, Request("POST", "http://localhost/fhir", resource=bundle))
    except FhirError as error:
        return list(error.issues)
    return []
