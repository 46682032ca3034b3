"""What every change of a stored resource shares: preconditions, and another try when others were first.

https://hl7.org/fhir/R4/http.html#concurrency
"""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from hie.interactions.answers import etag_version, written
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.outcome import Gone, Issue, NotFound, PreconditionFailed, PreconditionRequired
from hie.storage import DuplicateId, Stored, VersionConflict

#: So long a change is tried again when other writers were first, in seconds.  Of those who wait for one
#: resource one is first each time, so their number decides how often that is.
PATIENCE = 5.0
#: Pauses before another attempt, in seconds: random up to the first, doubled up to the second.
FIRST_PAUSE = 0.004
LONGEST_PAUSE = 0.1

#: From the current version to the resource that takes its place, and the warnings about it.
Change = Callable[[Stored | None], tuple[dict[str, Any], Sequence[Issue]]]


def write(exchange: Exchange, request: Request, change: Change) -> Response:
    """Store what ``change`` makes of the current version: 200, or 201 when there was none.

    A change that changes nothing makes no new version.
    """

    def attempt() -> Response:
        current = exchange.repository.read(request.type, request.id)
        check_preconditions(exchange, request, current)
        return store(exchange, request, current, *change(current))

    return unless_another_is_first(attempt)


def store(
    exchange: Exchange,
    request: Request,
    current: Stored | None,
    resource: dict[str, Any],
    warnings: Sequence[Issue],
) -> Response:
    """Put ``resource`` in the place of ``current``.

    Raises VersionConflict, or DuplicateId where there was none, when another writer was first.
    """
    if current is not None and exchange.repository.is_same(current, resource):
        return written(request, 200, current, "resource-unchanged")
    method = "PATCH" if request.patch is not None else "PUT"
    stored = exchange.repository.replace(request.type, request.id, resource, current, method)
    existed = current is not None and current.body is not None
    return written(request, 200 if existed else 201, stored, "resource-updated", warnings)


def unless_another_is_first(attempt: Callable[[], Response]) -> Response:
    """What ``attempt`` answers; as long as other writers are first, it is made again.

    It has to read what they left and decide anew.  Raises VersionConflict or DuplicateId when that goes on
    for too long.
    """
    deadline = time.monotonic() + PATIENCE
    longest = FIRST_PAUSE
    while True:
        try:
            return attempt()
        except (VersionConflict, DuplicateId):
            if time.monotonic() > deadline:
                raise
        # What another writer left can be read once a majority has it.
        time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads attempts, protects nothing.
        longest = min(longest * 2, LONGEST_PAUSE)


def existing_body(request: Request, current: Stored | None) -> bytes:
    """The resource in ``current``.  Raises NotFound where there is none, and Gone where it was deleted."""
    if current is None:
        raise NotFound.because("resource-not-found", type=request.type, id=request.id)
    if current.body is None:
        raise Gone.because("resource-gone", type=request.type, id=request.id, version=current.version)
    return current.body


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
