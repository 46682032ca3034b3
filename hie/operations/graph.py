"""FHIR operation $graph on an instance: the resources that a GraphDefinition leads to.

https://hl7.org/fhir/R4/resource-operation-graph.html
"""

from dataclasses import replace

from hie.fhir import decode, encode
from hie.interactions import Exchange, Request, Response, read
from hie.operations.graph_walk import follow, graph_definition
from hie.operations.parameters import body_of, defined_inputs, read_inputs
from hie.outcome import operation_outcome

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Resource-graph"


def graph(exchange: Exchange, request: Request) -> Response:
    """200 with a Bundle of type collection: the resource, then what the graph leads to, each once.

    An OperationOutcome at its end tells where links are fewer or more than the definition allows.  Raises
    NotFound for a graph that nobody defines.
    """
    inputs = read_inputs(defined_inputs(exchange.registry, DEFINITION), request, body_of(request))
    definition = graph_definition(exchange, inputs.one("graph"))
    stored = read(exchange, replace(request, query=(), if_none_match=None, if_modified_since=None))
    reached = follow(exchange, request, definition, decode(stored.body))
    entries = [
        {"fullUrl": f"{request.base}/{name}", "resource": resource}
        for name, resource in reached.resources.items()
    ]
    if reached.issues:
        entries.append({"resource": operation_outcome(reached.issues, request.language)})
    return Response(200, encode({"resourceType": "Bundle", "type": "collection", "entry": entries}))
