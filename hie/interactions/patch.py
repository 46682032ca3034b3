"""FHIR patch interaction, also conditional.

https://hl7.org/fhir/R4/http.html#patch
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hie.fhir import decode
from hie.interactions.create import condition_of, condition_text, the_match
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.search import matches
from hie.interactions.stored_references import check_stored
from hie.interactions.writing import existing_body, write
from hie.outcome import BadRequest, Issue, NotFound
from hie.repository import Repository
from hie.storage import Stored


def patch(exchange: Exchange, request: Request) -> Response:
    """Store what the patch makes of the current version: 200.  The result is validated as an update is.

    Without If-Match the patch is applied anew when another writer was first, so none undoes another.
    """

    def change(current: Stored | None) -> tuple[dict[str, Any], Sequence[Issue]]:
        return _patched(exchange, request, existing_body(request, current))

    return write(exchange, request, change)


def patch_conditional(exchange: Exchange, request: Request) -> Response:
    """Patch the resource that matches the URL's search: 200; 404 when none does, 412 when several do."""
    pairs = condition_of(request)
    condition = condition_text(request)

    def decide(repository: Repository) -> Response:
        inside = exchange.inside(repository)
        found = the_match(matches(inside, request, pairs), condition)
        if found is None:
            raise NotFound.because("condition-matches-none", condition=condition)
        return patch(inside, replace(request, id=found.id))

    return exchange.repository.transact([request.type], decide)


def _patched(exchange: Exchange, request: Request, body: bytes) -> tuple[dict[str, Any], Sequence[Issue]]:
    """What the patch makes of the resource in ``body``, accepted, and the warnings about it."""
    if request.patch is None:
        raise AssertionError("a PATCH has a patch")
    patched = request.patch(decode(body))
    asked = replace(request, resource=patched, validated=False)
    resource = exchange.accepted(asked)
    if resource.get("id") != request.id:
        found = str(resource.get("id", "-"))
        raise BadRequest.because("id-mismatch", f"{request.type}.id", expected=request.id, found=found)
    return resource, check_stored(exchange, asked, resource)
