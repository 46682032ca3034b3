"""FHIR operation $stats on Observation: figures of the measurements of a subject.

https://hl7.org/fhir/R4/observation-operation-stats.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hie.fhir import Reference, decode, encode, instant, interval, parse_reference
from hie.interactions import Exchange, Request, Response, links_of, read_links
from hie.operations.measurements import UCUM, Measured, Measurements
from hie.operations.parameters import Inputs, body_of, defined_inputs, read_inputs
from hie.operations.statistics import ALIASES, COUNTS, STATISTICS, SYSTEM, Result
from hie.outcome import BadRequest, Issue, Unprocessable, has_errors
from hie.search import BY_ENTRY, NO_DATE
from hie.storage import Query, Stored

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Observation-stats"
#: More observations are not put together in one answer.
MOST = 20_000
_HOUR_MS = 3_600_000
_WRONG = "entered-in-error"

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for: ``low`` and ``high`` are the limits of the time, in ms since the epoch."""

    subject: Reference
    codings: Sequence[Resource]
    low: int | None
    high: int | None
    statistics: Sequence[str]
    limit: int

    @property
    def forms(self) -> list[str]:
        """The codings as tokens."""
        return [
            f"{each['system']}|{each['code']}" if "system" in each else each["code"] for each in self.codings
        ]


def stats(exchange: Exchange, request: Request) -> Response:
    """200 with Parameters: an Observation with the figures for each code, and the sources when asked for.

    Raises BadRequest for a subject that is not on this server, for statistics that nobody knows, and for more
    observations than are put together; Unprocessable for parameters that are not valid.
    """
    body = body_of(request)
    inputs = read_inputs(defined_inputs(exchange.registry, DEFINITION), request, body)
    if body is not None and has_errors(issues := exchange.validator.check(body, now=exchange.now())):
        raise Unprocessable(issues)
    asked = _asked(exchange, request, inputs)
    found = _found(exchange, asked)
    observations = [
        (decode(stored.body or b"{}"), (stored.fields or {}).get("m", NO_DATE)) for stored in found
    ]
    members = _members(exchange, request, [observation for observation, _ in observations])
    measurements = Measurements(asked.forms)
    sources = [each for each, moment in observations if measurements.add(each, moment, members)]
    measured = list(measurements.by_code.values()) or [Measured(coding) for coding in asked.codings]
    listed: list[Resource] = [{"name": "statistics", "resource": _result(asked, each)} for each in measured]
    listed += [{"name": "source", "resource": each} for each in sources[: asked.limit]]
    return Response(200, encode({"resourceType": "Parameters", "parameter": listed}))


def _asked(exchange: Exchange, request: Request, inputs: Inputs) -> _Asked:
    subject = parse_reference(inputs.one("subject"))
    if subject is None or subject.base not in (None, request.base):
        raise BadRequest.because("stats-subject", value=inputs.one("subject")[:200])
    system = inputs.one("system")
    codings = [{"code": code, **({"system": system} if system else {})} for code in inputs.all("code")]
    codings += [each for each in inputs.all("coding") if isinstance(each.get("code"), str)]
    if not codings:
        raise BadRequest.because("parameter-missing", name="code")
    statistics = [ALIASES.get(code, code) for text in inputs.all("statistic") for code in text.split(",")]
    for code in statistics:
        if code not in STATISTICS and code not in COUNTS:
            known = ", ".join((*STATISTICS, *COUNTS))
            raise BadRequest.because("stats-statistic", code=code[:80], known=known)
    low, high = _time(exchange, inputs)
    most = min(inputs.one("limit") or exchange.settings.max_count, exchange.settings.max_count)
    limit = most if inputs.one("include") is True else 0
    return _Asked(subject, codings, low, high, list(dict.fromkeys(statistics)), limit)


