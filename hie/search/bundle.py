"""The searchset Bundle, joined from stored bodies without reading them.

https://hl7.org/fhir/R4/http.html#search
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote

from hie.fhir import encode
from hie.search.cursor import Cursors, Position
from hie.search.request import SearchRequest

#: What is left as it is in a query string, beside letters, digits and ``_.-~``.
_SAFE = "/:,$"
_is_plain = re.compile(r"[\w.~/:,$-]*", re.ASCII).fullmatch

Mode = Literal["match", "include", "outcome"]


class BundleEntry(NamedTuple):
    """One entry: ``body`` is JSON as stored; an outcome needs no ``type`` and ``id``."""

    body: bytes
    mode: Mode = "match"
    type: str = ""
    id: str = ""


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
    if request.after is not None and cursors is not None:
        return next_link(base, request, cursors, request.after)
    pairs = [(name, value if name != "_count" else str(request.count)) for name, value in request.pairs]
    query = "&".join([f"{_escaped(name)}={_escaped(value)}" for name, value in pairs])
    return f"{base}/{request.type}?{query}" if query else f"{base}/{request.type}"


def next_link(base: str, request: SearchRequest, cursors: Cursors, after: tuple[object, ...]) -> str:
    """The URL of the page after the resource whose sort values are ``after``."""
    cursor = cursors.seal(request.type, Position(request.pairs, request.now_ms, after))
    return f"{base}/{request.type}?_cursor={cursor}"


def _escaped(text: str) -> str:
    """``text`` as part of a query string; most of them are so already."""
    return text if _is_plain(text) else quote(text, safe=_SAFE)


def _entry(root: bytes, entry: BundleEntry) -> bytes:
    """One entry; ``root`` is the base URL in JSON without the closing quote."""
    address = b'"fullUrl":%b/%b/%b",' % (root, entry.type.encode(), entry.id.encode()) if entry.id else b""
    return b'{%b"resource":%b,"search":{"mode":"%b"}}' % (address, entry.body, entry.mode.encode())
