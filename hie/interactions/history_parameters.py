"""The parameters of a history.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Sequence

from hie.conformance import nearest
from hie.fhir import interval
from hie.interactions.exchange import Exchange
from hie.interactions.history_list import named_by_list
from hie.interactions.request import Request
from hie.outcome import BadRequest
from hie.storage import HistoryQuery

Pairs = Sequence[tuple[str, str]]

NAMES = ("_count", "_since", "_at", "_list", "_sort", "_summary", "_elements", "_cursor", "_wait")

#: ``_sort`` as R5 has it; ``none`` leaves the order to the server.
_SORTS = {"-_lastUpdated": False, "_lastUpdated": True, "none": False}


def known_pairs(request: Request) -> Pairs:
    """The parameters of ``request`` that a history has.

    Raises BadRequest for any other, unless the client wants them to be left out, and for one that is
    given twice.
    """
    for name, _ in request.query:
        if name not in NAMES and not request.prefer.lenient:
            near = nearest(name, NAMES) or ", ".join(NAMES)
            raise BadRequest.because("history-parameter", name=name, nearest=near)
    pairs = [pair for pair in request.query if pair[0] in NAMES]
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1 and name != "_elements":
            raise BadRequest.because("history-parameter-twice", name=name)
    return pairs


def history_query(exchange: Exchange, request: Request, pairs: Pairs) -> HistoryQuery:
    """The versions that ``pairs`` ask for, of what the path names."""
    asked = dict(pairs)
    if "_wait" in asked:
        raise BadRequest.because("history-wait-without-feed")
    sort = asked.get("_sort", "none")
    if sort not in _SORTS:
        raise BadRequest.because("history-sort", value=sort[:80], known=", ".join(_SORTS))
    at = asked.get("_at")
    return HistoryQuery(
        request.type or None,
        request.id or None,
        since_ms=since_of(asked),
        at_ms=None if at is None else _times("_at", at),
        only=named_by_list(exchange, request, asked["_list"]) if "_list" in asked else None,
        oldest_first=_SORTS[sort],
        limit=page_size(exchange, asked),
    )


def since_of(asked: dict[str, str]) -> int | None:
    """The first ms since the epoch that ``_since`` asks for, if it is there."""
    text = asked.get("_since")
    return None if text is None else _times("_since", text)[0]


def page_size(exchange: Exchange, asked: dict[str, str]) -> int:
    """The page size; larger ones become the largest, and who wants the number only gets no entries."""
    if asked.get("_summary") == "count":
        return 0
    text = asked.get("_count")
    if text is None:
        return exchange.settings.default_count
    if not text.isascii() or not text.isdecimal():
        raise BadRequest.because("search-count-invalid", name="_count", value=text[:80])
    return min(int(text[:12]), exchange.settings.max_count)


def _times(name: str, text: str) -> tuple[int, int]:
    """The first and last ms since the epoch of a moment or period."""
    try:
        # A "+" in a query that was not escaped has become a blank.
        return interval(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        raise BadRequest.because("history-time", name=name, value=text[:80]) from None
