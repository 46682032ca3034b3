"""FHIR transaction interaction: all entries, or none.

https://hl7.org/fhir/R4/http.html#trules
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from hie.bundles.answers import answered, bundle_of
from hie.bundles.batch import ORDER
from hie.bundles.entries import Entry, placed, read_entry
from hie.bundles.links import rewritten
from hie.fhir import conditional_references, parse_reference
from hie.interactions import (
    Exchange,
    Request,
    Response,
    create,
    existing_match,
    matches,
    missing_references,
    written,
)
from hie.outcome import BadRequest, FhirError, Issue, PreconditionFailed, Unprocessable, has_errors
from hie.repository import Repository


def transaction(exchange: Exchange, request: Request, bundle: dict[str, Any]) -> Response:
    """Carry out every entry in one commit: 200, or the error of the entry that failed."""
    issues = exchange.validator.check(bundle, expected_type="Bundle", now=exchange.now())
    if has_errors(issues):
        raise Unprocessable(issues)
    entries = [
        read_entry(exchange, request, index, entry) for index, entry in enumerate(bundle.get("entry", ()))
    ]
    _refuse_same_target(entries)
    for entry in entries:
        entry.request.validated = True
        if entry.handler is create:
            entry.request.id = str(uuid.uuid4())
    types = sorted({entry.request.type for entry in entries if entry.request.resource is not None})

    def commit(repository: Repository) -> list[Response]:
        return _carry_out(exchange.inside(repository), entries)

    responses = exchange.repository.transact(types, commit)
    return bundle_of(
        "transaction-response",
        [answered(entry.request, response) for entry, response in zip(entries, responses, strict=True)],
    )


def _refuse_same_target(entries: Sequence[Entry]) -> None:
    """Raise BadRequest when two entries write the same resource."""
    seen: dict[str, int] = {}
    for entry in entries:
        asked = entry.request
        if asked.method in ("PUT", "DELETE"):
            name = f"{asked.type}/{asked.id}"
            if name in seen:
                raise BadRequest.because("entry-duplicate", entry.place, name=name, other=seen[name])
            seen[name] = entry.index


def _carry_out(exchange: Exchange, entries: Sequence[Entry]) -> list[Response]:
    """The responses of ``entries``, carried out in FHIR's order inside the exchange's transaction."""
    existing = {entry.index: found for entry in entries if (found := _existing(exchange, entry)) is not None}
    targets = _targets(entries, existing)
    responses: dict[int, Response] = {}
    linked: dict[int, Request] = {}
    for entry in sorted(entries, key=lambda entry: ORDER[entry.request.method]):
        try:
            if entry.index in existing:
                responses[entry.index] = existing[entry.index]
            else:
                linked[entry.index] = request = _linked(exchange, entry, targets)
                responses[entry.index] = entry.handler(exchange, request)
        except FhirError as error:
            raise placed(error, entry.place) from None
    if exchange.settings.references != "ignore":
        _check_references(exchange, entries, linked, responses)
    return [responses[entry.index] for entry in entries]


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


def _existing(exchange: Exchange, entry: Entry) -> Response | None:
    """The answer to a conditional create whose condition matches a resource that is there already.

    https://hl7.org/fhir/R4/http.html#ccreate
    """
    condition = entry.request.if_none_exist
    if condition is None or entry.handler is not create:
        return None
    try:
        stored = existing_match(exchange, entry.request, condition)
    except FhirError as error:
        raise placed(error, f"{entry.place}.request.ifNoneExist") from None
    return None if stored is None else written(entry.request, 200, stored, "resource-exists")


def _targets(entries: Sequence[Entry], existing: Mapping[int, Response]) -> dict[str, str]:
    """Where the links between the entries lead: fullUrl, and its relative form, to ``Type/id``."""
    targets: dict[str, str] = {}
    for entry in entries:
        asked = entry.request
        if entry.full_url is None or asked.method not in ("POST", "PUT") or not asked.type:
            continue
        found = existing.get(entry.index)
        id = asked.id if found is None or found.location is None else found.location.split("/")[1]
        target = f"{asked.type}/{id}"
        targets[entry.full_url] = target
        relative = parse_reference(entry.full_url)
        if relative is not None:
            targets[str(relative)] = target
    return targets


def _linked(exchange: Exchange, entry: Entry, targets: Mapping[str, str]) -> Request:
    """The entry's request with the links of its resource led to where the entries are stored."""
    resource = entry.request.resource
    if resource is None:
        return entry.request
    found = dict(targets)
    for reference in conditional_references(resource):
        if reference not in found:
            found[reference] = _the_one(exchange, entry, reference)
    return replace(entry.request, resource=rewritten(resource, found), if_none_exist=None)


def _the_one(exchange: Exchange, entry: Entry, reference: str) -> str:
    """The only resource that a conditional reference matches, as ``Type/id``.

    Raises PreconditionFailed when it matches none or several.
    """
    type, _, query = reference.partition("?")
    exchange.check_known(type)
    found = matches(exchange, replace(entry.request, type=type), parse_qsl(query, keep_blank_values=True))
    if len(found) != 1:
        raise PreconditionFailed.because("reference-matches", reference=reference, found=len(found))
    return f"{type}/{found[0].id}"
