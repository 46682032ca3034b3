"""The history Bundle.

https://hl7.org/fhir/R4/http.html#history
"""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec

from hie.fhir import encode, instant
from hie.interactions.request import Request
from hie.interactions.subset import Cut
from hie.storage import Stored

_STATUS = {"POST": 201, "PUT": 200, "PATCH": 200, "DELETE": 204}


def history_path(request: Request) -> str:
    """The path of the history below the base: that of an instance, a type or the system."""
    return "/".join(part for part in (request.type, request.id, "_history") if part)


def history_link(request: Request, relation: str, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A link of the Bundle: the same history with the parameters ``pairs``."""
    query = urlencode(list(pairs))
    url = f"{request.base}/{history_path(request)}"
    return {"relation": relation, "url": f"{url}?{query}" if query else url}


def history_bundle(
    base: str,
    page: Sequence[Stored],
    links: Sequence[dict[str, str]],
    cut: Cut,
    total: int | None = None,
) -> bytes:
    """The Bundle of the versions in ``page`` as JSON; ``base`` is the FHIR base URL."""
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "history"}
    if total is not None:
        bundle["total"] = total
    bundle["link"] = links
    if page:
        bundle["entry"] = [_entry(base, stored, cut) for stored in page]
    return encode(bundle)


def _entry(base: str, stored: Stored, cut: Cut) -> dict[str, Any]:
    """One version: the resource unless it is a deletion, what was asked, and what was answered."""
    place = f"{stored.type}/{stored.id}"
    status = _STATUS[stored.method]
    entry: dict[str, Any] = {"fullUrl": f"{base}/{place}"}
    if stored.body is not None:
        entry["resource"] = msgspec.Raw(cut(stored.body))
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
