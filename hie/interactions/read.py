"""FHIR read and vread interactions.

https://hl7.org/fhir/R4/http.html#read
https://hl7.org/fhir/R4/http.html#vread
"""

from email.utils import parsedate_to_datetime

from hie.interactions.answers import etag_version, found
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.subset import Cut, cut_for
from hie.outcome import Gone, NotFound
from hie.storage import Stored


def read(exchange: Exchange, request: Request) -> Response:
    """The current version of a resource; 304 when the client has it, 410 when it was deleted."""
    cut = cut_for(exchange, request.type, request.query)
    stored = exchange.repository.read(request.type, request.id)
    if stored is None:
        raise NotFound.because("resource-not-found", type=request.type, id=request.id)
    return _answer(request, stored, cut)


def vread(exchange: Exchange, request: Request) -> Response:
    """One version of a resource; 304 when the client has it, 410 when that version is a deletion."""
    cut = cut_for(exchange, request.type, request.query)
    version = int(request.version) if request.version.isdecimal() and len(request.version) < 10 else 0
    stored = exchange.repository.read_version(request.type, request.id, version)
    if stored is None:
        raise NotFound.because("version-not-found", type=request.type, id=request.id, version=request.version)
    return _answer(request, stored, cut)


def _answer(request: Request, stored: Stored, cut: Cut) -> Response:
    """What ``cut`` leaves of ``stored``; nothing of what the client has.  Raises Gone for a tombstone."""
    if stored.body is None:
        raise Gone.because("resource-gone", type=request.type, id=request.id, version=stored.version)
    if _client_has(stored, request):
        return Response(304, b"", stored.version, stored.updated_ms)
    return found(stored, cut)


def _client_has(stored: Stored, request: Request) -> bool:
    """Whether If-None-Match or, in its absence, If-Modified-Since names what is stored."""
    if request.if_none_match is not None:
        versions = [etag_version(tag) for tag in request.if_none_match.split(",")]
        return str(stored.version) in versions or "*" in versions
    if request.if_modified_since is not None:
        try:
            since = parsedate_to_datetime(request.if_modified_since)
        except ValueError:
            return False  # A date that cannot be read is as good as none (RFC 9110, 13.1.3).
        return stored.updated_ms // 1000 <= since.timestamp()
    return False
