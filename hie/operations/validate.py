"""FHIR operation $validate on a type and on an instance.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Mapping
from typing import Any

from hie.fhir import decode, encode
from hie.interactions import Exchange, Request, Response
from hie.outcome import BadRequest, Issue, operation_outcome


def validate(exchange: Exchange, request: Request) -> Response:
    """Every finding about a resource, in a 200 OperationOutcome; nothing is stored.

    The resource is the body, or the parameter ``resource`` of a Parameters body beside ``profile``.
    """
    body = decode(request.body) if request.resource is None else request.resource
    query = dict(request.query)
    profiles = [value for name, value in request.query if name == "profile"]
    resource = body
    if isinstance(body, dict) and body.get("resourceType") == "Parameters" and request.type != "Parameters":
        parameters = _parameters(body)
        resource = parameters.get("resource")
        profiles += [value for value in parameters.get("profile", []) if isinstance(value, str)]
        query.setdefault("mode", parameters.get("mode", ""))
        if resource is None:
            raise BadRequest.because("validate-no-resource", "Parameters.parameter")
    _check_mode(query.get("mode", ""))
    exchange.check_type(resource, request.type)
    issues = exchange.validator.validate(
        resource, expected_type=request.type, profiles=profiles, now=exchange.now()
    )
    if request.id and isinstance(resource, dict) and resource.get("id") not in (None, request.id):
        params = {"expected": request.id, "found": resource["id"]}
        issues = [Issue("id-mismatch", "invalid", "error", f"{request.type}.id", params), *issues]
    return Response(200, encode(operation_outcome(issues, request.language)))


def _parameters(body: Mapping[str, Any]) -> dict[str, Any]:
    """The input parameters: ``resource``, ``mode`` and the list ``profile``."""
    found: dict[str, Any] = {"profile": []}
    listed = body.get("parameter")
    for parameter in listed if isinstance(listed, list) else []:
        if not isinstance(parameter, dict):
            continue
        name = parameter.get("name")
        value = parameter.get("resource") or next(
            (value for key, value in parameter.items() if key.startswith("value")), None
        )
        if name == "profile":
            found["profile"].append(value)
        elif isinstance(name, str):
            found[name] = value
    return found


def _check_mode(mode: Any) -> None:
    """Raise BadRequest for a mode that R4 does not have."""
    if mode not in ("", "create", "update", "delete", "profile"):
        raise BadRequest.because("validate-mode", mode=str(mode))
