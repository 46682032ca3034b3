"""What a search by linked resources looks up in stored ones, step by step.

https://hl7.org/fhir/R4/search.html#chaining
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hie.interactions.costs import check_costs
from hie.interactions.exchange import Exchange
from hie.outcome import BadRequest, Issue
from hie.repository import Repository
from hie.search import Plan, SearchOptions, SearchRequest, parse, resolve
from hie.storage import Query, Stored

#: A link to any resource makes a step for each type, so two of them in a row, or many filters, make too many.
MAX_STEPS = 500
#: After so many steps it is worth a question which types hold resources at all.
_FEW_STEPS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One look: its plan, how many resources it found, and how long it took, in microseconds."""

    plan: Plan
    found: int
    micros: int

    @property
    def query(self) -> Query:
        """The query of the step."""
        return _query(self.plan)


class StoredLinks:
    """Looks up linked resources, and keeps the ``steps`` that were taken.

    ``check`` raises BadRequest for what would cost too much.
    """

    def __init__(
        self, repository: Repository, check: Callable[[SearchRequest, Plan], None] = lambda _, __: None
    ) -> None:
        self._repository = repository
        self._check = check
        self.steps: list[Step] = []

    @cached_property
    def _types(self) -> frozenset[str]:
        """The types that anything is stored of."""
        return frozenset(self._repository.store.types())

    def ids_of(self, asked: SearchRequest, plan: Plan) -> Sequence[str] | None:
        """The ids of what ``plan`` finds; None when that is too much."""
        found = self._find(asked, plan)
        return None if found is None else [stored.id for stored in found]

    def links_of(self, asked: SearchRequest, plan: Plan, code: str) -> Sequence[str] | None:
        """The links in the parameter ``code`` of what ``plan`` finds, each once; None for too much."""
        found = self._find(asked, plan, ("k",))
        if found is None:
            return None
        prefix = f"{code}="
        links: Mapping[str, Any] = {
            entry[len(prefix) :]: None
            for stored in found
            for entry in (stored.fields or {}).get("k", ())
            if entry.startswith(prefix)
        }
        return list(links)

    def _find(self, asked: SearchRequest, plan: Plan, fields: Sequence[str] = ()) -> list[Stored] | None:
        if len(self.steps) == MAX_STEPS:
            raise BadRequest([Issue("search-steps-many", "too-costly", params={"limit": MAX_STEPS})])
        if len(self.steps) >= _FEW_STEPS and plan.type not in self._types:
            return []
        self._check(asked, plan)
        begun = time.perf_counter()
        found = self._repository.find(plan.type, _query(plan, fields))
        self.steps.append(Step(plan, len(found), round((time.perf_counter() - begun) * 1_000_000)))
        return None if len(found) == plan.limit else found


def stored_links(exchange: Exchange) -> StoredLinks:
    """The linked resources of ``exchange``, as far as its settings allow to look at them."""
    return StoredLinks(exchange.repository, lambda asked, plan: check_costs(exchange, [asked], [plan]))


def understood(
    exchange: Exchange,
    type: str,
    pairs: Sequence[tuple[str, str]],
    options: SearchOptions,
) -> SearchRequest:
    """The search for resources of ``type`` that ``pairs`` make, resolved: ready to be planned.

    Raises BadRequest when it is not understood, or goes through too many linked resources.
    """
    asked = parse(exchange.parameters_of, type, pairs, options)
    if asked.contained != "false":
        raise BadRequest.because("search-parameter-unsupported", name="_contained")
    limit = exchange.settings.max_linked
    return resolve(asked, exchange.parameters_of, stored_links(exchange), limit)


def _query(plan: Plan, fields: Sequence[str] = ()) -> Query:
    """The query of ``plan`` in no order: all that it finds is wanted, or nothing."""
    return Query(plan.filter, limit=plan.limit, hint=plan.hint, fields=fields, bodies=False)
