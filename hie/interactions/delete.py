"""FHIR delete interaction.

https://hl7.org/fhir/R4/http.html#delete
"""

from hie.fhir import encode
from hie.interactions.answers import etag_version
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.outcome import Issue, PreconditionFailed, operation_outcome
from hie.storage import VersionConflict

_ATTEMPTS = 5


def delete(exchange: Exchange, request: Request) -> Response:
    """Delete a resource: 204, also when there is none.  Its history stays."""
    for attempt in range(_ATTEMPTS):
        current = exchange.repository.read(request.type, request.id)
        if request.if_match is not None:
            expected = etag_version(request.if_match)
            found = str(current.version) if current is not None else "-"
            if expected not in (found, "*"):
                raise PreconditionFailed.because("version-mismatch", expected=expected, found=found)
        if current is None or current.body is None:
            return _deleted(request, current.version if current else None)
        try:
            tombstone = exchange.repository.delete(request.type, request.id, current)
        except VersionConflict:
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        return _deleted(request, tombstone.version)
    raise AssertionError("the last attempt returns or raises")


def _deleted(request: Request, version: int | None) -> Response:
    """204; or 200 with an OperationOutcome for a client that prefers one."""
    issue = Issue(
        "resource-deleted", "informational", "information", None, {"type": request.type, "id": request.id}
    )
    if request.prefer.returns == "OperationOutcome":
        return Response(200, encode(operation_outcome([issue], request.language)), version)
    return Response(204, b"", version)
