"""FHIR update interaction, also as create, also conditional.

https://hl7.org/fhir/R4/http.html#update
https://hl7.org/fhir/R4/http.html#cond-update
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hie.interactions.create import condition_of, condition_text, existing_match
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.stored_references import check_stored
from hie.interactions.writing import write
from hie.outcome import BadRequest, Conflict, Issue
from hie.repository import Repository
from hie.storage import Stored


def update(exchange: Exchange, request: Request) -> Response:
    """Store a new version under the id of the URL: 200, or 201 when the id was not in use.

    An update that changes nothing makes no new version.  412 answers an If-Match of another version.
    """
    resource = exchange.accepted(request)
    _check_id(resource, request.id)
    warnings = check_stored(exchange, request, resource)
    return write(exchange, request, lambda _: (resource, warnings))


def update_conditional(exchange: Exchange, request: Request) -> Response:
    """Store a new version of the resource that matches the URL's search: 200; 201 when none does.

    412 answers several matches.  The match and the write are one decision.
    """
    pairs = condition_of(request)
    resource = exchange.accepted(request)
    warnings = check_stored(exchange, request, resource)

    def decide(repository: Repository) -> Response:
        inside = exchange.inside(repository)
        found = existing_match(inside, request, resource, pairs)
        return _write_match(inside, request, resource, found, warnings)

    return exchange.repository.transact([request.type], decide)


def _write_match(
    exchange: Exchange,
    request: Request,
    resource: dict[str, Any],
    found: Stored | None,
    warnings: Sequence[Issue],
) -> Response:
    asked = replace(request, id=id_to_update(exchange, request, resource, found))
    identified = {**resource, "id": asked.id}
    return write(exchange, asked, lambda _: (identified, warnings))


def id_to_update(exchange: Exchange, request: Request, resource: dict[str, Any], found: Stored | None) -> str:
    """The id that a conditional update writes to, when its search ``found`` that.

    Raises BadRequest when the resource has the id of another one, Conflict when nothing matched and the id
    of the resource is in use.
    """
    own = resource.get("id")
    if found is not None:
        if own is not None:
            _check_id(resource, found.id)
        return found.id
    if own is None:
        return str(uuid.uuid4())
    current = exchange.repository.read(request.type, own)
    if current is not None and current.body is not None:
        condition = condition_text(request)
        raise Conflict.because("update-id-in-use", type=request.type, id=own, condition=condition)
    return str(own)


def _check_id(resource: dict[str, Any], expected: str) -> None:
    """Raise BadRequest unless the resource carries the id of the URL."""
    found = resource.get("id")
    if found is None:
        raise BadRequest.because("id-missing", f"{resource['resourceType']}.id", expected=expected)
    if found != expected:
        raise BadRequest.because(
            "id-mismatch", f"{resource['resourceType']}.id", expected=expected, found=found
        )
