"""What every change of a stored resource shares: preconditions, and another try when others were first.

https://hl7.org/fhir/R4/http.html#concurrency
"""

from collections.abc import Callable, Sequence
from typing import Any

from hie.interactions.answers import etag_version, written
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.outcome import Issue, PreconditionFailed, PreconditionRequired
from hie.storage import DuplicateId, Stored, VersionConflict

#: How often a change is tried again when another writer was first.
ATTEMPTS = 5

#: From the current version to the resource that takes its place, and the warnings about it.
Change = Callable[[Stored | None], tuple[dict[str, Any], Sequence[Issue]]]


def write(exchange: Exchange, request: Request, change: Change) -> Response:
    """Store what ``change`` makes of the current version: 200, or 201 when there was none.

    A change that changes nothing makes no new version.
    """
    for attempt in range(ATTEMPTS):
        current = exchange.repository.read(request.type, request.id)
        check_preconditions(exchange, request, current)
        resource, warnings = change(current)
        if current is not None and exchange.repository.is_same(current, resource):
            return written(request, 200, current, "resource-unchanged")
        try:
            method = "PATCH" if request.patch is not None else "PUT"
            stored = exchange.repository.replace(request.type, request.id, resource, current, method)
        except (VersionConflict, DuplicateId):
            # Another writer was first.  The next turn reads what it left and decides anew.
            if attempt == ATTEMPTS - 1:
                raise
            continue
        existed = current is not None and current.body is not None
        return written(request, 200 if existed else 201, stored, "resource-updated", warnings)
    raise AssertionError("the last attempt returns or raises")


def check_preconditions(exchange: Exchange, request: Request, current: Stored | None) -> None:
    """Raise PreconditionFailed when If-Match or If-None-Match does not hold for ``current``.

    Raises PreconditionRequired where the setting ``require_if_match`` wants an If-Match.
    """
    exists = current is not None and current.body is not None
    found = str(current.version) if current is not None else "-"
    if request.if_match is not None:
        check_if_match(request, found, exists=exists)
    elif exists and request.if_none_match is None and exchange.settings.require_if_match:
        raise PreconditionRequired.because("if-match-required", type=request.type, id=request.id, found=found)
    if request.if_none_match is not None and exists:
        raise PreconditionFailed.because("resource-exists-already", type=request.type, id=request.id)


def check_if_match(request: Request, found: str, *, exists: bool = True) -> None:
    """Raise PreconditionFailed when If-Match names another version than ``found``, or nothing exists."""
    if request.if_match is not None:
        expected = etag_version(request.if_match)
        if not exists or expected not in (found, "*"):
            raise PreconditionFailed.because("version-mismatch", expected=expected, found=found)
