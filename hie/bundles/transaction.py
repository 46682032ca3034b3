"""FHIR transaction interaction: all entries, or none.

https://hl7.org/fhir/R4/http.html#trules
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hie.bundles.answers import answered, bundle_of
from hie.bundles.batch import ORDER
from hie.bundles.conditions import ConditionalReferences, settle, target_of
from hie.bundles.entries import Entry, at, placed, read_entry
from hie.bundles.links import rewritten
from hie.fhir import conditional_references, parse_reference
from hie.interactions import (
    Exchange,
    Request,
    Response,
    create,
    missing_references,
    packed,
)
from hie.outcome import BadRequest, Issue, Unprocessable, has_errors
from hie.repository import Repository


def transaction(exchange: Exchange, request: Request, bundle: dict[str, Any]) -> Response:
    """Carry out every entry in one commit: 200, or the error of the entry that failed."""
    issues = exchange.faults(bundle, "Bundle", request.base)
    if has_errors(issues):
        raise Unprocessable(issues)
    entries = [
        read_entry(exchange, request, index, entry) for index, entry in enumerate(bundle.get("entry", ()))
    ]
    for entry in entries:
        entry.request.validated = True
        if entry.handler is create:
            entry.request.id = str(uuid.uuid4())
    types = sorted({type for entry in entries for type in _written(entry.request)})

    def commit(repository: Repository) -> Response:
        responses = _carry_out(exchange.inside(repository).for_one_request(), entries)
        told = [answered(entry.request, response) for entry, response in zip(entries, responses, strict=True)]
        response = bundle_of("transaction-response", told)
        if request.once is not None:
            repository.keep_answer(request.once, packed(response))
        return response

    return exchange.repository.transact([type for type in types if type], commit)


def _written(request: Request) -> Sequence[str]:
    """The types that an entry may write."""
    if request.operation == "document":
        return (request.type, "Bundle")
    return () if request.method in ("GET", "HEAD") else (request.type,)


def _carry_out(exchange: Exchange, entries: Sequence[Entry]) -> list[Response]:
    """The responses of ``entries``, carried out in FHIR's order inside the exchange's transaction."""
    settled, responses = settle(exchange, entries)
    _refuse_same_target(settled)
    targets = _targets(settled, responses)
    references = ConditionalReferences(exchange, settled, targets)
    targets |= references.resolved
    linked: dict[int, Request] = {}
    written: dict[str, int] = {}
    for entry in sorted(settled, key=lambda entry: ORDER[entry.request.method]):
        if entry.index in responses:
            continue
        with at(entry.place):
            request = _linked(exchange, entry, targets, is_open=references.is_open)
            response = entry.handler(exchange, request)
            linked[entry.index], responses[entry.index] = request, response
            _note(entry, response.targets, written)
    if exchange.settings.references != "ignore":
        _check_references(exchange, settled, linked, responses)
    return [responses[entry.index] for entry in entries]


def _refuse_same_target(entries: Sequence[Entry]) -> None:
    """Raise BadRequest when two entries name the same resource to write, before anything is written."""
    seen: dict[str, int] = {}
    for entry in entries:
        asked = entry.request
        if asked.method in ("PUT", "PATCH", "DELETE") and asked.id:
            _note(entry, [f"{asked.type}/{asked.id}"], seen)


def _note(entry: Entry, names: Sequence[str], seen: dict[str, int]) -> None:
    """Add what ``entry`` writes to what was ``seen``.  Raises BadRequest when another one writes it too."""
    for name in names:
        if seen.setdefault(name, entry.index) != entry.index:
            raise BadRequest.because("entry-duplicate", entry.place, name=name, other=seen[name])


def _check_references(
    exchange: Exchange,
    entries: Sequence[Entry],
    linked: Mapping[int, Request],
    responses: Mapping[int, Response],
) -> None:
    """Tell of references to what is not stored, now that all entries are carried out.

    Raises Unprocessable, so that nothing is committed, when the setting makes errors of them.
    """
    # An operation is answered without a location: it wrote nothing.
    writes = [entry for entry in entries if entry.index in linked and responses[entry.index].location]
    resources = [linked[entry.index].resource or {} for entry in writes]
    refused: list[Issue] = []
    base = entries[0].request.base if entries else ""
    for entry, issues in zip(writes, missing_references(exchange, base, resources), strict=True):
        inside = placed(Unprocessable(issues), entry.place).issues
        responses[entry.index].issues = [*responses[entry.index].issues, *inside]
        refused += [issue for issue in inside if issue.is_error]
    if refused:
        raise Unprocessable(refused)


def _targets(entries: Sequence[Entry], existing: Mapping[int, Response]) -> dict[str, str]:
    """Where the links between the entries lead: fullUrl, and its relative form, to ``Type/id``."""
    targets: dict[str, str] = {}
    for entry in entries:
        asked = entry.request
        if entry.full_url is None or asked.method not in ("POST", "PUT") or not asked.type:
            continue
        found = existing.get(entry.index)
        target = f"{asked.type}/{asked.id}" if found is None else found.targets[0]
        targets[entry.full_url] = target
        relative = parse_reference(entry.full_url)
        if relative is not None:
            targets[str(relative)] = target
    return targets


def _linked(exchange: Exchange, entry: Entry, targets: Mapping[str, str], *, is_open: bool) -> Request:
    """The entry's request with the links of its resource led to where the entries are stored.

    With ``is_open`` there are conditional references that are not among ``targets``.
    """
    resource = entry.request.resource
    if resource is None:
        return entry.request
    if is_open:
        missing = [each for each in conditional_references(resource) if each not in targets]
        targets = {**targets, **{each: target_of(exchange, entry, each) for each in missing}}
    return replace(entry.request, resource=rewritten(resource, targets), if_none_exist=None)
