"""FHIR operation $document on Composition: the document that it is the cover of.

https://hl7.org/fhir/R4/composition-operation-document.html
https://hl7.org/fhir/R4/documents.html#content
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from hie.fhir import Reference, decode, encode, instant, is_id, parse_reference
from hie.interactions import Exchange, Prefer, Request, Response, create, links_of, read, read_links
from hie.operations.graph_walk import follow, graph_definition
from hie.operations.parameters import body_of, defined_inputs, read_inputs
from hie.outcome import BadRequest, Issue, Unprocessable

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Composition-document"

Resource = dict[str, Any]


def document(exchange: Exchange, request: Request) -> Response:
    """200 with a Bundle of type document: the Composition, what it refers to, and what that refers to.

    ``persist`` stores it, and the Location tells where; ``graph`` names a GraphDefinition that adds more.
    Raises Unprocessable, with every place, when something is missing that has to be in the document.
    """
    inputs = read_inputs(defined_inputs(exchange.registry, DEFINITION), request, body_of(request))
    id = _id(request, inputs.one("id"))
    wanted = replace(request, id=id, query=(), if_none_match=None, if_modified_since=None)
    composition = decode(read(exchange, wanted).body)
    found = {f"Composition/{id}": composition}
    if inputs.one("graph") is not None:
        definition = graph_definition(exchange, inputs.one("graph"))
        found |= follow(exchange, request, definition, composition).resources
    _complete(exchange, request, found)
    missing = list(_missing(exchange, request, composition, found))
    if missing:
        raise Unprocessable(missing)
    bundle = _bundle(exchange, request, found)
    if inputs.one("persist") is not True:
        return Response(200, encode(bundle))
    stored = create(
        exchange,
        replace(
            wanted, type="Bundle", id="", body=b"", resource=bundle, validated=False, if_none_exist=None,
            prefer=Prefer("representation"),
        ),
    )  # fmt: skip
    return replace(stored, status=200)


def _id(request: Request, given: str | None) -> str:
    """The id of the Composition.  Raises BadRequest when it is not given once, or is of another server."""
    if (given is None) == (not request.id):
        raise BadRequest.because("document-id")
    if given is None:
        return request.id
    link = parse_reference(given)
    if link is not None and link.type == "Composition" and link.base in (None, request.base):
        return link.id
    if not is_id(given):
        raise BadRequest.because("document-elsewhere", value=given[:200])
    return given


def _complete(exchange: Exchange, request: Request, found: dict[str, Resource]) -> None:
    """Add to ``found`` what its resources refer to, what that refers to, and so on."""
    limit = exchange.settings.max_included
    latest = dict(found)
    while latest:
        links: dict[str, Reference] = {}
        for resource in latest.values():
            links |= links_of(exchange, request.base, resource)
        wanted = [link for name, link in links.items() if name not in found]
        stored = read_links(exchange, wanted)
        # In the order in which they are referred to: the same document comes out the same.
        latest = {
            str(link): decode(stored[str(link)].body or b"{}") for link in wanted if str(link) in stored
        }
        found |= latest
        if len(found) > limit:
            raise Unprocessable([Issue("graph-large", "too-costly", params={"limit": limit})])


def _missing(
    exchange: Exchange, request: Request, composition: Resource, found: Mapping[str, Resource]
) -> Iterator[Issue]:
    """The references whose targets have to be in the document, and are not on this server."""
    for place, reference in _needed(composition):
        text = reference.get("reference", "#")
        if text.startswith("#"):
            continue
        names = links_of(exchange, request.base, reference)
        if not names.keys() <= found.keys() or not names:
            yield Issue(
                "document-missing", "not-found", "error", f"{place}.reference", {"target": text[:200]}
            )


def _needed(composition: Resource) -> Iterator[tuple[str, Resource]]:
    """The references whose targets are a part of the document, with their places."""
    for name in ("subject", "encounter", "custodian"):
        if name in composition:
            yield f"Composition.{name}", composition[name]
    yield from _listed(composition, "Composition", "author")
    for index, attester in enumerate(composition.get("attester", ())):
        if "party" in attester:
            yield f"Composition.attester[{index}].party", attester["party"]
    for index, event in enumerate(composition.get("event", ())):
        yield from _listed(event, f"Composition.event[{index}]", "detail")
    yield from _sections(composition, "Composition")


def _sections(holder: Resource, place: str) -> Iterator[tuple[str, Resource]]:
    for index, section in enumerate(holder.get("section", ())):
        here = f"{place}.section[{index}]"
        yield from _listed(section, here, "author")
        if "focus" in section:
            yield f"{here}.focus", section["focus"]
        yield from _listed(section, here, "entry")
        yield from _sections(section, here)


def _listed(holder: Resource, place: str, name: str) -> Iterator[tuple[str, Resource]]:
    for index, reference in enumerate(holder.get(name, ())):
        yield f"{place}.{name}[{index}]", reference


def _bundle(exchange: Exchange, request: Request, found: Mapping[str, Resource]) -> Resource:
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid.uuid4()}"},
        "type": "document",
        "timestamp": instant(exchange.now_ms()),
        "entry": [
            {"fullUrl": f"{request.base}/{name}", "resource": resource} for name, resource in found.items()
        ],
    }
