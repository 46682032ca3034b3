"""What a query finds on the server: resources by id, by reference, and by search.

https://hl7.org/fhir/R4/graphql.html#searching
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hie.fhir import Reference, decode
from hie.interactions import Exchange, Request, read_links, stored_terminology, understood
from hie.operations.graphql.cost import Cost
from hie.operations.graphql.fields import parameter_of
from hie.outcome import BadRequest
from hie.search import Place, Plan, Position, SearchOptions, SearchRequest, page_of, plan
from hie.storage import Query, Stored

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a search: its ``resources``, and the ``cursors`` of the pages around it by their names."""

    asked: SearchRequest
    plan: Plan
    resources: Sequence[Resource]
    cursors: Mapping[str, str]


class StoredResources:
    """Finds resources for ``request``, at a ``cost``."""

    def __init__(self, exchange: Exchange, request: Request, cost: Cost) -> None:
        self._exchange = exchange
        self._request = request
        self._cost = cost

    def by_links(self, links: Sequence[Reference]) -> dict[str, Resource]:
        """What is stored of ``links``, by ``Type/id``."""
        for _ in {link.type for link in links}:
            self._cost.look()
        found = read_links(self._exchange, links)
        return {name: decode(stored.body or b"{}") for name, stored in found.items()}

    def search(self, type: str, arguments: Mapping[str, Any], referred: str | None) -> Page:
        """The page of resources of ``type`` that ``arguments`` ask for.

        ``referred`` is ``Type/id`` of the resource that the argument ``_reference`` is about.  Raises
        BadRequest when the search is not understood.
        """
        self._cost.look()
        exchange, pairs = self._exchange, self._pairs(type, arguments, referred)
        options = SearchOptions(
            exchange.now_ms(),
            self._request.base,
            default_count=exchange.settings.default_count,
            max_count=exchange.settings.max_count,
            cursors=exchange.cursors(),
            registry=exchange.registry,
            definitions=stored_terminology(exchange, self._request.base),
        )
        asked = understood(exchange, type, pairs, options)
        query = plan(asked)
        found = exchange.repository.find(
            type, Query(query.filter, query.sort, query.limit, query.hint, query.fields)
        )
        page, around = page_of(asked, query, found)
        names = {"first": around.first, "previous": around.prev, "next": around.next, "last": around.last}
        cursors = {name: self._cursor(asked, place) for name, place in names.items() if place is not None}
        return Page(asked, query, [_decoded(stored) for stored in page], cursors)

    def count(self, page: Page) -> int:
        """How many resources match on all pages."""
        self._cost.look()
        return self._exchange.repository.count(page.plan.type, page.plan.matching)

    def _cursor(self, asked: SearchRequest, place: Place) -> str:
        return self._exchange.cursors().seal(asked.type, Position(asked.pairs, asked.now_ms, *place))

    def _pairs(self, type: str, arguments: Mapping[str, Any], referred: str | None) -> list[tuple[str, str]]:
        """The parameters of the search; those in a list must all be met."""
        parameters = self._exchange.parameters_of(type)
        pairs: list[tuple[str, str]] = []
        for argument, value in arguments.items():
            if argument == "_reference":
                name = parameter_of(parameters, value) if isinstance(value, str) else None
                if referred is None or name is None:
                    raise BadRequest.because("graphql-reference")
                pairs.append((name, referred))
                continue
            values = value if isinstance(value, list) else [value]
            pairs += [(parameter_of(parameters, argument) or "", _text(each, argument)) for each in values]
        return pairs


def _text(value: Any, argument: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise BadRequest.because("graphql-value", name=argument)
    return str(value)


def _decoded(stored: Stored) -> Resource:
    resource: Resource = decode(stored.body or b"{}")
    return resource
