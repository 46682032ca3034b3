"""From an HTTP request to its HTTP response: negotiate, dispatch, respond.

https://hl7.org/fhir/R4/http.html
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import structlog

from hie.fhir import encode, http_date, indent, is_id
from hie.interactions import Exchange, Request, Response
from hie.outcome import (
    BadRequest,
    FhirError,
    Language,
    PayloadTooLarge,
    Unavailable,
    operation_outcome,
    preferred_language,
)
from hie.rest.matching import RouteTable
from hie.rest.negotiation import JSON, check_accept, check_content, prefer
from hie.rest.routes import ROUTES, Route

log = structlog.get_logger(__name__)

Environ = dict[str, Any]


@dataclass(slots=True)
class HttpResponse:
    """Status, headers and body of an answer."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)


class Pipeline:
    """The FHIR API below one path of the server."""

    def __init__(self, exchange: Exchange, mount: str = "/fhir", routes: Iterable[Route] = ROUTES) -> None:
        self.exchange = exchange
        self.mount = mount
        self._routes = RouteTable(routes)
        self._max_body = exchange.settings.max_body_mb * 1024 * 1024

    def answer(self, environ: Environ) -> HttpResponse:
        """The answer to the WSGI request ``environ``; whatever goes wrong is an OperationOutcome."""
        wanted = preferred_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), self.exchange.settings.language)
        try:
            return self._respond(environ, wanted)
        except FhirError as error:
            return _refusal(error, wanted)
        except RecursionError:
            return _refusal(BadRequest.because("json-too-deep"), wanted)
        except Exception:
            log.exception("request failed", method=environ["REQUEST_METHOD"], path=environ["PATH_INFO"])
            return _refusal(FhirError.because("internal-error"), wanted)

    def _respond(self, environ: Environ, wanted: Language) -> HttpResponse:
        method: str = environ["REQUEST_METHOD"]
        route, names = self._routes.match(method, self._path(environ))
        query = parse_query(environ.get("QUERY_STRING", ""))
        parameters = dict(query)
        if "type" in names:
            self.exchange.check_known(names["type"])
        check_accept(environ.get("HTTP_ACCEPT", ""), parameters.get("_format"))
        body = b""
        if route.body is not None:
            body = self._body(environ)
            check_content(environ.get("CONTENT_TYPE", ""), route.body)
            if route.body == "form":
                query += parse_query(body.decode("utf-8", "surrogateescape"))
        request = Request(
            method=method,
            base=self._base(environ),
            type=names.get("type", ""),
            id=_legal_id(names.get("id", "")),
            version=names.get("version", ""),
            query=[pair for pair in query if pair[0] not in ("_format", "_pretty")],
            body=body,
            if_match=environ.get("HTTP_IF_MATCH"),
            if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
            if_none_exist=environ.get("HTTP_IF_NONE_EXIST"),
            if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
            prefer=prefer(environ.get("HTTP_PREFER", "")),
            language=wanted,
        )
        response = route.handler(self.exchange, request)
        return _to_http(response, request, pretty=parameters.get("_pretty") == "true")

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


def _to_http(response: Response, request: Request, *, pretty: bool) -> HttpResponse:
    """HTTP's form of ``response``."""
    headers: list[tuple[str, str]] = [*response.headers]
    if response.version is not None:
        headers.append(("ETag", f'W/"{response.version}"'))
    if response.updated is not None:
        headers.append(("Last-Modified", http_date(response.updated)))
    if response.location is not None:
        headers.append(("Location", f"{request.base}/{response.location}"))
    body = response.body
    if body:
        headers.append(("Content-Type", JSON))
        if pretty:
            body = indent(body)
    return HttpResponse(response.status, body, headers)


def _refusal(error: FhirError, wanted: Language) -> HttpResponse:
    """HTTP's form of an error."""
    headers = [("Content-Type", JSON)]
    if isinstance(error, Unavailable):
        headers.append(("Retry-After", str(error.retry_after)))
    if error.status == 405:
        headers.append(("Allow", str(error.issues[0].params["allowed"])))
    return HttpResponse(error.status, encode(operation_outcome(error.issues, wanted)), headers)
