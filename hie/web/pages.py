"""The pages for people: what this server is and holds, and the playground.

Plain HTML without scripts, for old computers; nothing is loaded from anywhere else.
"""

from flask import Blueprint, Response, request

from hie import __version__
from hie.interactions import Exchange
from hie.outcome import FhirError, Unavailable
from hie.web.page import Page
from hie.web.playground import Playground


def pages(exchange: Exchange) -> Blueprint:
    """The pages, to be registered with the Flask application."""
    blueprint = Blueprint("pages", __name__, template_folder="templates")
    playground = Playground(exchange)
    blueprint.add_url_rule("/validate", "validate", playground.answer, methods=["GET", "POST"])

    @blueprint.get("/")
    def home() -> Response:
        return Page.asked(exchange.settings).render(
            "home.html",
            version=__version__,
            base=exchange.settings.base_url or request.host_url.rstrip("/") + "/fhir",
            counts=_counts(exchange),
            profiles=sorted(url for urls in exchange.national.values() for url in urls),
        )

    @blueprint.get("/health")
    def health() -> tuple[dict[str, str], int]:
        """For container health checks: whether the database answers."""
        try:
            exchange.repository.store.ping()
        except FhirError:
            return {"status": "database unavailable"}, 503
        return {"status": "ok"}, 200

    return blueprint


def _counts(exchange: Exchange) -> dict[str, int] | None:
    try:
        return exchange.repository.store.counts()
    except Unavailable:
        return None
