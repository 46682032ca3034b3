"""From an HTTP request to its HTTP response: negotiate, dispatch, respond.

https://hl7.org/fhir/R4/http.html
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from hie.conformance import Members
from hie.fhir import Locating, XmlFormat, decode, encode, http_date, indent
from hie.interactions import Exchange, Request, Response, answered_later, answered_once
from hie.outcome import (
    BadRequest,
    ComeBack,
    FhirError,
    Language,
    operation_outcome,
    preferred_language,
)
from hie.rest.compression import expanded
from hie.rest.content import Content, ContentReader
from hie.rest.cors import Cors
from hie.rest.environ import Environ, base_seen, check_length, parse_query, path_below, read_body
from hie.rest.matching import RouteTable
from hie.rest.negotiation import (
    MEDIA_TYPES,
    Format,
    answer_format,
    prefer,
    sent_format,
)
from hie.rest.rate import RateLimit
from hie.rest.routes import ROUTES, Route

log = structlog.get_logger(__name__)

#: What an answer depends on beside the URL, for caches.
VARY = ("Vary", "Accept, Accept-Encoding, Accept-Language, Origin")


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
        self._reader = ContentReader(self._xml, exchange.patches, exchange.now)
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
        check_length(environ)
        method: str = environ["REQUEST_METHOD"]
        if method == "OPTIONS":
            return self._options(environ)
        query = parse_query(environ.get("QUERY_STRING", ""))
        wanted.read(environ, query)
        path = path_below(environ, self.mount)
        route, names = self._routes.match(method, path)
        self.exchange.check_names(names)
        content = self._content(environ, route, wanted)
        if content.form:
            query += content.form
            wanted.read(environ, query)
        request = Request(
            method,
            self._base(environ),
            **names,
            query=[pair for pair in query if pair[0] not in ("_format", "_pretty")],
            body=content.body,
            resource=content.resource,
            patch=content.patch,
            if_match=environ.get("HTTP_IF_MATCH"),
            if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            if_none_exist=environ.get("HTTP_IF_NONE_EXIST"),
            if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            prefer=prefer(environ.get("HTTP_PREFER", "")),
            language=wanted.language,
        )
        key = environ.get("HTTP_IDEMPOTENCY_KEY") if route.once else None
        return self._to_http(self._carried_out(route, request, path, key), request, wanted)

    def _content(self, environ: Environ, route: Route, wanted: Wanted) -> Content:
        """What the request brings; nothing where ``route`` takes no body."""
        if route.body is None:
            return Content()
        encoding = environ.get("HTTP_CONTENT_ENCODING", "")
        body = expanded(read_body(environ, self._max_body), encoding, self._max_body)
        wanted.sent = body if route.body == "resource" else b""
        return self._reader.read(body, environ.get("CONTENT_TYPE", ""), route)

    def _carried_out(self, route: Route, request: Request, path: str, key: str | None) -> Response:
        """The answer to ``request``: now, later, or the one that was given for its idempotency ``key``."""
        if request.prefer.respond_async and route.may_be_later and request.method != "HEAD":
            return answered_later(self.exchange, request, path, key)
        if key is None:
            return route.handler(self.exchange, request)
        return answered_once(self.exchange, request, route.handler, key)

    def _options(self, environ: Environ) -> HttpResponse:
        """What the path can be asked with: for people, and for browsers before they send a request."""
        methods = ", ".join(self._routes.methods(path_below(environ, self.mount)))
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

    def _base(self, environ: Environ) -> str:
        """The FHIR base URL, without a slash at its end."""
        return (self.exchange.settings.base_url or base_seen(environ, self.mount)).rstrip("/")
