"""Faults of expressions as issues of an OperationOutcome.

https://hl7.org/fhir/R4/operationoutcome.html
"""

from hie.fhirpath.errors import EvaluationError, FhirpathError, FhirpathSyntaxError
from hie.outcome import Issue


def issue(error: FhirpathError, expression: str | None = None) -> Issue:
    """``error`` as an issue about the element at ``expression``."""
    if isinstance(error, FhirpathSyntaxError):
        params = {"line": error.line, "column": error.column, "detail": error.message}
        return Issue("fhirpath-syntax", "invalid", "error", expression, params)
    if isinstance(error, EvaluationError):
        return Issue("fhirpath-evaluation", "processing", "error", expression, {"detail": str(error)})
    return Issue("fhirpath-meaning", "invalid", "error", expression, {"detail": str(error)})
