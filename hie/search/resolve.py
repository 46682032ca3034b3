"""Resolving: clauses about linked resources, to conditions that the documents of a type can answer.

https://hl7.org/fhir/R4/search.html#chaining
https://hl7.org/fhir/R4/search.html#has

A chain becomes a condition on its reference, whose values are what it may link to; ``_has`` becomes a
condition on ids.  The innermost clause comes first, and each step is a query of its own that has a plan.

Nobody knows beforehand which clauses find little, so each is tried with a small limit first.  What finds
more is tried among those resources that meet the other clauses, if these are few, and only then in full.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from hie.outcome import BadRequest, Issue
from hie.search.entries import MAX_MERGED
from hie.search.hierarchy import step
from hie.search.parameters import Parameter, TypeParameters
from hie.search.plan import Plan, plan
from hie.search.request import (
    Chain,
    Clause,
    Condition,
    Group,
    Has,
    Resolved,
    SearchRequest,
    Tree,
    is_linked,
)

_ID = Parameter("_id", "document_field")
#: The parameter that holds the address of what is linked to by a canonical.
_URL = "url"
#: As many linked resources are few: MongoDB merges so many ranges of an index in order.
FEW = MAX_MERGED
#: The issue type of what may be asked, but costs too much.
COSTLY = "too-costly"


class Links(Protocol):
    """What a step looks up by the ``plan`` of what is ``asked``.

    None: the plan found more than it may hold, that is ``plan.limit - 1``.  Raises BadRequest that is too
    costly when too much would have to be looked at.
    """

    def ids_of(self, asked: SearchRequest, plan: Plan) -> Sequence[str] | None:
        """The ids of what is found."""
        ...

    def links_of(self, asked: SearchRequest, plan: Plan, code: str) -> Sequence[str] | None:
        """The links, as ``Type/id`` or as addresses, in the parameter ``code`` of what is found."""
        ...


def resolve(
    request: SearchRequest, parameters_of: Callable[[str], TypeParameters], links: Links, limit: int
) -> SearchRequest:
    """``request`` without clauses about other resources.

    Raises BadRequest when a step finds more than ``limit`` resources, and what is asked besides finds more
    too: a part of them would give a part of the answer.
    """
    if not request.is_linked:
        return request
    resolver = _Resolver(request.now_ms, parameters_of, links, limit)
    return replace(request, conditions=resolver.resolved(request.type, request.conditions))


class _Resolver:
    """The resolving of one request."""

    def __init__(
        self, now_ms: int, parameters_of: Callable[[str], TypeParameters], links: Links, limit: int
    ) -> None:
        self._now_ms = now_ms
        self._parameters_of = parameters_of
        self._links = links
        self._limits = [min(FEW, limit), limit] if limit > FEW else [limit]
        # Several ways may lead to the same clause, which is parsed once.  The clauses are kept beside what
        # was found, since they are told apart by where they lie in memory.
        self._found: dict[tuple[object, ...], tuple[Sequence[Clause], Sequence[str]]] = {}
        self._broad: dict[tuple[object, ...], tuple[Sequence[Clause], int]] = {}

    def resolved(self, type: str, clauses: Sequence[Clause]) -> tuple[Resolved, ...]:
        """``clauses`` on resources of ``type``, which all have to be met, without those about others."""
        done: list[Resolved] = []
        linked: list[Clause] = []
        for clause in _joined(clauses):
            if isinstance(clause, Chain | Has | Tree) or is_linked(clause):
                linked.append(clause)
            else:
                done.append(clause)
        refusal: BadRequest | None = None
        for limit in self._limits:
            linked, refusal = self._tried(linked, done, partial(self._clause, type, limit=limit))
            linked, _ = self._tried(linked, done, partial(self._narrowed, type, besides=done, limit=limit))
        if linked and refusal is not None:
            raise refusal
        return tuple(done)

    def _tried(
        self, linked: Sequence[Clause], done: list[Resolved], resolve: Callable[[Clause], Resolved]
    ) -> tuple[list[Clause], BadRequest | None]:
        """Adds to ``done`` what can be resolved of ``linked``; the rest, and why the first of it cannot."""
        broad: list[Clause] = []
        refusal: BadRequest | None = None
        for clause in linked:
            try:
                done.append(resolve(clause))
            except BadRequest as error:
                if error.issues[0].code != COSTLY:
                    raise
                broad.append(clause)
                refusal = refusal or error
        return broad, refusal

    def _clause(self, type: str, clause: Clause, limit: int) -> Resolved:
        match clause:
            case Chain():
                return self._chain(clause, limit)
            case Has():
                return self._has(clause, limit)
            case Tree():
                return self._tree(clause, limit)
            case Group("and", clauses):
                return Group("and", self.resolved(type, clauses))
            case Group(operator, clauses):
                return Group(operator, tuple(self._clause(type, each, limit) for each in clauses))
        return clause

    def _chain(self, chain: Chain, limit: int) -> Condition:
        code, name = chain.parameter.code, chain.name
        entries: list[str] = []
        for type, clauses in chain.targets.items():
            if chain.parameter.has_references:
                entries += [f"{code}={type}/{id}" for id in self._looked_up(name, type, clauses, limit)]
            if chain.parameter.has_addresses and _URL in self._parameters_of(type).by_code:
                entries += [f"{code}={url}" for url in self._looked_up(name, type, clauses, limit, _URL)]
            if len(entries) > limit:
                raise _too_many(name, type, limit)
        return Condition(chain.parameter, None, (tuple(entries),))

    def _has(self, has: Has, limit: int, *besides: Clause) -> Resolved:
        links = self._looked_up(has.name, has.source, (*besides, has.clause), limit, has.parameter.code)
        ids = _ids(links, has.target)
        if len(ids) > limit:
            raise _too_many(has.name, has.target, limit)
        by_id = Condition(_ID, None, ids)
        url = self._parameters_of(has.target).by_code.get(_URL)
        if not has.parameter.has_addresses or url is None:
            return by_id
        by_url = Condition(url, None, (tuple(f"{_URL}={link}" for link in links),))
        return Group("or", (by_id, by_url))

    def _tree(self, tree: Tree, limit: int) -> Condition:
        """Level by level; what was seen before is not gone through again, so circles end."""
        entries: list[str] = []
        for type, starts in tree.starts.items():
            seen = dict.fromkeys(starts)
            level: Sequence[str] = starts
            while level:
                code = None if tree.direction == "below" else tree.parents[type].code
                found = self._looked(type, [step(tree, type, level)], limit, code)
                if found is None or len(seen) + len(found) > limit:
                    raise _too_many(tree.name, type, limit)
                next_to = found if code is None else _ids(found, type)
                level = [id for id in next_to if id not in seen]
                seen.update(dict.fromkeys(level))
            entries += [f"{tree.parameter.code}={type}/{id}" for id in seen]
        return Condition(tree.parameter, None, (tuple(entries),))

    def _narrowed(self, type: str, clause: Clause, besides: Sequence[Resolved], limit: int) -> Resolved:
        """``clause`` of those resources of ``type`` alone that meet what is asked ``besides``.

        These are no more than ``limit``; what is linked to them may be as much as is allowed.
        """
        most = self._limits[-1]
        if not isinstance(clause, Chain | Has) or clause.parameter.has_addresses or not besides:
            raise _too_many(clause.name if isinstance(clause, Tree) else "", type, limit)
        code = clause.parameter.code
        if isinstance(clause, Has):
            ids = self._looked(type, besides, limit)
            if ids is None:
                raise _too_many(clause.name, type, limit)
            links = tuple(f"{code}={type}/{id}" for id in ids)
            return self._has(clause, most, Condition(clause.parameter, None, (links,)))
        held = self._looked(type, besides, limit, code)
        if held is None:
            raise _too_many(clause.name, type, limit)
        targets = {
            target: (Condition(_ID, None, ids), *clauses)
            for target, clauses in clause.targets.items()
            if (ids := _ids(held, target))
        }
        return self._chain(replace(clause, targets=targets), most)

    def _looked_up(
        self, name: str, type: str, clauses: Sequence[Clause], limit: int, code: str | None = None
    ) -> Sequence[str]:
        """The ids of the resources of ``type`` that meet ``clauses``, or what they hold in ``code``.

        Raises BadRequest when these are more than ``limit``.
        """
        key = (type, code, *map(id, clauses))
        if key in self._found:
            return self._found[key][1]
        if key not in self._broad or self._broad[key][1] < limit:
            found = self._looked(type, self.resolved(type, clauses), limit, code)
            if found is not None:
                self._found[key] = (clauses, found)
                return found
            self._broad[key] = (clauses, limit)
        raise _too_many(name, type, limit)

    def _looked(
        self, type: str, conditions: Sequence[Resolved], limit: int, code: str | None = None
    ) -> Sequence[str] | None:
        """The ids of what meets ``conditions``, or what it holds in ``code``; None for too much."""
        parameters = self._parameters_of(type)
        main, pair = parameters.main, parameters.pair
        asked = SearchRequest(type, (), self._now_ms, limit, tuple(conditions), main=main, pair=pair)
        query = plan(asked)
        return self._links.ids_of(asked, query) if code is None else self._links.links_of(asked, query, code)


def _too_many(name: str, type: str, limit: int) -> BadRequest:
    params = {"name": name, "type": type, "limit": limit}
    return BadRequest([Issue("search-linked-many", COSTLY, params=params)])


def _ids(links: Sequence[str], type: str) -> tuple[str, ...]:
    """The ids of those ``links`` that lead to resources of ``type``."""
    prefix = f"{type}/"
    return tuple(link[len(prefix) :] for link in links if link.startswith(prefix))


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
