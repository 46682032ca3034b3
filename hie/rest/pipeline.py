"""From an HTTP request to its HTTP response: negotiate, dispatch, respond.

https://hl7.org/fhir/R4/http.html
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import structlog

from hie.conformance import Members
from hie.fhir import Locating, XmlFormat, decode, encode, http_date, indent, is_id
from hie.interactions import Exchange, Request, Response, answered_later, answered_once
from hie.outcome import (
    BadRequest,
    ComeBack,
    FhirError,
    Language,
    PayloadTooLarge,
    UriTooLong,
    operation_outcome,
    preferred_language,
)
from hie.patch import XML_PATCH, Patch
from hie.rest.compression import expanded
from hie.rest.cors import Cors
from hie.rest.matching import RouteTable
from hie.rest.negotiation import (
    MEDIA_TYPES,
    Format,
    answer_format,
    check_content,
    media_type,
    prefer,
    sent_format,
)
from hie.rest.rate import RateLimit
from hie.rest.routes import ROUTES, Route

log = structlog.get_logger(__name__)

Environ = dict[str, Any]

#: What an answer depends on beside the URL, for caches.
VARY = ("Vary", "Accept, Accept-Encoding, Accept-Language, Origin")
#: Characters of a path and its query; longer ones the HTTP server refuses without a word.
MAX_URL = 60_000


@dataclass(slots=True)
class HttpResponse:
    """Status, headers and body of an answer."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Wanted:
    """How the client wants to be answered; ``sent`` is the text that issues are found in."""

    language: Language
    format: Format = "json"
    is_pretty: bool = False
    sent: bytes = b""

    def read(self, environ: Environ, query: Iterable[tuple[str, str]]) -> None:
        """Take format and layout from the headers and from ``query``.

        Raises NotAcceptable; the refusal itself is in JSON.
        """
        asked = dict(query)
        sent = sent_format(environ.get("CONTENT_TYPE", ""))
        self.format = answer_format(environ.get("HTTP_ACCEPT", ""), asked.get("_format"), sent)
        self.is_pretty = asked.get("_pretty") == "true"


