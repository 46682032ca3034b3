"""FHIR history interactions, of an instance, a type and the whole system.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec

from hie.conformance import nearest
from hie.fhir import encode, instant, interval
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.outcome import BadRequest, NotFound
from hie.search import Position
from hie.storage import HistoryCursor, HistoryQuery, Stored

_PARAMETERS = ("_count", "_since", "_cursor")
_STATUS = {"POST": 201, "PUT": 200, "DELETE": 204}


def history_system(exchange: Exchange, request: Request) -> Response:
    """Versions of all resources, newest first."""
    return _history(exchange, request, HistoryQuery())


def history_type(exchange: Exchange, request: Request) -> Response:
    """Versions of all resources of one type, newest first."""
    return _history(exchange, request, HistoryQuery(request.type))


def history_instance(exchange: Exchange, request: Request) -> Response:
    """Versions of one resource, newest first; 404 when there never was one."""
    if exchange.repository.read(request.type, request.id) is None:
        raise NotFound.because("resource-not-found", type=request.type, id=request.id)
    return _history(exchange, request, HistoryQuery(request.type, request.id))


def _history(exchange: Exchange, request: Request, query: HistoryQuery) -> Response:
    """One page of the history Bundle; ``next`` continues strictly after it."""
    asked = _parameters(request)
    path = "/".join(part for part in (request.type, request.id, "_history") if part)
    count = _count(exchange, asked.get("_count"))
    query = replace(query, since_ms=_since(asked.get("_since")))
    total = exchange.repository.count_history(query)
    before = _before(exchange, path, asked.get("_cursor"))
    found = exchange.repository.history(replace(query, before=before, limit=count + 1)) if count else []
    page = found[:count]
    links = [{"relation": "self", "url": _url(request, path, asked)}]
    if len(found) > count > 0:
        position = Position((), 0, tuple(HistoryCursor.of(page[-1])))
        cursor = exchange.cursors().seal(path, position)
        links.append({"relation": "next", "url": _url(request, path, {**asked, "_cursor": cursor})})
    return Response(200, encode(_bundle(request, page, total, links)))


def _parameters(request: Request) -> dict[str, str]:
    for name, _ in request.query:
        if name not in _PARAMETERS and not request.prefer.lenient:
            near = nearest(name, _PARAMETERS) or ", ".join(_PARAMETERS)
            raise BadRequest.because("history-parameter", name=name, nearest=near)
    return {name: value for name, value in request.query if name in _PARAMETERS}


def _count(exchange: Exchange, text: str | None) -> int:
    """The page size; larger ones become the largest."""
    if text is None:
        return exchange.settings.default_count
    if not text.isascii() or not text.isdecimal():
        raise BadRequest.because("search-count-invalid", name="_count", value=text[:80])
    return min(int(text[:12]), exchange.settings.max_count)


def _since(text: str | None) -> int | None:
    """``_since``, an instant, in ms since the epoch."""
    if text is None:
        return None
    try:
        return interval(text.replace(" ", "+"))[0]
    except ValueError:
        raise BadRequest.because("history-since", value=text[:80]) from None


def _before(exchange: Exchange, path: str, cursor: str | None) -> HistoryCursor | None:
    return None if cursor is None else HistoryCursor(*(exchange.cursors().open(path, cursor).after or ()))


def _url(request: Request, path: str, parameters: dict[str, str]) -> str:
    query = urlencode(parameters)
    return f"{request.base}/{path}" + (f"?{query}" if query else "")


def _bundle(
    request: Request, page: Sequence[Stored], total: int, links: list[dict[str, str]]
) -> dict[str, Any]:
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "history",
        "total": total,
        "link": links,
    }
    if page:
        bundle["entry"] = [_entry(request.base, stored) for stored in page]
    return bundle


def _entry(base: str, stored: Stored) -> dict[str, Any]:
    """One version: the resource unless it is a deletion, what was asked, and what was answered."""
    place = f"{stored.type}/{stored.id}"
    status = _STATUS[stored.method]
    entry: dict[str, Any] = {"fullUrl": f"{base}/{place}"}
    if stored.body is not None:
        entry["resource"] = msgspec.Raw(stored.body)
    entry["request"] = {
        "method": stored.method,
        "url": stored.type if stored.method == "POST" else place,
    }
    entry["response"] = {
        "status": f"{status} {HTTPStatus(status).phrase}",
        "etag": f'W/"{stored.version}"',
        "lastModified": instant(stored.updated_ms),
    }
    return entry
