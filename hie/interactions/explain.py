"""``_explain=true``: how a search was carried out, as an OperationOutcome among the entries.

https://www.mongodb.com/docs/manual/reference/explain-results/

It is a parameter of this server.  The query runs a second time for it, so the times are those of the first.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hie.fhir import encode
from hie.interactions.exchange import Exchange
from hie.interactions.links import Step
from hie.interactions.request import Request
from hie.outcome import BadRequest, Forbidden, Issue, operation_outcome
from hie.search import Plan, SearchRequest, query_string
from hie.storage import Query

PARAMETER = "_explain"
#: URL of the extension with the figures.
EXTENSION = "urn:hie:explain"


class Explanation:
    """Takes the time of each phase, and tells them beside what the database did."""

    def __init__(self) -> None:
        self._phases: list[tuple[str, int]] = []
        self._last = time.perf_counter()

    def mark(self, phase: str) -> None:
        """The ``phase`` ends here."""
        now = time.perf_counter()
        self._phases.append((phase, round((now - self._last) * 1_000_000)))
        self._last = now

    def outcome(
        self,
        exchange: Exchange,
        request: Request,
        asked: SearchRequest,
        plans: Sequence[Plan],
        steps: Sequence[Step],
    ) -> bytes:
        """The OperationOutcome, as JSON; the extensions hold what the texts say.

        What a named query stands for comes first; the ``steps`` that looked linked resources up come after
        the search itself.
        """
        phases = ", ".join(f"{name} {micros} µs" for name, micros in self._phases)
        issues: list[Issue] = []
        extensions: list[dict[str, Any]] = []
        if asked.sent != asked.pairs:
            expansion = query_string(asked.pairs)
            issues.append(_told("search-explained-query", {"expansion": expansion}))
            extensions.append(_extension([("expansion", expansion)]))
        for plan in plans:
            query = Query(plan.filter, plan.sort, plan.limit, plan.hint, plan.fields)
            figures = _figures(exchange, plan.type, query)
            issues.append(_told("search-explained", figures | {"phases": phases}))
            extensions.append(_extension([*figures.items(), *self._phases]))
        for step in steps:
            figures = _figures(exchange, step.plan.type, step.query)
            issues.append(_told("search-explained-step", figures | {"micros": step.micros}))
            extensions.append(_extension([*figures.items(), ("find", step.micros)]))
        return encode(operation_outcome(issues, request.language) | {"extension": extensions})


def _told(key: str, params: dict[str, Any]) -> Issue:
    return Issue(key, "informational", "information", params=params)


def _figures(exchange: Exchange, type: str, query: Query) -> dict[str, Any]:
    """What the database does for ``query``: stages, indexes, and how much it looks at."""
    explained = exchange.repository.store.explain(type, query)
    stats = explained.get("executionStats", {})
    stages = list(_stages(explained["queryPlanner"]["winningPlan"]))
    indexes = [stage["indexName"] for stage in stages if "indexName" in stage]
    return {
        "type": type,
        "stages": " ← ".join(stage["stage"] for stage in stages) or "—",
        "index": ", ".join(dict.fromkeys(indexes)) or "—",
        "keys": stats.get("totalKeysExamined", 0),
        "documents": stats.get("totalDocsExamined", 0),
        "returned": stats.get("nReturned", 0),
    }


def asked_to_explain(exchange: Exchange, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether ``pairs`` ask for an explanation.

    Raises BadRequest for another value than true or false, Forbidden where the setting does not allow it.
    """
    values = [value for name, value in pairs if name == PARAMETER]
    for value in values:
        if value not in ("true", "false"):
            raise BadRequest.because(
                "search-option-invalid", name=PARAMETER, value=value, known="true, false"
            )
    if "true" not in values:
        return False
    if exchange.settings.explain == "off":
        raise Forbidden.because("search-explain-off")
    return True


def _extension(figures: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    parts = [
        {"url": name, "valueInteger" if isinstance(value, int) else "valueString": value}
        for name, value in figures
    ]
    return {"url": EXTENSION, "extension": parts}


def _stages(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The stages of a plan, from the result to where it reads."""
    if "stage" in plan:
        yield plan
    for name in ("queryPlan", "inputStage"):
        if name in plan:
            yield from _stages(plan[name])
    for part in plan.get("inputStages", ()):
        yield from _stages(part)
