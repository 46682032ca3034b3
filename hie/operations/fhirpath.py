"""Operation $fhirpath: evaluate an expression on a resource, for everybody who writes expressions.

https://github.com/brianpos/fhirpath-lab/blob/develop/server-api.md
https://hl7.org/fhirpath/N1/
"""

from collections.abc import Mapping
from typing import Any

from hie.conformance import Members
from hie.fhir import XmlFormat, decode, encode, parse_reference
from hie.fhirpath import FhirpathError, FhirpathSyntaxError, element, issue, parse
from hie.interactions import Exchange, Request, Response
from hie.operations.evaluation import Question, evaluate, surroundings
from hie.operations.evaluation_parameters import JSON_VALUE, XML_VALUE, Rendering
from hie.operations.parameters import Given, Input, Inputs, body_of, part_name, read_inputs
from hie.outcome import BadRequest, FhirError, NotFound, Unprocessable

_INPUTS = {
    each.name: each
    for each in (
        Input("expression", "string", min=1),
        Input("context", "string"),
        Input("resource", "Resource"),
        Input("variables", "part"),
        Input("validate", "boolean"),
        Input("terminologyserver", "string"),
    )
}


def fhirpath(exchange: Exchange, request: Request) -> Response:
    """200 with Parameters: what was asked, and for each context item what the expression selects.

    Raises BadRequest for an expression that cannot be read, Unprocessable for one that cannot be
    evaluated or selects too much.
    """
    body = body_of(request)
    if body is not None:
        exchange.check_type(body, "Parameters")
    inputs = read_inputs(_INPUTS, request, body)
    question = Question(
        inputs.one("expression"),
        inputs.one("context"),
        _resource(exchange, request, inputs.given("resource")),
        _variables(exchange, inputs.given("variables")),
        is_strict=inputs.one("validate") is True,
    )
    if question.context is not None and question.resource is None:
        raise BadRequest.because("parameter-missing", name="resource")
    rendering = Rendering(exchange.registry)
    environment = surroundings(exchange.registry, exchange.now(), exchange.validator)
    try:
        answers = list(evaluate(exchange.registry, question, environment))
    except FhirpathError as error:
        raise refused(error, _place(error, inputs)) from None
    return Response(200, encode(rendering.parameters(question, answers, _echoed(inputs))))


def refused(error: FhirpathError, place: str | None = None) -> FhirError:
    """The error of a request whose expression has the fault ``error``."""
    kind = BadRequest if isinstance(error, FhirpathSyntaxError) else Unprocessable
    return kind([issue(error, place)])


def _place(error: FhirpathError, inputs: Inputs) -> str | None:
    """Where the expression at fault stands in Parameters."""
    given = inputs.given("expression")
    context = inputs.given("context")
    if isinstance(error, FhirpathSyntaxError) and context is not None and not _can_be_read(context.value):
        given = context
    return f"{given.place}.value" if given is not None and given.json else None


def _can_be_read(expression: str) -> bool:
    try:
        parse(expression)
    except FhirpathSyntaxError:
        return False
    return True


def _echoed(inputs: Inputs) -> list[Mapping[str, Any]]:
    """The parameters as they were given; those of a query as strings."""
    return [given.json or {"name": name, "valueString": str(given.value)} for name, given in inputs]


def _resource(exchange: Exchange, request: Request, given: Given | None) -> dict[str, Any] | None:
    """The resource to evaluate on.

    Raises BadRequest when what stands in its place is no resource, and NotFound when it is not stored.
    """
    if given is None or isinstance(given.value, dict):
        return given.value if given else None
    embedded = _embedded(exchange, given.json, given.place)
    return embedded if embedded is not None else _stored(exchange, request, given)


def _embedded(exchange: Exchange, parameter: Mapping[str, Any], place: str) -> dict[str, Any] | None:
    """The resource in an extension that stands for what Parameters cannot hold, or None.

    Raises BadRequest when the text in it is no resource.
    """
    extensions = parameter.get("extension")
    for extension in extensions if isinstance(extensions, list) else ():
        url = extension.get("url") if isinstance(extension, dict) else None
        if url in (JSON_VALUE, XML_VALUE):
            return _decoded(exchange, url == XML_VALUE, extension.get("valueString"), place)
    return None


def _decoded(exchange: Exchange, is_xml: bool, text: Any, place: str) -> dict[str, Any]:
    data = text.encode("utf-8", "replace") if isinstance(text, str) else b""
    try:
        found = XmlFormat(Members(exchange.registry)).decode(data) if is_xml else decode(data)
    except FhirError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("resourceType"), str):
        raise BadRequest.because("fhirpath-embedded", place)
    return found


def _stored(exchange: Exchange, request: Request, given: Given) -> dict[str, Any]:
    """The stored resource that a reference names; other servers are not asked for theirs."""
    link = parse_reference(given.value) if isinstance(given.value, str) else None
    if link is None or link.base not in (None, request.base):
        raise BadRequest.because("fhirpath-resource", given.place, value=str(given.value)[:80])
    stored = exchange.repository.read(link.type, link.id) if _is_type(exchange, link.type) else None
    if stored is None or stored.body is None:
        raise NotFound.because("resource-not-found", given.place, type=link.type, id=link.id)
    found: dict[str, Any] = decode(stored.body)
    return found


def _is_type(exchange: Exchange, name: str) -> bool:
    return name in exchange.registry.resource_types


def _variables(exchange: Exchange, given: Given | None) -> dict[str, Any]:
    """The variables by name.  Raises BadRequest for one without a name or with several values."""
    types = Rendering(exchange.registry).types_by_key
    found: dict[str, Any] = {}
    for index, part in enumerate(given.value if given else ()):
        place = f"{given.place}.part[{index}]" if given else ""
        name = part_name(part, place)
        found[name] = _variable(exchange, types, name, part, place)
    return found


def _variable(
    exchange: Exchange, types: Mapping[str, str], name: str, part: Mapping[str, Any], place: str
) -> Any:
    """What ``%name`` is: a resource, an element, or nothing."""
    keys = [key for key in part if key in types]
    if len(keys) > 1 or (keys and "resource" in part):
        raise BadRequest.because("fhirpath-variable", place, name=name[:80])
    if "resource" in part:
        return _decoded(exchange, False, encode(part["resource"]).decode(), place)
    embedded = _embedded(exchange, part, place)
    if embedded is not None:
        return embedded
    return [element(part[key], types[key], f"%{name}") for key in keys]
