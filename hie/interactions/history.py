"""FHIR history interactions, of an instance, a type and the whole system.

https://hl7.org/fhir/R4/http.html#history
"""

from dataclasses import replace

from hie.interactions.exchange import Exchange
from hie.interactions.feed import STARTS, is_of_feed, page_of_feed, start_of_feed
from hie.interactions.history_bundle import history_bundle, history_link, history_path
from hie.interactions.history_parameters import Pairs, history_query, known_pairs
from hie.interactions.request import Request, Response
from hie.interactions.subset import cut_for
from hie.outcome import BadRequest, NotFound
from hie.search import Position
from hie.storage import HistoryCursor


def history_system(exchange: Exchange, request: Request) -> Response:
    """Versions of all resources."""
    return _history(exchange, request)


def history_type(exchange: Exchange, request: Request) -> Response:
    """Versions of all resources of one type."""
    return _history(exchange, request)


def history_instance(exchange: Exchange, request: Request) -> Response:
    """Versions of one resource; 404 when there never was one."""
    if exchange.repository.read(request.type, request.id) is None:
        raise NotFound.because("resource-not-found", type=request.type, id=request.id)
    return _history(exchange, request)


def _history(exchange: Exchange, request: Request) -> Response:
    """One page of the history Bundle; ``next`` continues strictly after it."""
    asked = known_pairs(request)
    cursor = next((value for name, value in asked if name == "_cursor"), None)
    if cursor is None:
        return _page(exchange, request, asked, None)
    if cursor in STARTS:
        return start_of_feed(exchange, request, asked, cursor)
    position = exchange.cursors().open(history_path(request), cursor)
    if is_of_feed(position):
        return page_of_feed(exchange, request, asked, position)
    if len(asked) > 1:
        raise BadRequest.because("cursor-alone")
    return _page(exchange, request, asked, position)


def _page(exchange: Exchange, request: Request, asked: Pairs, position: Position | None) -> Response:
    """The page at ``position``, or the first one of the history that ``asked`` asks for.

    Its number is counted once, for the first page; the others are told it by their cursor, ``after`` of
    which is ``(total, *HistoryCursor)``.
    """
    pairs = asked if position is None else position.pairs
    cut = cut_for(exchange, request.type, pairs)
    query = history_query(exchange, request, pairs)
    if position is None:
        total = exchange.repository.count_history(query)
    else:
        total, *after = position.after or ()
        query = replace(query, after=HistoryCursor(*after))
    links = [history_link(request, "self", asked)]
    count = query.limit
    found = exchange.repository.history(replace(query, limit=count + 1)) if count else []
    page = found[:count]
    if len(found) > count > 0:
        place = Position(tuple(pairs), 0, (total, *HistoryCursor.of(page[-1])))
        cursor = exchange.cursors().seal(history_path(request), place)
        links.append(history_link(request, "next", [("_cursor", cursor)]))
    return Response(200, history_bundle(request.base, page, links, cut, total))
