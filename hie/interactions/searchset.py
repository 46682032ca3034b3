"""A page of what a search finds, of one type or of several, as a searchset Bundle.

https://hl7.org/fhir/R4/http.html#search
https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hie.fhir import encode
from hie.interactions.contained_matches import Parts, contained_total, fitted, parts_of
from hie.interactions.costs import check_costs
from hie.interactions.exchange import Exchange
from hie.interactions.explain import PARAMETER, Explanation, asked_to_explain
from hie.interactions.inclusion import added
from hie.interactions.links import StoredLinks, stored_links
from hie.interactions.request import Request, Response
from hie.interactions.stored_terminology import stored_terminology
from hie.interactions.subset import Cut, cut_for
from hie.interactions.totals import total
from hie.outcome import Issue, operation_outcome
from hie.search import (
    BundleEntry,
    Clause,
    Plan,
    SearchOptions,
    SearchRequest,
    findings,
    in_containers,
    in_order,
    page_links,
    page_of,
    parse_several,
    plan,
    resolve,
    searchset,
)
from hie.storage import Query, Stored


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: the ``path`` below the base, the types that may be found, and where they must be.

    ``within`` gives the condition on a type for being there.
    """

    path: str
    types: Sequence[str]
    within: Callable[[str], Clause] | None = None


def answer(exchange: Exchange, request: Request, scope: Scope) -> Response:
    """The page that ``request`` asks for."""
    explanation = Explanation() if asked_to_explain(exchange, request.query) else None
    links = stored_links(exchange)
    searches = _understood(exchange, request, scope, links)
    plans = [plan(search) for search in searches]
    check_costs(exchange, searches, plans)
    asked = searches[0]
    cut = cut_for(exchange, "" if len(searches) > 1 else asked.type, asked.pairs)
    if explanation is not None:
        explanation.mark("plan")
    found = [] if asked.only_count else _find(exchange, plans)
    if explanation is not None:
        explanation.mark("find")
    parts = None if asked.element is None else parts_of(exchange, asked, found, cut)
    fitting = plans[0] if parts is None else fitted(asked, plans[0], found, parts)
    page, around = page_of(asked, fitting, found)
    if len(plans) > 1 and parts is None:
        page = _with_bodies(exchange, page)
    relations = page_links(request.base, asked, exchange.cursors(), around)
    entries = _matches(asked, page, cut, parts)
    issues = [_dropped(asked.dropped)] if asked.dropped else []
    entries += _included(exchange, asked, page, issues)
    if issues:
        entries.append(BundleEntry(encode(operation_outcome(issues, request.language)), "outcome"))
    if parts is None:
        number = total(exchange, searches, plans, found)
    else:
        number = contained_total(exchange, asked, plans, found, parts)
    if explanation is not None:
        explanation.mark("include and count")
        entries.append(
            BundleEntry(explanation.outcome(exchange, request, asked, plans, links.steps), "outcome")
        )
    return Response(200, searchset(request.base, entries, relations, number))


def _understood(
    exchange: Exchange, request: Request, scope: Scope, links: StoredLinks
) -> list[SearchRequest]:
    """The searches, one for each type, ready to be planned."""
    options = SearchOptions(
        now_ms=exchange.now_ms(),
        base=request.base,
        lenient=request.prefer.lenient,
        default_count=exchange.settings.default_count,
        max_count=exchange.settings.max_count,
        cursors=exchange.cursors(),
        registry=exchange.registry,
        definitions=stored_terminology(exchange, request.base),
    )
    pairs = [pair for pair in request.query if pair[0] != PARAMETER]
    searches = parse_several(exchange.parameters_of, scope.types, pairs, options, scope.path)
    if len(searches) > 1:
        # All of them had to be understood, but few types are in use, and one has to stand for the page.
        stored = frozenset(exchange.repository.store.types())
        searches = [search for search in searches if search.type in stored] or searches[:1]
    within = scope.within
    if within is not None:
        searches = [
            replace(search, conditions=(within(search.type), *search.conditions)) for search in searches
        ]
    limit = exchange.settings.max_linked
    searches = [resolve(search, exchange.parameters_of, links, limit) for search in searches]
    if searches[0].contained != "false":
        return in_containers(searches[0], exchange.repository.store.types())
    return searches


def _find(exchange: Exchange, plans: Sequence[Plan]) -> list[Stored]:
    """What the plans find together, in their order; one more than the page holds, if there is more.

    Of several plans most of what they find is on later pages, so it comes without bodies.
    """
    is_alone = len(plans) == 1
    found = [
        stored
        for each in plans
        for stored in exchange.repository.find(
            each.type, Query(each.filter, each.sort, each.limit, each.hint, each.fields, bodies=is_alone)
        )
    ]
    return found if is_alone else in_order(plans[0], found)


def _with_bodies(exchange: Exchange, page: Sequence[Stored]) -> list[Stored]:
    """``page`` with the bodies of its resources; what was deleted since it was found is left out."""
    by_type: dict[str, list[str]] = {}
    for stored in page:
        by_type.setdefault(stored.type, []).append(stored.id)
    bodies = {
        (type, stored.id): stored.body
        for type, ids in by_type.items()
        for stored in exchange.repository.read_many(type, ids)
    }
    held = [stored for stored in page if (stored.type, stored.id) in bodies]
    return [replace(stored, body=bodies[stored.type, stored.id]) for stored in held]


def _matches(
    asked: SearchRequest, page: Sequence[Stored], cut: Cut, parts: Parts | None
) -> list[BundleEntry]:
    """The entries of what was found; of its ``parts`` where these are wanted."""
    if parts is not None:
        return [entry for stored in page for entry in parts.get((stored.type, stored.id), ())]
    told = findings(asked)
    return [
        BundleEntry(cut(stored.body or b""), "match", stored.type, stored.id, told(stored)) for stored in page
    ]


def _included(
    exchange: Exchange, asked: SearchRequest, page: Sequence[Stored], issues: list[Issue]
) -> Iterator[BundleEntry]:
    """What _include and _revinclude add; ``issues`` get what was left out."""
    # The names in _elements are those of the matches; a summary is for everything.
    cut = cut_for(exchange, "", [pair for pair in asked.pairs if pair[0] != "_elements"])
    for stored in added(exchange, asked, page, issues):
        yield BundleEntry(cut(stored.body or b""), "include", stored.type, stored.id)


def _dropped(names: Sequence[str]) -> Issue:
    """What a lenient client is told of its parameters that were not used."""
    return Issue("search-dropped", "not-supported", "warning", params={"names": ", ".join(names)})
