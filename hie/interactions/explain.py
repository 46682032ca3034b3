"""``_explain=true``: how a search was carried out, as an OperationOutcome among the entries.

https://www.mongodb.com/docs/manual/reference/explain-results/

It is a parameter of this server.  The query runs a second time for it, so the times are those of the first.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hie.fhir import encode
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request
from hie.outcome import BadRequest, Forbidden, Issue, operation_outcome
from hie.search import Plan
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

    def outcome(self, exchange: Exchange, request: Request, query: Plan) -> bytes:
        """The OperationOutcome, as JSON; the extension holds what the text says."""
        asked = Query(query.filter, query.sort, query.limit, query.hint, query.fields)
        explained = exchange.repository.store.explain(query.type, asked)
        stats = explained.get("executionStats", {})
        stages = list(_stages(explained["queryPlanner"]["winningPlan"]))
        indexes = [stage["indexName"] for stage in stages if "indexName" in stage]
        params = {
            "stages": " ← ".join(stage["stage"] for stage in stages) or "—",
            "index": ", ".join(dict.fromkeys(indexes)) or "—",
            "keys": stats.get("totalKeysExamined", 0),
            "documents": stats.get("totalDocsExamined", 0),
            "returned": stats.get("nReturned", 0),
            "phases": ", ".join(f"{name} {micros} µs" for name, micros in self._phases),
        }
        issue = Issue("search-explained", "informational", "information", params=params)
        outcome = operation_outcome([issue], request.language)
        figures = {name: value for name, value in params.items() if name != "phases"}
        outcome["extension"] = [{"url": EXTENSION, "extension": _parts([*figures.items(), *self._phases])}]
        return encode(outcome)


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


def _parts(figures: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"url": name, "valueInteger" if isinstance(value, int) else "valueString": value}
        for name, value in figures
    ]


def _stages(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The stages of a plan, from the result to where it reads."""
    if "stage" in plan:
        yield plan
    for name in ("queryPlan", "inputStage"):
        if name in plan:
            yield from _stages(plan[name])
    for part in plan.get("inputStages", ()):
        yield from _stages(part)
