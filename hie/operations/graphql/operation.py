"""FHIR operation $graphql, on the system and on an instance.

https://hl7.org/fhir/R4/resource-operation-graphql.html
https://hl7.org/fhir/R4/graphql.html
"""

import time
from dataclasses import replace
from typing import Any

from hie.fhir import decode, encode
from hie.fhirpath import Budget, Engine, model_of
from hie.interactions import Exchange, Request, Response, read
from hie.operations.evaluation import SECONDS, surroundings
from hie.operations.graphql.choosing import Choosing
from hie.operations.graphql.cost import Cost
from hie.operations.graphql.document import read as read_document
from hie.operations.graphql.fields import QUERY, Check
from hie.operations.graphql.output import Node
from hie.operations.graphql.run import Run
from hie.operations.graphql.stored import StoredResources
from hie.operations.parameters import defined_inputs, read_inputs
from hie.outcome import BadRequest, FhirError, Issue, operation_outcome

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Resource-graphql"
#: The answer is no FHIR resource.
MEDIA = "application/json"


def graphql(exchange: Exchange, request: Request) -> Response:
    """200 with what the query wants, as ``data``, and what could not be had as ``errors``.

    A query that is refused is answered by its ``errors`` alone, each with an OperationOutcome, and the status
    of the refusal.
    """
    try:
        data, issues = _answer(exchange, request)
    except FhirError as error:
        if request.operation:
            raise  # The refusal of an entry is told as that of any other, and ends a transaction.
        refusal = {"errors": [_error(issue, request) for issue in error.issues]}
        return Response(error.status, encode(refusal), media=MEDIA)
    errors = {"errors": [_error(issue, request) for issue in issues]} if issues else {}
    return Response(200, encode({"data": data, **errors}), media=MEDIA)


def _answer(exchange: Exchange, request: Request) -> tuple[dict[str, Any], list[Issue]]:
    text, operation, variables = _asked(exchange, request)
    selections = read_document(text, operation, variables)
    model = model_of(exchange.registry)
    Check(model, exchange.parameters_of).check(selections, [request.type or QUERY])
    node = Node({}, QUERY, {})
    if request.id:
        stored = read(exchange, replace(request, query=(), if_none_match=None, if_modified_since=None))
        resource = decode(stored.body)
        node = Node(resource, request.type, resource)
    environment = surroundings(exchange.registry, exchange.now(), exchange.validator)
    end = time.monotonic() + SECONDS
    environment.budget = Budget(is_late=lambda: time.monotonic() > end)
    cost = Cost()
    own = (request.base, (exchange.settings.base_url or request.base).rstrip("/"))
    choosing = Choosing(Engine(exchange.registry), environment)
    run = Run(model, StoredResources(exchange, request, cost), choosing, cost, own)
    run.run(selections, [node])
    return node.out, run.issues


def _asked(exchange: Exchange, request: Request) -> tuple[str, str | None, dict[str, Any]]:
    """The text of the query, the name of its operation, and the variables.

    They are in the URL, or in the body: as GraphQL's own JSON, as Parameters, or the query alone as text.
    """
    given: dict[str, Any] = dict(request.query)
    body = request.body.strip()
    if request.resource is not None:
        given["query"] = read_inputs(
            defined_inputs(exchange.registry, DEFINITION), replace(request, query=()), request.resource
        ).one("query")
    elif body:
        given |= _of_body(exchange, request, body)
    text, operation, variables = (given.get(name) for name in ("query", "operationName", "variables"))
    if isinstance(variables, str):
        variables = decode(variables.encode())
    if not isinstance(text, str):
        raise BadRequest.because("parameter-missing", name="query")
    if not isinstance(operation, str | None) or not isinstance(variables, dict | None):
        raise BadRequest.because("graphql-body")
    return text, operation or None, variables or {}


def _of_body(exchange: Exchange, request: Request, body: bytes) -> dict[str, Any]:
    try:
        found = decode(body)
    except FhirError:
        return {"query": body.decode("utf-8", "replace")}
    if not isinstance(found, dict):
        raise BadRequest.because("graphql-body")
    if found.get("resourceType") == "Parameters":
        known = defined_inputs(exchange.registry, DEFINITION)
        return {"query": read_inputs(known, replace(request, query=()), found).one("query")}
    return found


def _error(issue: Issue, request: Request) -> dict[str, Any]:
    outcome = operation_outcome([issue], request.language)
    error: dict[str, Any] = {"message": issue.text(request.language), "extensions": {"resource": outcome}}
    if "line" in issue.params:
        error["locations"] = [{"line": issue.params["line"], "column": issue.params["column"]}]
    return error
