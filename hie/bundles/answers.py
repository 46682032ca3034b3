"""The Bundle that answers a batch or a transaction.

https://hl7.org/fhir/R4/http.html#transaction-response
"""

from collections.abc import Sequence
from typing import Any

from hie.fhir import encode
from hie.interactions import Request, Response, as_resource, status_line, told_of
from hie.outcome import FhirError, operation_outcome


def bundle_of(kind: str, entries: Sequence[dict[str, Any]]) -> Response:
    """200 with a Bundle of type ``kind`` (batch-response, transaction-response)."""
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": kind}
    if entries:
        bundle["entry"] = entries
    return Response(200, encode(bundle))


def answered(request: Request, response: Response) -> dict[str, Any]:
    """The entry that tells of ``response``; with the resource for reads, and for writes on request."""
    told = told_of(request.base, response)
    entry: dict[str, Any] = {"response": told}
    if response.body and request.method == "POST" and response.location is None:
        entry["resource"] = as_resource(response)  # What an operation answers.
    elif request.prefer.returns == "OperationOutcome":
        told["outcome"] = operation_outcome(response.issues, request.language)
    elif response.body and (request.method == "GET" or request.prefer.returns == "representation"):
        entry["resource"] = as_resource(response)
    return entry


def refused(request: Request, error: FhirError) -> dict[str, Any]:
    """The entry of a batch that tells of ``error``."""
    return {
        "response": {
            "status": status_line(error.status),
            "outcome": operation_outcome(error.issues, request.language),
        }
    }
