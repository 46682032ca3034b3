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
from hie.bundles.entries import Entry, at, placed, read_entry
from hie.bundles.links import rewritten
from hie.fhir import conditional_references, parse_reference
from hie.interactions import (
    Exchange,
    Request,
    Response,
    condition_pairs,
    create,
    lock_key,
    matches,
    matches_of_each,
    missing_references,
    the_match,
    written,
)
from hie.outcome import BadRequest, FhirError, Issue, PreconditionFailed, Unprocessable, has_errors
from hie.repository import Repository
from hie.storage import Stored

#: A request for resources of a type, and what they must match.
Condition = tuple[Request, Sequence[tuple[str, str]]]


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
    existing = _existing(exchange, entries)
    targets = _targets(entries, existing)
    conditional = _conditional(exchange, entries, targets)
    targets |= _resolved(exchange, conditional)
    is_open = not conditional.keys() <= targets.keys()
    responses: dict[int, Response] = {}
    linked: dict[int, Request] = {}
    for entry in sorted(entries, key=lambda entry: ORDER[entry.request.method]):
        if entry.index in existing:
            responses[entry.index] = existing[entry.index]
            continue
        with at(entry.place):
            linked[entry.index] = request = _linked(exchange, entry, targets, is_open=is_open)
            responses[entry.index] = entry.handler(exchange, request)
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


def _existing(exchange: Exchange, entries: Sequence[Entry]) -> dict[int, Response]:
    """The answers, by index, to conditional creates whose conditions match what is there already.

    https://hl7.org/fhir/R4/http.html#ccreate
    """
    asked: list[Condition] = []
    conditions: list[tuple[Entry, str]] = []
    for entry in entries:
        condition = entry.request.if_none_exist
        if condition is not None and entry.handler is create:
            with at(f"{entry.place}.request.ifNoneExist"):
                asked.append((entry.request, condition_pairs(condition)))
            conditions.append((entry, condition))
    places = [f"{entry.place}.request.ifNoneExist" for entry, _ in conditions]
    responses = {}
    unmatched = []
    for (entry, condition), one, found in zip(
        conditions, asked, _matches(exchange, asked, places), strict=True
    ):
        with at(f"{entry.place}.request.ifNoneExist"):
            stored = the_match(found, condition)
        if stored is None:
            unmatched.append(lock_key(*one))
        else:
            responses[entry.index] = written(entry.request, 200, stored, "resource-exists")
    exchange.repository.lock(unmatched)
    return responses


def _matches(
    exchange: Exchange, asked: Sequence[Condition], places: Sequence[str]
) -> Sequence[Sequence[Stored]]:
    """What each condition matches; an error is placed where its condition stands."""
    try:
        return matches_of_each(exchange, asked)
    except FhirError:
        found = []
        for (request, pairs), place in zip(asked, places, strict=True):
            with at(place):
                found.append(matches(exchange, request, pairs))
        return found


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


def _conditional(
    exchange: Exchange, entries: Sequence[Entry], targets: Mapping[str, str]
) -> dict[str, tuple[Condition, str]]:
    """The conditional references of ``entries`` that are no ``targets``, and where each stands first."""
    found: dict[str, tuple[Condition, str]] = {}
    for entry in entries:
        for reference in conditional_references(entry.request.resource or {}):
            if reference not in targets and reference not in found:
                with at(entry.place):
                    found[reference] = _condition(exchange, entry, reference), entry.place
    return found


def _resolved(exchange: Exchange, asked: Mapping[str, tuple[Condition, str]]) -> dict[str, str]:
    """Where those conditional references lead that match one resource which is there already."""
    found = _matches(exchange, [one for one, _ in asked.values()], [place for _, place in asked.values()])
    matched = zip(asked, found, strict=True)
    return {reference: f"{one[0].type}/{one[0].id}" for reference, one in matched if len(one) == 1}


def _linked(exchange: Exchange, entry: Entry, targets: Mapping[str, str], *, is_open: bool) -> Request:
    """The entry's request with the links of its resource led to where the entries are stored.

    With ``is_open`` there are conditional references that are not among ``targets``.
    """
    resource = entry.request.resource
    if resource is None:
        return entry.request
    if is_open:
        missing = [each for each in conditional_references(resource) if each not in targets]
        targets = {**targets, **{each: _the_one(exchange, entry, each) for each in missing}}
    return replace(entry.request, resource=rewritten(resource, targets), if_none_exist=None)


def _the_one(exchange: Exchange, entry: Entry, reference: str) -> str:
    """The only resource that a conditional reference matches, as ``Type/id``; it may be of this transaction.

    Raises PreconditionFailed when it matches none or several.
    """
    request, pairs = _condition(exchange, entry, reference)
    found = matches(exchange, request, pairs)
    if len(found) != 1:
        raise PreconditionFailed.because("reference-matches", reference=reference, found=len(found))
    return f"{request.type}/{found[0].id}"


def _condition(exchange: Exchange, entry: Entry, reference: str) -> Condition:
    type, _, query = reference.partition("?")
    exchange.check_known(type)
    return replace(entry.request, type=type), parse_qsl(query, keep_blank_values=True)
