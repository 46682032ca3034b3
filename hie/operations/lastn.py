"""FHIR operation $lastn on Observation: the latest of each code.

https://hl7.org/fhir/R4/observation-operation-lastn.html

The codes that a patient has are read off the index, then the latest of each: what is older is not looked at.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from hie.fhir import encode
from hie.interactions import Exchange, Request, Response, cut_for, stored_terminology, understood
from hie.operations.observation_groups import groups_of
from hie.operations.parameters import defined_inputs, read_inputs
from hie.outcome import BadRequest, Issue, operation_outcome
from hie.search import (
    BY_ENTRY,
    NO_DATE,
    BundleEntry,
    Condition,
    Filter,
    SearchOptions,
    SearchRequest,
    merged,
    plan,
    searchset,
)
from hie.storage import Query, Stored

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Observation-lastn"
#: More patients in one question are refused.
MOST_PATIENTS = 100

#: Parameters of a search that ask for an order, a page or more than what matches.
_OTHER = (
    "_contained", "_count", "_cursor", "_explain", "_include", "_maxresults", "_revinclude", "_sort",
    "_total",
)  # fmt: skip
_NEWEST = (("m", -1), ("n", -1))


def lastn(exchange: Exchange, request: Request) -> Response:
    """200 with the latest observations of each code, newest first, as a searchset Bundle.

    Raises BadRequest without a patient, and without a category or a code; also when the search is not
    understood.
    """
    most, pairs = _most(exchange, request)
    options = SearchOptions(
        exchange.now_ms(),
        request.base,
        lenient=request.prefer.lenient,
        registry=exchange.registry,
        definitions=stored_terminology(exchange, request.base),
    )
    asked = understood(exchange, request.type, pairs, options)
    conditions = [each for each in asked.conditions if isinstance(each, Condition)]
    patients, by_patient = _patients(conditions)
    if not any("code" in each.parameter.code or each.parameter.code == "category" for each in conditions):
        raise BadRequest.because("lastn-code")
    codes = [each for each in conditions if _is_code(each)]
    implied = [by_patient, *codes]
    rest = replace(asked, conditions=tuple(each for each in asked.conditions if each not in implied))
    found = [
        stored
        for patient in patients
        for entries in groups_of(exchange.repository, patient, codes)
        for stored in _latest(exchange, rest, entries, most)
    ]
    found.sort(key=lambda stored: (_moment(stored), stored.n), reverse=True)
    return _answer(exchange, request, asked, found)


def _answer(exchange: Exchange, request: Request, asked: SearchRequest, found: Sequence[Stored]) -> Response:
    limit, cut = exchange.settings.max_count, cut_for(exchange, request.type, asked.pairs)
    entries = [
        BundleEntry(cut(stored.body or b""), "match", stored.type, stored.id) for stored in found[:limit]
    ]
    issues = []
    if len(found) > limit:
        issues.append(Issue("lastn-cut", "incomplete", "warning", params={"limit": limit}))
    if asked.dropped:
        params = {"names": ", ".join(asked.dropped)}
        issues.append(Issue("search-dropped", "not-supported", "warning", params=params))
    if issues:
        entries.append(BundleEntry(encode(operation_outcome(issues, request.language)), "outcome"))
    used = [pair for pair in request.query if pair in asked.sent or pair[0] == "max"]
    links = [("self", f"{request.base}/{request.type}/$lastn?{urlencode(used, safe='/:,$')}")]
    return Response(200, searchset(request.base, entries, links, len(found)))


def _most(exchange: Exchange, request: Request) -> tuple[int, list[tuple[str, str]]]:
    """How many of each code are wanted, and the parameters of the search."""
    known = defined_inputs(exchange.registry, DEFINITION)
    own = [pair for pair in request.query if pair[0] in known]
    pairs = [pair for pair in request.query if pair[0] not in known]
    for name, _ in pairs:
        if name.partition(":")[0] in _OTHER:
            raise BadRequest.because("lastn-parameter", name=name[:80])
    return read_inputs(known, replace(request, query=own)).one("max") or 1, pairs


def _patients(conditions: Sequence[Condition]) -> tuple[list[str], Condition]:
    """The ids of the patients that are asked for, and the condition that names them.

    Raises BadRequest when there is none, or too many.
    """
    for each in conditions:
        code = each.parameter.code
        if code in ("patient", "subject") and each.modifier in (None, "Patient"):
            prefix = f"{code}=Patient/"
            named = [[entry for entry in value if entry.startswith(prefix)] for value in each.values]
            ids = list(dict.fromkeys(entry[len(prefix) :] for value in named for entry in value))
            if any(value and not patients for value, patients in zip(each.values, named, strict=True)):
                break
            if len(ids) > MOST_PATIENTS:
                raise BadRequest.because("lastn-patients", limit=MOST_PATIENTS)
            return ids, each
    raise BadRequest.because("lastn-patient")


def _is_code(condition: Condition) -> bool:
    """Whether ``condition`` is met or not by the codes of an observation alone, and names them."""
    return condition.parameter.code == "code" and condition.modifier is None


def _latest(exchange: Exchange, rest: SearchRequest, entries: Sequence[str], most: int) -> Sequence[Stored]:
    """The latest ``most`` of a group that meet ``rest``; more where the last ones are of the same time."""
    group: Filter = {"k": entries[0]} if len(entries) == 1 else {"$or": [{"k": entry} for entry in entries]}
    wanted = merged([group, plan(rest).matching])

    def find(filter: Filter, limit: int) -> list[Stored]:
        query = Query(filter, _NEWEST, limit, BY_ENTRY, ("m",))
        return exchange.repository.find(rest.type, query)

    found = find(wanted, most + 1)
    last = _moment(found[most - 1]) if len(found) > most else NO_DATE
    if last == NO_DATE or _moment(found[most]) != last:
        return found[:most]
    tied = find(merged([wanted, {"m": last}]), exchange.settings.max_count)
    return [*(stored for stored in found if _moment(stored) > last), *tied]


def _moment(stored: Stored) -> int:
    moment: int = (stored.fields or {}).get("m", NO_DATE)
    return moment
