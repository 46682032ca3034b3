"""FHIR operation $validate on a type and on an instance.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hie.fhir import Locating, decode, encode
from hie.interactions import Exchange, Request, Response, missing_references, read
from hie.operations.parameters import Input, Inputs, body_of, defined_inputs, read_inputs
from hie.outcome import BadRequest, Issue, Locator, operation_outcome

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Resource-validate"
_MODES = ("create", "update", "delete", "profile")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to validate, by which ``profiles`` and in which ``mode``; ``locate`` finds issues in its text."""

    resource: Any
    profiles: Sequence[str]
    mode: str | None
    as_of: date | None
    locate: Locator | None


def validate(exchange: Exchange, request: Request) -> Response:
    """Every finding about a resource, in a 200 OperationOutcome; nothing is stored.

    The resource is the body, or the parameter ``resource`` of a Parameters body; on an instance without
    either it is what is stored.  Of a Bundle every entry is validated.  ``as-of`` is the date whose
    definitions count.
    """
    asked = _asked(exchange, request)
    if asked.mode == "delete":
        return _answer(request, _deletion(exchange, request), None)
    validator = exchange.validator if asked.as_of is None else exchange.validator_on(asked.as_of)
    issues = _id_mismatch(request, asked.resource)
    resolver = exchange.resolver(request.base)
    issues += validator.validate(
        asked.resource,
        expected_type=request.type,
        profiles=asked.profiles,
        now=exchange.now(),
        resolver=resolver,
    )
    issues += resolver.issues()
    issues += exchange.query_issues(asked.resource)
    issues += missing_references(exchange, request.base, [asked.resource])[0]
    if asked.mode in ("create", "update"):
        issues += _write(exchange, request, asked)
    return _answer(request, issues, asked.locate)


def _answer(request: Request, issues: Sequence[Issue], locate: Locator | None) -> Response:
    return Response(200, encode(operation_outcome(issues, request.language, locate)))


def _asked(exchange: Exchange, request: Request) -> _Asked:
    """What ``request`` asks for.

    Raises BadRequest when it makes no sense, NotFound and Gone when nothing is stored that it could mean.
    """
    body = body_of(request)
    # Of the type Parameters the body is the resource itself.
    is_wrapped = isinstance(body, dict) and body.get("resourceType") == "Parameters" != request.type
    known = defined_inputs(
        exchange.registry, DEFINITION, Input("profile", "uri", max=None), Input("as-of", "string")
    )
    inputs = read_inputs(known, request, body if is_wrapped else None)
    mode = _mode(request, inputs)
    profiles = inputs.all("profile")
    if mode == "profile" and not profiles:
        raise BadRequest.because("validate-no-profile")
    as_of = as_of_date(inputs.one("as-of"))
    given = inputs.given("resource")
    resource, locate = body, Locating(request.body)
    if is_wrapped:
        resource = given.json.get("resource") if given else None
        locate = Locating(request.body, f"{given.place}.resource" if given else "")
    if mode == "delete":
        return _Asked(None, profiles, mode, as_of, None)
    if resource is None and request.id and mode in (None, "profile"):
        # Whatever version the client has, this is about the one that is stored.
        stored = read(exchange, replace(request, if_none_match=None, if_modified_since=None))
        return _Asked(decode(stored.body), profiles, mode, as_of, None)
    if resource is None:
        raise BadRequest.because("validate-no-resource", "Parameters.parameter")
    exchange.check_type(resource, request.type)
    return _Asked(resource, profiles, mode, as_of, locate if request.body else None)


def _mode(request: Request, inputs: Inputs) -> str | None:
    """The mode.  Raises BadRequest for one that R4 does not have, or has for instances only."""
    mode: str | None = inputs.one("mode")
    if mode is not None and mode not in _MODES:
        raise BadRequest.because("validate-mode", mode=mode[:80])
    if mode in ("update", "delete") and not request.id:
        raise BadRequest.because("validate-instance-mode", mode=mode, type=request.type)
    return mode


def as_of_date(text: str | None) -> date | None:
    """The date in ``text``.  Raises BadRequest unless it is a whole one that exists."""
    if text is None:
        return None
    try:
        if len(text) == len("YYYY-MM-DD"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadRequest.because("as-of-date", value=text[:80])


def _id_mismatch(request: Request, resource: Any) -> list[Issue]:
    found = resource.get("id")
    if not request.id or found in (None, request.id):
        return []
    params = {"expected": request.id, "found": str(found)[:80]}
    return [Issue("id-mismatch", "invalid", "error", f"{request.type}.id", params)]


def _write(exchange: Exchange, request: Request, asked: _Asked) -> list[Issue]:
    """What would speak against storing the resource, or should be known before."""
    own = request.id if asked.mode == "update" else ""
    try:
        holders = exchange.repository.key_holders(request.type, asked.resource, own)
    except (AttributeError, KeyError, TypeError):
        holders = {}  # Identifiers that are not as FHIR has them: the validator has told so.
    issues = [
        Issue(
            "validate-business-key",
            "duplicate",
            "error",
            f"{request.type}.identifier",
            {"key": key, "other": f"{request.type}/{other}"},
        )
        for key, other in holders.items()
    ]
    if asked.mode == "update":
        current = exchange.repository.read(request.type, request.id)
        if asked.resource.get("id") is None:
            params = {"expected": request.id}
            issues.append(Issue("id-missing", "required", "error", f"{request.type}.id", params))
        if current is None or current.body is None:
            issues.append(_information("validate-update-creates", request))
    return issues


def _deletion(exchange: Exchange, request: Request) -> list[Issue]:
    """Whether the resource may be deleted: always, as a deletion does not look at who refers to it."""
    current = exchange.repository.read(request.type, request.id)
    if current is None or current.body is None:
        return [_information("validate-delete-nothing", request)]
    return [_information("validate-delete", request)]


def _information(key: str, request: Request) -> Issue:
    params = {"type": request.type, "id": request.id}
    return Issue(key, "informational", "information", None, params)