def _time(exchange: Exchange, inputs: Inputs) -> tuple[int | None, int | None]:
    """The time that is asked for: the last hours, or a Period."""
    duration, period = inputs.one("duration"), inputs.one("period")
    if duration is not None and period is not None:
        raise BadRequest.because("stats-time")
    if duration is not None:
        if not 0 < duration < 10**6:
            raise BadRequest.because("parameter-type", name="duration", type="decimal")
        now = exchange.now_ms()
        return now - int(duration * _HOUR_MS), now
    start, end = ((period or {}).get(name) for name in ("start", "end"))
    return start and interval(start)[0], end and interval(end)[1]


def _found(exchange: Exchange, asked: _Asked) -> list[Stored]:
    """The observations of the subject with one of the codes, their own or a component's, oldest first."""
    codes = [f"{name}={form}" for name in ("code", "component-code") for form in asked.forms]
    limits = {"$gte": asked.low, "$lte": asked.high}
    within = {name: value for name, value in limits.items() if value is not None}
    filter = {
        "k": f"subject={asked.subject}",
        "$and": [{"k": {"$in": codes}}, {"k": {"$ne": f"status={_WRONG}"}}],
        "m": within or {"$gte": NO_DATE},
    }
    query = Query(filter, (), MOST + 1, BY_ENTRY, ("m",))
    found = exchange.repository.find("Observation", query)
    if len(found) > MOST:
        raise BadRequest([Issue("stats-many", "too-costly", params={"limit": MOST})])
    return sorted(found, key=lambda stored: ((stored.fields or {}).get("m", NO_DATE), stored.n))


def _members(
    exchange: Exchange, request: Request, panels: Sequence[Resource]
) -> Mapping[str, tuple[Resource, int]]:
    """What ``panels`` have as members, by reference, with its moment."""
    links: dict[str, Reference] = {}
    for panel in panels:
        links |= links_of(exchange, request.base, {"hasMember": panel.get("hasMember", [])})
    wanted = [link for link in links.values() if link.type == "Observation"]
    found = {
        name: (decode(stored.body or b"{}"), (stored.fields or {}).get("m", NO_DATE))
        for name, stored in read_links(exchange, wanted, ("m",)).items()
    }
    return {name: each for name, each in found.items() if each[0].get("status") != _WRONG}


def _result(asked: _Asked, measured: Measured) -> Resource:
    """The Observation with the figures of one code."""
    moments = [value.moment for value in measured.values if value.moment != NO_DATE]
    low = asked.low if asked.low is not None else min(moments, default=None)
    high = asked.high if asked.high is not None else max(moments, default=None)
    period = {name: instant(each) for name, each in (("start", low), ("end", high)) if each is not None}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [measured.coding]},
        "subject": {"reference": str(asked.subject)},
        **({"effectivePeriod": period} if period else {}),
        "component": [part for code in asked.statistics for part in _components(code, measured)],
    }


def _components(code: str, measured: Measured) -> list[Resource]:
    coding: Resource = {"coding": [{"system": SYSTEM, "code": code}]}
    if code in COUNTS:
        number = len(measured.values) if code == "count" else measured.total
        return [{"code": coding, "valueInteger": number}]
    results = STATISTICS[code](measured.values)
    if not results:
        system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
        return [
            {"code": coding, "dataAbsentReason": {"coding": [{"system": system, "code": "not-applicable"}]}}
        ]
    return [
        {
            "code": {**coding, **({"text": each.text} if each.text else {})},
            "valueQuantity": {"value": each.value, **_unit(each, measured.unit)},
        }
        for each in results
    ]


def _unit(result: Result, unit: Mapping[str, Any]) -> Resource:
    """The unit of a figure of values in ``unit``."""
    if result.power == 0:
        return {"system": UCUM, "code": "1"}
    if result.power == 1 and not result.per_hour:
        return dict(unit)
    code = f"({unit['code']})/h" if result.per_hour else f"({unit['code']}){result.power}"
    return {"system": UCUM, "code": code}
