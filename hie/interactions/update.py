"""FHIR update interaction, also as create.

https://hl7.org/fhir/R4/http.html#update
"""

from typing import Any

from hie.interactions.answers import etag_version, written
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.stored_references import check_stored
from hie.outcome import BadRequest, PreconditionFailed
from hie.storage import DuplicateId, Stored, VersionConflict

#: How often an update without If-Match is tried again when another writer was first.
_ATTEMPTS = 5


def update(exchange: Exchange, request: Request) -> Response:
    """Store a new version under the id of the URL: 200, or 201 when the id was not in use.

    An update that changes nothing makes no new version.  412 answers an If-Match of another version.
    """
    resource = exchange.accepted(request)
    _check_id(resource, request.id)
    warnings = check_stored(exchange, request, resource)
    for attempt in range(_ATTEMPTS):
        current = exchange.repository.read(request.type, request.id)
        _check_preconditions(request, current)
        if current is not None and exchange.repository.is_same(current, resource):
            return written(request, 200, current, "resource-unchanged")
        try:
            stored = exchange.repository.replace(request.type, request.id, resource, current)
        except (VersionConflict, DuplicateId):
            # Another writer was first.  The next turn reads what it left and decides anew.
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        existed = current is not None and current.body is not None
        return written(request, 200 if existed else 201, stored, "resource-updated", warnings)
    raise AssertionError("the last attempt returns or raises")


def _check_id(resource: dict[str, Any], expected: str) -> None:
    """Raise BadRequest unless the resource carries the id of the URL."""
    found = resource.get("id")
    if found is None:
        raise BadRequest.because("id-missing", f"{resource['resourceType']}.id", expected=expected)
    if found != expected:
        raise BadRequest.because(
            "id-mismatch", f"{resource['resourceType']}.id", expected=expected, found=found
        )


def _check_preconditions(request: Request, current: Stored | None) -> None:
    """Raise PreconditionFailed when If-Match or If-None-Match does not hold for ``current``."""
    exists = current is not None and current.body is not None
    if request.if_match is not None:
        expected = etag_version(request.if_match)
        found = str(current.version) if current is not None else "-"
        if not exists or expected not in (found, "*"):
            raise PreconditionFailed.because("version-mismatch", expected=expected, found=found)
    if request.if_none_match is not None and exists:
        raise PreconditionFailed.because("resource-exists-already", type=request.type, id=request.id)
