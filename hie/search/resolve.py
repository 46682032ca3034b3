"""Resolving: clauses about linked resources, to conditions that the documents of a type can answer.

https://hl7.org/fhir/R4/search.html#chaining
https://hl7.org/fhir/R4/search.html#has

A chain becomes a condition on its reference, whose values are what it may link to; ``_has`` becomes a
condition on ids.  The innermost clause comes first, and each step is a query of its own that has a plan.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from hie.outcome import BadRequest, Issue
from hie.search.parameters import Parameter, TypeParameters
from hie.search.plan import Plan, plan
from hie.search.request import Chain, Clause, Condition, Group, Has, Resolved, SearchRequest

_ID = Parameter("_id", "document_field")
#: The parameter that holds the address of what is linked to by a canonical.
_URL = "url"


class Links(Protocol):
    """What a step looks up.  None: the plan found more than it may hold, that is ``plan.limit - 1``."""

    def ids_of(self, plan: Plan) -> Sequence[str] | None:
        """The ids of what ``plan`` finds."""
        ...

    def links_of(self, plan: Plan, code: str) -> Sequence[str] | None:
        """The links, as ``Type/id`` or as addresses, in the parameter ``code`` of what ``plan`` finds."""
        ...


def resolve(
    request: SearchRequest, parameters_of: Callable[[str], TypeParameters], links: Links, limit: int
) -> SearchRequest:
    """``request`` without clauses about other resources.

    Raises BadRequest when a step finds more than ``limit`` resources: a part of them would give a part
    of the answer.
    """
    if not request.is_linked:
        return request
    resolver = _Resolver(request.now_ms, parameters_of, links, limit)
    return replace(request, conditions=resolver.resolved(request.conditions))


class _Resolver:
    """The resolving of one request."""

    def __init__(
        self, now_ms: int, parameters_of: Callable[[str], TypeParameters], links: Links, limit: int
    ) -> None:
        self._now_ms = now_ms
        self._parameters_of = parameters_of
        self._links = links
        self._limit = limit
        # Several ways may lead to the same clause, which is parsed once.
        self._found: dict[tuple[str, ...], Sequence[str]] = {}

    def resolved(self, clauses: Sequence[Clause]) -> tuple[Resolved, ...]:
        """``clauses``, which all have to be met, without those about other resources."""
        return tuple(self._clause(clause) for clause in _joined(clauses))

    def _clause(self, clause: Clause) -> Resolved:
        match clause:
            case Chain():
                return self._chain(clause)
            case Has():
                return self._has(clause)
            case Group("and", clauses):
                return Group("and", self.resolved(clauses))
            case Group(operator, clauses):
                return Group(operator, tuple(map(self._clause, clauses)))
        return clause

    def _chain(self, chain: Chain) -> Condition:
        code = chain.parameter.code
        entries: list[str] = []
        for type, clauses in chain.targets.items():
            if chain.parameter.has_references:
                entries += [f"{code}={type}/{id}" for id in self._looked_up(chain.name, type, clauses)]
            if chain.parameter.has_addresses and _URL in self._parameters_of(type).by_code:
                entries += [f"{code}={url}" for url in self._looked_up(chain.name, type, clauses, _URL)]
        return Condition(chain.parameter, None, (tuple(entries),))

    def _has(self, has: Has) -> Resolved:
        code, prefix = has.parameter.code, f"{has.target}/"
        links = self._looked_up(has.name, has.source, (has.clause,), code)
        ids = tuple(link[len(prefix) :] for link in links if link.startswith(prefix))
        by_id = Condition(_ID, None, ids)
        url = self._parameters_of(has.target).by_code.get(_URL)
        if not has.parameter.has_addresses or url is None:
            return by_id
        by_url = Condition(url, None, (tuple(f"{_URL}={link}" for link in links),))
        return Group("or", (by_id, by_url))

    def _looked_up(
        self, name: str, type: str, clauses: Sequence[Clause], code: str | None = None
    ) -> Sequence[str]:
        """The ids of the resources of ``type`` that meet ``clauses``, or what they hold in ``code``."""
        key = (type, code or "", *(str(id(clause)) for clause in clauses))
        if key not in self._found:
            parameters = self._parameters_of(type)
            request = SearchRequest(
                type,
                (),
                self._now_ms,
                self._limit,
                self.resolved(clauses),
                main=parameters.main,
                pair=parameters.pair,
            )
            query = plan(request)
            found = self._links.ids_of(query) if code is None else self._links.links_of(query, code)
            if found is None:
                params = {"name": name, "type": type, "limit": self._limit}
                raise BadRequest([Issue("search-linked-many", "too-costly", params=params)])
            self._found[key] = found
        return self._found[key]


def _joined(clauses: Iterable[Clause]) -> list[Clause]:
    """``clauses`` with the chains through one link put together: there is one resource to meet them all."""
    through: dict[str, list[Chain]] = {}
    rest: list[Clause] = []
    for clause in clauses:
        if isinstance(clause, Chain) and not clause.parameter.is_list:
            through.setdefault(clause.parameter.code, []).append(clause)
        else:
            rest.append(clause)
    return [*rest, *map(_together, through.values())]


def _together(chains: Sequence[Chain]) -> Chain:
    """One chain that demands all that ``chains`` through one link do, of the types that all of them allow."""
    types = [type for type in chains[0].targets if all(type in chain.targets for chain in chains)]
    demands = {type: tuple(clause for chain in chains for clause in chain.targets[type]) for type in types}
    return Chain(", ".join(chain.name for chain in chains), chains[0].parameter, demands)
