"""FHIR operation $snapshot on StructureDefinition, the type and an instance.

https://hl7.org/fhir/R4/structuredefinition-operation-snapshot.html
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hie.conformance import SnapshotError, canonical_of, generate_snapshot
from hie.fhir import decode, encode
from hie.interactions import Exchange, Request, Response, read, stored_definition
from hie.operations.parameters import body_of, defined_inputs, read_inputs
from hie.outcome import BadRequest, Issue, NotFound, Unprocessable

DEFINITION = "http://hl7.org/fhir/OperationDefinition/StructureDefinition-snapshot"


def snapshot(exchange: Exchange, request: Request) -> Response:
    """200 with a StructureDefinition and the snapshot that its differential makes; nothing is stored.

    The definition is the body, the parameter ``definition``, what has the canonical ``url`` in the
    packages or in the store, or the instance.  Raises Unprocessable, with the element at fault, for a
    differential that does not fit its base.
    """
    structure = _structure(exchange, request)
    if "differential" not in structure:
        if "snapshot" not in structure:
            raise BadRequest.because("snapshot-nothing", "StructureDefinition")
        return Response(200, encode(structure))
    known = _Known(exchange, structure)
    # What the snapshot was before does not count.
    bare = {name: value for name, value in structure.items() if name != "snapshot"}
    try:
        return Response(200, encode(generate_snapshot(bare, known.snapshot)))
    except SnapshotError as error:
        raise Unprocessable([_issue(structure, str(error))]) from None


def _structure(exchange: Exchange, request: Request) -> dict[str, Any]:
    """The StructureDefinition that ``request`` means."""
    body = body_of(request)
    is_wrapped = isinstance(body, dict) and body.get("resourceType") == "Parameters"
    known = defined_inputs(exchange.registry, DEFINITION)
    inputs = read_inputs(known, request, body if is_wrapped else None)
    structure = inputs.one("definition") if is_wrapped or body is None else body
    url = inputs.one("url")
    given = [each for each in (structure, url, request.id or None) if each is not None]
    if len(given) != 1:
        raise BadRequest.because("snapshot-definition")
    if url is not None:
        found = _Known(exchange, {}).structure(url)
        if found is None:
            raise NotFound.because("snapshot-unknown", url=url[:200])
        return found
    if structure is None:
        stored = read(exchange, replace(request, if_none_match=None, if_modified_since=None))
        structure = decode(stored.body)
    exchange.check_type(structure, "StructureDefinition")
    checked: dict[str, Any] = structure
    return checked


class _Known:
    """Snapshots of the definitions that a differential is made on: of the packages, else of the store."""

    def __init__(self, exchange: Exchange, structure: Mapping[str, Any]) -> None:
        self._exchange = exchange
        url = structure.get("url")
        self._making = {url} if isinstance(url, str) else set()
        self._made: dict[str, dict[str, Any] | None] = {}

    def structure(self, canonical: str) -> dict[str, Any] | None:
        """The definition ``canonical``, or None."""
        found = self._exchange.registry.structure(canonical)
        return found if found is not None else self._stored(canonical)

    def snapshot(self, type_or_url: str) -> dict[str, Any] | None:
        """The definition of a type or canonical with a snapshot; None for one that is being made."""
        canonical = canonical_of(type_or_url)
        if canonical in self._making:
            return None
        if self._exchange.registry.entry(canonical, "StructureDefinition") is not None:
            return self._exchange.registry.snapshot(canonical)
        if canonical not in self._made:
            self._making.add(canonical)
            found = self._stored(canonical)
            if found is not None and "snapshot" not in found:
                found = generate_snapshot(found, self.snapshot)
            self._making.discard(canonical)
            self._made[canonical] = found
        return self._made[canonical]

    def _stored(self, canonical: str) -> dict[str, Any] | None:
        return stored_definition(self._exchange.repository, "StructureDefinition", canonical)


def _issue(structure: Mapping[str, Any], detail: str) -> Issue:
    """The issue about the element of the differential that ``detail`` names."""
    elements = structure["differential"].get("element") if isinstance(structure["differential"], dict) else ()
    best, place = "", "StructureDefinition.differential"
    for index, element in enumerate(elements if isinstance(elements, list) else ()):
        if not isinstance(element, dict):
            continue
        for name in (element.get("id"), element.get("path")):
            if isinstance(name, str) and len(name) > len(best) and name in detail:
                best, place = name, f"StructureDefinition.differential.element[{index}]"
    return Issue("snapshot-refused", "processing", "error", place, {"detail": detail})
