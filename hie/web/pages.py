"""The page for people: what this server is, what it holds, and a form that validates a resource.

Plain HTML without scripts, for old computers; nothing is loaded from anywhere else.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from hie import __version__
from hie.fhir import decode, lines_of, nearest_line
from hie.interactions import Exchange
from hie.outcome import FhirError, Issue, Language, Unavailable, has_errors, preferred_language
from hie.web.texts import texts

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what was pasted, with the findings that belong to it."""

    number: int
    text: str
    issues: list[tuple[str, str, str]]


def pages(exchange: Exchange) -> Blueprint:
    """The pages, to be registered with the Flask application."""
    blueprint = Blueprint("pages", __name__, template_folder="templates")

    @blueprint.get("/")
    def home() -> Response:
        return _page(exchange)

    @blueprint.post("/")
    def validate() -> Response:
        text = request.form.get("resource", "")
        profile = request.form.get("profile", "").strip()
        issues = _findings(exchange, text, [profile] if profile else [])
        return _page(exchange, text, profile, issues)

    @blueprint.get("/health")
    def health() -> tuple[dict[str, str], int]:
        """For container health checks: whether the database answers."""
        try:
            exchange.repository.store.ping()
        except FhirError:
            return {"status": "database unavailable"}, 503
        return {"status": "ok"}, 200

    return blueprint


def _language(exchange: Exchange) -> Language:
    """The language that the reader chose by a link, else the one that the browser asks for."""
    match request.values.get("lang"):
        case "uk":
            return "uk"
        case "en":
            return "en"
        case _:
            return preferred_language(request.headers.get("Accept-Language", ""), exchange.settings.language)


def _findings(exchange: Exchange, text: str, profiles: list[str]) -> list[Issue]:
    try:
        resource = decode(text.encode("utf-8", "replace"))
    except FhirError as error:
        return list(error.issues)
    return exchange.validator.validate(resource, profiles=profiles, now=exchange.now())


def _counts(exchange: Exchange) -> dict[str, int] | None:
    try:
        return exchange.repository.store.counts()
    except Unavailable:
        return None


def _page(
    exchange: Exchange, text: str = "", profile: str = "", issues: list[Issue] | None = None
) -> Response:
    chosen = _language(exchange)
    html = render_template(
        "home.html",
        t=texts(chosen),
        lang=chosen,
        other="en" if chosen == "uk" else "uk",
        version=__version__,
        base=(exchange.settings.base_url or request.host_url.rstrip("/") + "/fhir"),
        counts=_counts(exchange),
        profiles=sorted(url for urls in exchange.national.values() for url in urls),
        text=text,
        profile=profile,
        issues=issues,
        errors=sum(issue.is_error for issue in issues or ()),
        valid=issues is not None and not has_errors(issues),
        lines=_lines(text, issues, chosen) if issues else [],
    )
    return Response(html, headers=_HEADERS, content_type="text/html; charset=utf-8")


def _lines(text: str, issues: list[Issue], chosen: Language) -> list[Line]:
    """The pasted text by line, each finding beside the line that it is about."""
    places = lines_of(text)
    by_line: dict[int, list[tuple[str, str, str]]] = {}
    for issue in issues:
        number = int(issue.params.get("line", 0)) or nearest_line(places, issue.expression)
        by_line.setdefault(number, []).append((issue.severity, issue.expression or "", issue.text(chosen)))
    rows = text.splitlines() or [""]
    return [Line(number, row, by_line.get(number, [])) for number, row in enumerate(rows, start=1)]
