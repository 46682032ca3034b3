"""The conditions of a transaction's entries: what they match before anything is written.

https://hl7.org/fhir/R4/http.html#trules
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from hie.bundles.entries import Entry, at
from hie.fhir import conditional_references
from hie.interactions import (
    Exchange,
    Request,
    Response,
    condition_of,
    condition_pairs,
    condition_text,
    create,
    hold,
    id_to_update,
    matches,
    matches_of_each,
    the_match,
    update,
    update_conditional,
    written,
)
from hie.outcome import BadRequest, FhirError, PreconditionFailed
from hie.storage import Stored

#: A request for resources of a type, and what they must match.
Condition = tuple[Request, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition of an entry, its text, and the FHIRPath of where it stands."""

    entry: Entry
    condition: Condition
    text: str
    place: str


def settle(exchange: Exchange, entries: Sequence[Entry]) -> tuple[list[Entry], dict[int, Response]]:
    """The entries with their conditional updates led to an id, and answers of creates by index.

    A conditional create that matches what is there already is answered with that.

    Holds the conditions that match nothing.  Raises PreconditionFailed, placed in its entry, when several
    match, and BadRequest when two entries would store what one condition wants only one of.
    """
    asked = [one for entry in entries if (one := _asked(entry)) is not None]
    found = _matches(exchange, [one.condition for one in asked], [one.place for one in asked])
    settled = {entry.index: entry for entry in entries}
    answers: dict[int, Response] = {}
    unmatched = []
    missing: dict[tuple[str, str], int] = {}
    for one, matched in zip(asked, found, strict=True):
        entry = one.entry
        with at(one.place):
            stored = the_match(matched, one.text)
            if stored is None:
                other = missing.setdefault((entry.request.type, one.text), entry.index)
                if other != entry.index:
                    name = f"{entry.request.type}?{one.text}"
                    raise BadRequest.because("entry-duplicate", name=name, other=other)
                unmatched.append((entry.request.type, one.condition[1], entry.request.resource or {}))
            if entry.handler is update_conditional:
                settled[entry.index] = _led(exchange, entry, stored)
            elif stored is not None:
                answers[entry.index] = written(entry.request, 200, stored, "resource-exists")
    hold(exchange.repository, unmatched)
    return list(settled.values()), answers


def _asked(entry: Entry) -> _Asked | None:
    """The condition of a conditional create or update; None for other entries."""
    text = entry.request.if_none_exist
    if entry.handler is create and text is not None:
        place = f"{entry.place}.request.ifNoneExist"
        with at(place):
            return _Asked(entry, (entry.request, condition_pairs(text)), text, place)
    if entry.handler is update_conditional:
        place = f"{entry.place}.request.url"
        with at(place):
            pairs = condition_of(entry.request)
        return _Asked(entry, (entry.request, pairs), condition_text(entry.request), place)
    return None


def _led(exchange: Exchange, entry: Entry, stored: Stored | None) -> Entry:
    """A conditional update as the update of what it matched, or of a new resource."""
    resource = entry.request.resource or {}
    id = id_to_update(exchange, entry.request, resource, stored)
    request = replace(entry.request, id=id, query=(), resource={**resource, "id": id})
    return replace(entry, handler=update, request=request)


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


class ConditionalReferences:
    """The conditional references of ``entries`` that are no ``targets``: what is there already."""

    def __init__(self, exchange: Exchange, entries: Sequence[Entry], targets: Mapping[str, str]) -> None:
        asked: dict[str, tuple[Condition, str]] = {}
        for entry in entries:
            for reference in conditional_references(entry.request.resource or {}):
                if reference not in targets and reference not in asked:
                    with at(entry.place):
                        asked[reference] = _condition(exchange, entry, reference), entry.place
        found = _matches(exchange, [one for one, _ in asked.values()], [place for _, place in asked.values()])
        matched = zip(asked, found, strict=True)
        #: Where those lead that match one resource.
        self.resolved = {
            reference: f"{one[0].type}/{one[0].id}" for reference, one in matched if len(one) == 1
        }
        #: Whether there are others; what they mean may be of this very transaction.
        self.is_open = len(self.resolved) < len(asked)


def target_of(exchange: Exchange, entry: Entry, reference: str) -> str:
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
