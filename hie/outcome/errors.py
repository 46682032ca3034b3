"""The errors that end a request, and the HTTP status of each.

::

    FhirError                     500
        BadRequest                400  the request cannot be understood
        Forbidden                 403
        NotFound                  404
        MethodNotAllowed          405
        NotAcceptable             406
        Conflict                  409  two writers, or a business key in use
        Gone                      410  the resource was deleted
        PreconditionFailed        412  If-Match, or a condition matched several
        PayloadTooLarge           413
        UriTooLong                414  a search that long goes by POST
        UnsupportedMediaType      415
        Unprocessable             422  the resource breaks a rule
        PreconditionRequired      428  the server wants an If-Match
        ComeBack                       after ``retry_after`` seconds
            TooManyRequests       429  the client asks too often
            StillRunning          409  the same request is being carried out
            Unavailable           503
        InsufficientStorage       507

https://hl7.org/fhir/R4/http.html#Status-Codes
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Self

from hie.outcome.issue import Issue


class FhirError(Exception):
    """An error that is answered with an OperationOutcome of its ``issues``."""

    status = 500
    #: FHIR IssueType of an issue that the error is made of when only a rule key is given.
    code = "exception"

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("; ".join(issue.text("en") for issue in issues))
        self.issues = tuple(issues)

    @classmethod
    def because(cls, key: str, expression: str | None = None, **params: Any) -> Self:
        """The error with one issue: rule ``key`` with the ``params`` of its message."""
        return cls([Issue(key, cls.code, "error", expression, params)])


class BadRequest(FhirError):
    """The request cannot be understood."""

    status = 400
    code = "invalid"


class Forbidden(FhirError):
    """The client may not do this."""

    status = 403
    code = "forbidden"


class NotFound(FhirError):
    """No such resource, version, type or route."""

    status = 404
    code = "not-found"


class MethodNotAllowed(FhirError):
    """The route exists, but not with this HTTP method."""

    status = 405
    code = "not-supported"


class NotAcceptable(FhirError):
    """The client accepts no format that the server writes."""

    status = 406
    code = "not-supported"


class Conflict(FhirError):
    """Another write was first, or a business key is in use."""

    status = 409
    code = "conflict"


class Gone(FhirError):
    """The resource was deleted."""

    status = 410
    code = "deleted"


class PreconditionFailed(FhirError):
    """If-Match named another version, or a condition matched more than one resource."""

    status = 412
    code = "conflict"


class PayloadTooLarge(FhirError):
    """The body exceeds the limit."""

    status = 413
    code = "too-long"


class UriTooLong(FhirError):
    """The URL exceeds the limit."""

    status = 414
    code = "too-long"


class UnsupportedMediaType(FhirError):
    """The body is in a format that the server does not read."""

    status = 415
    code = "not-supported"


class Unprocessable(FhirError):
    """The resource breaks a rule of FHIR or of a profile."""

    status = 422
    code = "invariant"


class PreconditionRequired(FhirError):
    """A change must name the version that it is based on."""

    status = 428
    code = "required"


class ComeBack(FhirError):
    """Not now: the client may ask again after ``retry_after`` seconds."""

    retry_after = 2


class TooManyRequests(ComeBack):
    """The client asks more often than it may."""

    status = 429
    code = "throttled"


class StillRunning(ComeBack):
    """The same request, by its Idempotency-Key, is being carried out."""

    status = 409
    code = "transient"


class Unavailable(ComeBack):
    """The server cannot answer now."""

    status = 503
    code = "transient"


class InsufficientStorage(FhirError):
    """There is no room to store what was sent."""

    status = 507
    code = "no-store"


@contextmanager
def all_at(expression: str) -> Iterator[None]:
    """Errors of what is done inside of it are about the element at ``expression``, whatever they name."""
    try:
        yield
    except FhirError as error:
        raise type(error)([replace(issue, expression=expression) for issue in error.issues]) from None