class Pipeline:
    """The FHIR API below one path of the server."""

    def __init__(self, exchange: Exchange, mount: str = "/fhir", routes: Iterable[Route] = ROUTES) -> None:
        self.exchange = exchange
        self.mount = mount
        self._routes = RouteTable(routes)
        self._xml = XmlFormat(Members(exchange.registry))
        self._max_body = exchange.settings.max_body_mb * 1024 * 1024
        self._cors = Cors(exchange.settings.cors_origins)
        limit = exchange.settings.rate_limit
        self._rate = RateLimit(limit) if limit else None

    def answer(self, environ: Environ) -> HttpResponse:
        """The answer to the WSGI request ``environ``; whatever goes wrong is an OperationOutcome."""
        language = preferred_language(
            environ.get("HTTP_ACCEPT_LANGUAGE", ""), self.exchange.settings.language
        )
        wanted = Wanted(language)
        try:
            response = self._respond(environ, wanted)
        except FhirError as error:
            response = self._refusal(error, wanted)
        except RecursionError:
            response = self._refusal(BadRequest.because("json-too-deep"), wanted)
        except Exception:
            log.exception("request failed", method=environ["REQUEST_METHOD"], path=environ["PATH_INFO"])
            response = self._refusal(FhirError.because("internal-error"), wanted)
        response.headers += self._cors.headers(environ.get("HTTP_ORIGIN"))
        return response

    def _respond(self, environ: Environ, wanted: Wanted) -> HttpResponse:
        if self._rate is not None:
            self._rate.check(environ.get("REMOTE_ADDR", ""))
        method: str = environ["REQUEST_METHOD"]
        if len(environ["PATH_INFO"]) + len(environ.get("QUERY_STRING", "")) > MAX_URL:
            raise UriTooLong.because("url-too-long", limit=MAX_URL)
        if method == "OPTIONS":
            return self._options(environ)
        query = parse_query(environ.get("QUERY_STRING", ""))
        wanted.read(environ, query)
        route, names = self._routes.match(method, self._path(environ))
        if "type" in names:
            self.exchange.check_known(names["type"])
        body = b""
        resource: dict[str, Any] | None = None
        if route.body is not None:
            encoding = environ.get("HTTP_CONTENT_ENCODING", "")
            body = expanded(self._body(environ), encoding, self._max_body)
            wanted.sent = body if route.body == "resource" else b""
            if body or not route.is_operation:
                check_content(environ.get("CONTENT_TYPE", ""), route.body)
            if route.body == "form":
                query += parse_query(body.decode("utf-8", "surrogateescape"))
                wanted.read(environ, query)
            elif sent_format(environ.get("CONTENT_TYPE", "")) == "xml" and (body or not route.is_operation):
                resource = self._xml_resource(environ, body)
        patch = self._patch(environ, body, resource) if route.body == "patch" else None
        request = Request(
            method=method,
            base=self._base(environ),
            type=names.get("type", ""),
            id=_legal_id(names.get("id", "")),
            version=names.get("version", ""),
            member=names.get("member", ""),
            query=[pair for pair in query if pair[0] not in ("_format", "_pretty")],
            body=body,
            resource=None if patch else resource,
            patch=patch,
            if_match=environ.get("HTTP_IF_MATCH"),
            if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            if_none_exist=environ.get("HTTP_IF_NONE_EXIST"),
            if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            prefer=prefer(environ.get("HTTP_PREFER", "")),
            language=wanted.language,
        )
        key = environ.get("HTTP_IDEMPOTENCY_KEY") if route.once else None
        if request.prefer.respond_async and route.may_be_later and method != "HEAD":
            response = answered_later(self.exchange, request, self._path(environ), key)
        elif key is None:
            response = route.handler(self.exchange, request)
        else:
            response = answered_once(self.exchange, request, route.handler, key)
        return self._to_http(response, request, wanted)

    def _xml_resource(self, environ: Environ, body: bytes) -> dict[str, Any] | None:
        """The resource in a body that is XML; None for an XML Patch, which is none."""
        return None if media_type(environ.get("CONTENT_TYPE", "")) == XML_PATCH else self._xml.decode(body)

    def _patch(self, environ: Environ, body: bytes, resource: dict[str, Any] | None) -> Patch:
        """The patch in the body, which may have been decoded already."""
        patches, now = self.exchange.patches, self.exchange.now()
        if resource is not None:
            return patches.of_resource(resource, now)
        return patches.of_body(media_type(environ.get("CONTENT_TYPE", "")), body, now)

    def _options(self, environ: Environ) -> HttpResponse:
        """What the path can be asked with: for people, and for browsers before they send a request."""
        methods = ", ".join(self._routes.methods(self._path(environ)))
        permissions = self._cors.permissions(environ.get("HTTP_ORIGIN"), methods)
        return HttpResponse(204, b"", [("Allow", methods), *permissions])

    def _to_http(self, response: Response, request: Request, wanted: Wanted) -> HttpResponse:
        """HTTP's form of ``response``."""
        headers: list[tuple[str, str]] = [*response.headers]
        if response.version is not None:
            headers.append(("ETag", f'W/"{response.version}"'))
        if response.updated is not None:
            headers.append(("Last-Modified", http_date(response.updated)))
        if response.location is not None:
            headers.append(("Location", f"{request.base}/{response.location}"))
        body = response.body
        if body and response.media is not None:
            headers.append(("Content-Type", response.media))
        elif body:
            headers.append(("Content-Type", MEDIA_TYPES[wanted.format]))
            headers.append(VARY)
            body = self._written(body, wanted)
        return HttpResponse(response.status, body, headers)

    def _written(self, body: bytes, wanted: Wanted) -> bytes:
        """``body``, which is JSON, as the client wants it."""
        if wanted.format == "xml":
            return self._xml.encode(decode(body), is_pretty=wanted.is_pretty)
        return indent(body) if wanted.is_pretty else body

    def _refusal(self, error: FhirError, wanted: Wanted) -> HttpResponse:
        """HTTP's form of an error."""
        headers = [("Content-Type", MEDIA_TYPES[wanted.format])]
        if isinstance(error, ComeBack):
            headers.append(("Retry-After", str(error.retry_after)))
        if error.status == 405:
            headers.append(("Allow", str(error.issues[0].params["allowed"])))
        outcome = operation_outcome(error.issues, wanted.language, Locating(wanted.sent))
        body = self._written(encode(outcome), wanted)
        return HttpResponse(error.status, body, headers)

    def _path(self, environ: Environ) -> str:
        """The path below the mount, without slashes at its ends."""
        path: str = environ["PATH_INFO"][len(self.mount) :]
        try:
            # WSGI hands over the bytes of the path as if they were Latin-1.
            path = path.encode("latin-1").decode("utf-8")
        except UnicodeError:
            raise BadRequest.because("url-not-utf8") from None
        return path.strip("/")

    def _base(self, environ: Environ) -> str:
        """The FHIR base URL as the client sees it."""
        base = self.exchange.settings.base_url
        if base is None:
            host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
            base = f"{environ['wsgi.url_scheme']}://{host}{self.mount}"
        return base.rstrip("/")

    def _body(self, environ: Environ) -> bytes:
        """The body, read no further than the limit.

        Raises PayloadTooLarge, and Unavailable when the client went away in the middle.
        """
        limit = self._max_body
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            if int(length) > limit:
                raise PayloadTooLarge.because("body-too-large", limit=limit // 1024 // 1024)
            body: bytes = environ["wsgi.input"].read(int(length))
            if len(body) < int(length):
                raise BadRequest.because("body-cut-short", expected=int(length), found=len(body))
            return body
        body = environ["wsgi.input"].read(limit + 1)
        if len(body) > limit:
            raise PayloadTooLarge.because("body-too-large", limit=limit // 1024 // 1024)
        return body


def parse_query(text: str) -> list[tuple[str, str]]:
    """The pairs of a query string or a form, in their order.

    Raises BadRequest when its percent-escapes are not UTF-8.
    """
    if not text:
        return []
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except ValueError:
        raise BadRequest.because("url-not-utf8") from None


def _legal_id(id: str) -> str:
    if id and not is_id(id):
        raise BadRequest.because("id-illegal", id=id[:80])
    return id
