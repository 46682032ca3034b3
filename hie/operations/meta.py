"""FHIR operations $meta, $meta-add and $meta-delete on an instance, $meta on one of its versions too.

https://hl7.org/fhir/R4/resource-operations.html
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hie.fhir import decode, encode
from hie.interactions import (
    Exchange,
    Prefer,
    Request,
    Response,
    check_if_match,
    check_stored,
    existing_body,
    read,
    store,
    unless_another_is_first,
    vread,
)
from hie.operations.parameters import body_of, defined_inputs, read_inputs
from hie.outcome import BadRequest, Unprocessable, has_errors

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Resource-meta"
_LISTS = ("profile", "security", "tag")

Meta = Mapping[str, Any]


def meta(exchange: Exchange, request: Request) -> Response:
    """200 with the meta of the resource, or of the version in the URL."""
    body = body_of(request)
    read_inputs(defined_inputs(exchange.registry, DEFINITION), request, body)
    reading = vread if request.version else read
    return _answer(reading(exchange, replace(request, if_none_match=None, if_modified_since=None)))


def meta_add(exchange: Exchange, request: Request) -> Response:
    """200 with the meta after the profiles, labels and tags of the parameter ``meta`` were added.

    What the resource has already is left as it is; when it has all of them there is no new version.
    """
    return _changed(exchange, request, "add", _added)


def meta_delete(exchange: Exchange, request: Request) -> Response:
    """200 with the meta after the profiles, labels and tags of the parameter ``meta`` were taken away."""
    return _changed(exchange, request, "delete", _without)


def _changed(
    exchange: Exchange, request: Request, verb: str, change: Callable[[Meta, Meta], dict[str, Any]]
) -> Response:
    """Store a version with the meta that ``change`` makes of the stored and the given one.

    Raises PreconditionFailed when If-Match names another version.
    """
    given = _given(exchange, request, verb)

    def attempt() -> Response:
        current = exchange.repository.read(request.type, request.id)
        resource = decode(existing_body(request, current))
        check_if_match(request, str(current.version if current else "-"))
        wanted = {**resource, "meta": change(resource.get("meta", {}), given)}
        asked = replace(request, body=b"", resource=wanted, validated=False, prefer=Prefer("representation"))
        accepted = exchange.accepted(asked)
        return store(exchange, asked, current, accepted, check_stored(exchange, asked, accepted))

    return _answer(unless_another_is_first(attempt))


def _given(exchange: Exchange, request: Request, verb: str) -> Meta:
    """The parameter ``meta``.  Raises BadRequest without one, and Unprocessable for one that is not valid."""
    body = body_of(request)
    if body is None:
        raise BadRequest.because("parameter-missing", name="meta")
    exchange.check_type(body, "Parameters")
    given: Meta = read_inputs(defined_inputs(exchange.registry, f"{DEFINITION}-{verb}"), request, body).one(
        "meta"
    )
    issues = exchange.validator.check(body, expected_type="Parameters", now=exchange.now())
    if has_errors(issues):
        raise Unprocessable(issues)
    return given


def _identity(item: Any) -> Any:
    """What makes two items the same: the canonical, or system and code; a display does not count."""
    return (item.get("system"), item.get("code")) if isinstance(item, dict) else item


def _added(stored: Meta, given: Meta) -> dict[str, Any]:
    changed = dict(stored)
    for name in _LISTS:
        items = list(stored.get(name, ()))
        known = {_identity(item) for item in items}
        for item in given.get(name, ()):
            if _identity(item) not in known:
                known.add(_identity(item))
                items.append(item)
        if items:
            changed[name] = items
    return changed


def _without(stored: Meta, given: Meta) -> dict[str, Any]:
    changed = dict(stored)
    for name in _LISTS:
        unwanted = {_identity(item) for item in given.get(name, ())}
        items = [item for item in stored.get(name, ()) if _identity(item) not in unwanted]
        if items:
            changed[name] = items
        else:
            changed.pop(name, None)
    return changed


def _answer(response: Response) -> Response:
    """Parameters with the meta of the resource in ``response``."""
    value = decode(response.body).get("meta", {})
    parameters = {"resourceType": "Parameters", "parameter": [{"name": "return", "valueMeta": value}]}
    return Response(200, encode(parameters), response.version, response.updated)
