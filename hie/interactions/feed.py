"""The change feed: a history in the order of commits that a client can leave and resume without a gap.

https://hl7.org/fhir/R4/http.html#history

``_cursor=`` begins with what is new from now on, ``_cursor=start`` with everything, oldest first.  Each
page has a ``next`` link, also an empty one: the feed has no end.  Its cursor is the whole state of a
client.
"""

from hie.interactions.exchange import Exchange
from hie.interactions.history_bundle import history_bundle, history_link, history_path
from hie.interactions.history_parameters import Pairs, page_size, since_of
from hie.interactions.request import Request, Response
from hie.interactions.subset import cut_for
from hie.outcome import BadRequest
from hie.search import Position
from hie.storage import FeedPlace, HistoryCursor

#: The values of ``_cursor`` that begin a feed.
FROM_NOW = ""
EVERYTHING = "start"
STARTS = (FROM_NOW, EVERYTHING)

#: The longest that a client may wait for something new, in seconds.
LONGEST_WAIT = 30

_NAMES = ("_cursor", "_count", "_wait", "_summary", "_elements")


def start_of_feed(exchange: Exchange, request: Request, asked: Pairs, start: str) -> Response:
    """The first page of a feed that begins as ``start`` says."""
    if request.id:
        raise BadRequest.because("history-feed-level")
    _check(asked, (*_NAMES, "_since") if start == EVERYTHING else _NAMES)
    feed = exchange.repository.feed
    place = feed.beginning(since_of(dict(asked))) if start == EVERYTHING else feed.end()
    return _page(exchange, request, asked, asked, place)


def is_of_feed(position: Position) -> bool:
    """Whether a cursor is one of a feed: its query began with one, that of a page of a history did not."""
    return any(name == "_cursor" for name, _ in position.pairs)


def page_of_feed(exchange: Exchange, request: Request, asked: Pairs, position: Position) -> Response:
    """The page after ``position``; what is ``asked`` now counts more than what was asked when it began."""
    _check(asked, _NAMES)
    token, *walked = position.after or ()
    place = FeedPlace(token, HistoryCursor(*walked) if walked else None)
    now = {name for name, _ in asked if name != "_cursor"}
    pairs = [
        *(pair for pair in position.pairs if pair[0] not in now),
        *(pair for pair in asked if pair[0] != "_cursor"),
    ]
    return _page(exchange, request, asked, pairs, place)


def _check(asked: Pairs, known: tuple[str, ...]) -> None:
    for name, _ in asked:
        if name not in known:
            raise BadRequest.because("history-feed-parameter", name=name, known=", ".join(known))


def _page(exchange: Exchange, request: Request, asked: Pairs, pairs: Pairs, place: FeedPlace) -> Response:
    """The page at ``place`` of the feed that ``pairs`` describe."""
    cut = cut_for(exchange, request.type, pairs)
    limit = page_size(exchange, dict(pairs))
    if limit == 0:
        raise BadRequest.because("history-feed-count")
    page, place = exchange.repository.feed.page(place, request.type or None, limit, _wait(dict(pairs)))
    after = (place.token, *(place.walked or ()))
    cursor = exchange.cursors().seal(history_path(request), Position(tuple(pairs), 0, after))
    links = [
        history_link(request, "self", asked),
        history_link(request, "next", [("_cursor", cursor)]),
    ]
    return Response(200, history_bundle(request.base, page, links, cut))


def _wait(asked: dict[str, str]) -> int:
    """How many seconds the client waits for something new."""
    text = asked.get("_wait", "0")
    if not text.isascii() or not text.isdecimal() or int(text[:9]) > LONGEST_WAIT:
        raise BadRequest.because("history-wait", value=text[:80], limit=LONGEST_WAIT)
    return int(text[:9])
