"""The answers that interactions share.

https://hl7.org/fhir/R4/http.html#ops
"""

import base64
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from hie.fhir import encode, instant
from hie.interactions.request import Request, Response
from hie.interactions.subset import Cut, whole
from hie.outcome import Issue, operation_outcome
from hie.storage import Stored


def etag_version(header: str) -> str:
    """The version id in an ETag such as ``W/"3"``; also of one without its quotes."""
    return header.strip().removeprefix("W/").strip('"')


def status_line(status: int) -> str:
    """What ``entry.response.status`` says: ``201 Created``."""
    return f"{status} {HTTPStatus(status).phrase}"


def told_of(base: str, response: Response) -> dict[str, Any]:
    """The ``entry.response`` of a Bundle that tells of ``response``.

    https://hl7.org/fhir/R4/bundle.html
    """
    told: dict[str, Any] = {"status": status_line(response.status)}
    if response.location is not None:
        told["location"] = f"{base}/{response.location}"
    if response.version is not None:
        told["etag"] = f'W/"{response.version}"'
    if response.updated is not None:
        told["lastModified"] = instant(response.updated)
    return told


def found(stored: Stored, cut: Cut = whole) -> Response:
    """200 with the resource, or what the client wants of it."""
    return Response(200, cut(stored.body or b""), stored.version, stored.updated_ms)


def written(
    request: Request, status: int, stored: Stored, key: str, warnings: Sequence[Issue] = ()
) -> Response:
    """The answer to a write, as the client prefers it; ``key`` is the rule key of its message.

    ``warnings`` are told beside it.
    """
    location = f"{request.type}/{stored.id}/_history/{stored.version}"
    issue = Issue(key, "informational", "information", None, {"location": location})
    body = b""
    if request.prefer.returns in (None, "representation"):
        body = stored.body or b""
    elif request.prefer.returns == "OperationOutcome":
        body = encode(operation_outcome([issue, *warnings], request.language))
    targets = [f"{request.type}/{stored.id}"]
    return Response(status, body, stored.version, stored.updated_ms, location, targets, [issue, *warnings])


def as_resource(response: Response) -> Any:
    """What ``response`` answers, as a resource for a Bundle: what is none, in a Binary."""
    if response.media is None:
        return msgspec.Raw(response.body)
    data = base64.b64encode(response.body).decode()
    return {"resourceType": "Binary", "contentType": response.media, "data": data}
