"""Issues, OperationOutcomes, and the one error tree."""

from hie.outcome.errors import (
    BadRequest,
    Conflict,
    FhirError,
    Forbidden,
    Gone,
    InsufficientStorage,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PayloadTooLarge,
    PreconditionFailed,
    Unavailable,
    Unprocessable,
    UnsupportedMediaType,
)
from hie.outcome.issue import Issue, Locator, Position, Severity, has_errors, operation_outcome
from hie.outcome.languages import Language, preferred_language

__all__ = [
    "BadRequest",
    "Conflict",
    "FhirError",
    "Forbidden",
    "Gone",
    "InsufficientStorage",
    "Issue",
    "Language",
    "Locator",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "PayloadTooLarge",
    "Position",
    "PreconditionFailed",
    "Severity",
    "Unavailable",
    "Unprocessable",
    "UnsupportedMediaType",
    "has_errors",
    "operation_outcome",
    "preferred_language",
]
