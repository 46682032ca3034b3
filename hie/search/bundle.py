"""The searchset Bundle, joined from stored bodies without reading them.

https://hl7.org/fhir/R4/http.html#search
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

from hie.fhir import encode
from hie.search.cursor import START, Cursors, Place, Position
from hie.search.page import Surroundings
from hie.search.request import SearchRequest

#: What is left as it is in a query string, beside letters, digits and ``_.-~``.
_SAFE = "/:,$"
_is_plain = re.compile(r"[\w.~/:,$-]*", re.ASCII).fullmatch

Mode = Literal["match", "include", "outcome"]


class BundleEntry(NamedTuple):
    """One entry: ``body`` is JSON as stored; an outcome needs no ``type`` and ``id``.

    ``found`` holds more members of ``search``, beside the mode, as JSON: ``,"score":0.5``.
    """

    body: bytes
    mode: Mode = "match"
    type: str = ""
    id: str = ""
    found: bytes = b""


def searchset(
    base: str, entries: Iterable[BundleEntry], links: Sequence[tuple[str, str]], total: int | None = None
) -> bytes:
    """The Bundle of ``entries`` as JSON; ``base`` is the FHIR base URL, ``links`` are relations and URLs."""
    head = b'{"resourceType":"Bundle","type":"searchset"'
    if total is not None:
        head += b',"total":%d' % total
    if links:
        head += b',"link":' + encode([{"relation": relation, "url": url} for relation, url in links])
    root = encode(base)[:-1]
    joined = b",".join([_entry(root, entry) for entry in entries])
    # FHIR's JSON has no empty arrays.
    return head + (b',"entry":[' + joined + b"]}" if joined else b"}")


def self_link(base: str, request: SearchRequest, cursors: Cursors | None = None) -> str:
    """The URL of this page: the parameters that were used, or its cursor."""
    place = request.place
    if place != START and cursors is not None:
        return page_link(base, request, cursors, place)
    pairs = [(name, value if name != "_count" else str(request.count)) for name, value in request.sent]
    query = query_string(pairs)
    address = f"{base}/{request.address}".rstrip("/")
    return f"{address}?{query}" if query else address


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """``pairs`` as they stand in a URL."""
    return "&".join([f"{_escaped(name)}={_escaped(value)}" for name, value in pairs])


def page_link(base: str, request: SearchRequest, cursors: Cursors, place: Place) -> str:
    """The URL of the page at ``place``."""
    cursor = cursors.seal(request.address, Position(request.pairs, request.now_ms, *place))
    return f"{base}/{request.address}".rstrip("/") + f"?_cursor={cursor}"


def page_links(
    base: str, request: SearchRequest, cursors: Cursors, around: Surroundings
) -> list[tuple[str, str]]:
    """The relations and URLs of a page: itself, and those around it that are there."""
    links = [("self", self_link(base, request, cursors))]
    places = zip(("first", "prev", "next", "last"), around, strict=True)
    return links + [
        (relation, page_link(base, request, cursors, place)) for relation, place in places if place
    ]


def _escaped(text: str) -> str:
    """``text`` as part of a query string; most of them are so already."""
    return text if _is_plain(text) else quote(text, safe=_SAFE)


def _entry(root: bytes, entry: BundleEntry) -> bytes:
    """One entry; ``root`` is the base URL in JSON without the closing quote."""
    address = b'"fullUrl":%b/%b/%b",' % (root, entry.type.encode(), entry.id.encode()) if entry.id else b""
    return b'{%b"resource":%b,"search":{"mode":"%b"%b}}' % (
        address,
        entry.body,
        entry.mode.encode(),
        entry.found,
    )
