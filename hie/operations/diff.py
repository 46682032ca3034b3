"""Operation $diff: what changed between two versions, or between two resources of a type.

https://smilecdr.com/docs/fhir_repository/diff_operation.html
https://hl7.org/fhir/R4/fhirpatch.html
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hie.fhir import decode, encode, parse_reference
from hie.fhirpath import model_of
from hie.interactions import Exchange, Request, Response, read, vread
from hie.operations.parameters import Input, body_of, read_inputs
from hie.outcome import BadRequest
from hie.patch import Difference

_OF_VERSIONS = (Input("fromVersion", "string"), Input("toVersion", "string"), Input("includeMeta", "boolean"))
_OF_RESOURCES = (Input("from", "uri", min=1), Input("to", "uri", min=1), Input("includeMeta", "boolean"))
#: What the server gives to a version, which says nothing about what was changed in it.
_GIVEN = ("versionId", "lastUpdated")


def diff_versions(exchange: Exchange, request: Request) -> Response:
    """200 with the FHIRPath Patch that makes the version ``toVersion`` of ``fromVersion``.

    These are the current one and the one before, where they are not given.  Raises NotFound and Gone for
    a version that is not there, BadRequest for a first version that is to be compared with none.
    """
    body = body_of(request)
    inputs = read_inputs({each.name: each for each in _OF_VERSIONS}, request, body)
    bare = _bare(request)
    wanted = inputs.one("toVersion")
    to = read(exchange, bare) if wanted is None else vread(exchange, replace(bare, version=wanted))
    earlier = inputs.one("fromVersion") or str((to.version or 1) - 1)
    if earlier == "0":
        raise BadRequest.because("diff-first", type=request.type, id=request.id)
    before = vread(exchange, replace(bare, version=earlier))
    return _answer(exchange, decode(before.body), decode(to.body), inputs.one("includeMeta") is True)


def diff_resources(exchange: Exchange, request: Request) -> Response:
    """200 with the FHIRPath Patch that makes what ``to`` refers to of what ``from`` refers to.

    Both are references to this server, with a version or without.  Raises BadRequest for others and for
    those of different types, NotFound and Gone for what is not there.
    """
    inputs = read_inputs({each.name: each for each in _OF_RESOURCES}, request, body_of(request))
    before, after = (_referred(exchange, request, inputs.one(name)) for name in ("from", "to"))
    if before["resourceType"] != after["resourceType"]:
        raise BadRequest.because("diff-types", types=f"{before['resourceType']}, {after['resourceType']}")
    return _answer(exchange, before, after, inputs.one("includeMeta") is True)


def _answer(exchange: Exchange, before: Any, after: Any, with_meta: bool) -> Response:
    if not with_meta:
        after = _with_given(before, after)
    operations = Difference(model_of(exchange.registry)).operations(before, after)
    # FHIR has no empty lists: no operation is no parameter.
    told = {"parameter": operations} if operations else {}
    return Response(200, encode({"resourceType": "Parameters", **told}))


def _with_given(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """``after`` with the id, version and time that the server gave to ``before``."""
    own, meta = before["meta"], after["meta"]
    given = {name: own[name] for name in _GIVEN}
    return {**after, "id": before["id"], "meta": {**meta, **given}}


def _bare(request: Request) -> Request:
    """``request`` as a read of what it is about."""
    return replace(request, query=(), if_none_match=None, if_modified_since=None)


def _referred(exchange: Exchange, request: Request, text: str) -> dict[str, Any]:
    link = parse_reference(text)
    if link is None or link.base not in (None, request.base):
        raise BadRequest.because("diff-reference", value=text[:80])
    exchange.check_known(link.type)
    wanted = replace(_bare(request), type=link.type, id=link.id, version=link.version or "")
    found: dict[str, Any] = decode((vread if link.version else read)(exchange, wanted).body)
    return found
