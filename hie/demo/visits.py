"""Episodes and the encounter packages in them: encounter, condition, observations.

https://hl7.org/fhir/R4/encounter.html
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any

from hie.demo.data import CLINIC
from hie.demo.facilities import EMPLOYEES, Facility
from hie.demo.observations import observation
from hie.demo.resources import Package, Resource, World

_ZONE = timezone(timedelta(hours=2))
_YEARS = 3
#: From this age on, health problems of adults are met.
_GROWN = 18
_ACT_CODES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"


@dataclass(frozen=True, slots=True)
class Care:
    """One episode while it is written: who, where, in which package."""

    world: World
    package: Package
    key: str
    facility: Facility
    patient: Resource
    born: date

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The health problems that the facility treats in a person of that age."""
        listed: list[dict[str, Any]] = CLINIC["primary" if self.facility.primary else "outpatient"]
        grown = (self.world.today - self.born).days > _GROWN * 365
        return listed if grown else [problem for problem in listed if problem.get("child")]


def add_episode(care: Care, encounters: int) -> None:
    """Takes an episode with ``encounters`` encounter packages about one health problem into the package."""
    world, random = care.world, care.world.random("episode", care.key)
    problem = random.choice(care.problems)
    days = sorted(_days(random, care, encounters))
    role = care.facility.add_employee(care.package, random.randrange(EMPLOYEES))
    organization, location = care.facility.add_base(care.package)
    episode = world.new(
        "EpisodeOfCare",
        care.key,
        extension=[world.extension("episode-name", valueString=problem["text"])],
        status="active",
        type=[world.concept("episode-types", "PHC" if care.facility.primary else "TREATMENT")],
        patient=care.patient,
        managingOrganization=organization,
        period={"start": days[0].isoformat()},
        careManager=role,
    )
    shared = {"episode": care.package.add(episode), "role": role, "location": location}
    for number, day in enumerate(days):
        _add_encounter(care, f"{care.key}/{number}", problem, day, shared)


def _add_encounter(care: Care, key: str, problem: dict[str, Any], day: date, shared: Resource) -> None:
    """Takes one encounter package into the bundle."""
    world, package, random = care.world, care.package, care.world.random("encounter", key)
    minute = random.randrange(8 * 60, 17 * 60, 20)
    start = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=_ZONE)
    end = start + timedelta(minutes=random.randint(12, 19))
    encounter = _encounter(care, key, problem, shared)
    encounter["period"] = {"start": start.isoformat(), "end": end.isoformat()}
    # Encounter and condition refer to each other: it learns of its diagnosis last.
    context = {"subject": care.patient, "encounter": package.add(encounter)}
    condition = package.add(_condition(world, key, problem, day, {**context, "asserter": shared["role"]}))
    encounter["diagnosis"] = [
        {"condition": condition, "use": world.concept("diagnosis-roles", "primary"), "rank": 1}
    ]
    age = (day - care.born).days // 365
    made = {
        **context,
        "effectiveDateTime": start.isoformat(),
        "issued": end.isoformat(),
        "performer": [shared["role"]],
    }
    for name in problem["observations"]:
        package.add(observation(world, f"{key}/{name}", name, made, age))


def _encounter(care: Care, key: str, problem: dict[str, Any], shared: Resource) -> Resource:
    world, primary = care.world, care.facility.primary
    performer = {"coding": [{"system": _PARTICIPATION, "code": "PPRF"}]}
    encounter = world.new(
        "Encounter",
        key,
        extension=[_action(world, primary)],
        status="finished",
        type=[
            world.concept("encounter-classes", "PHC" if primary else "AMB"),
            world.concept("encounter-types", "service_delivery_location"),
        ],
        subject=care.patient,
        episodeOfCare=[shared["episode"]],
        participant=[{"type": [performer], "individual": shared["role"]}],
        location=[{"location": shared["location"]}],
    )
    encounter["class"] = {"system": _ACT_CODES, "code": "AMB"}
    if primary:
        encounter["reasonCode"] = [world.concept("icpc2-reasons", problem["reason"], problem["reasonText"])]
    return encounter


def _action(world: World, primary: bool) -> Resource:
    """What was done: an action of primary care, or a service of the catalogue."""
    if primary:
        action = world.concept("icpc2-actions", "A30", "Повний огляд")
        return world.extension("encounter-action", valueCodeableConcept=action)
    service = world.concept("services", "demo-counselling", "Консультація лікаря-спеціаліста")
    return world.extension("encounter-service", valueCodeableConcept=service)


def _condition(world: World, key: str, problem: dict[str, Any], day: date, shared: Resource) -> Resource:
    codings = [
        {"system": world.dictionary(system), "code": problem[name]}
        for system, name in (("icpc2-conditions", "icpc2"), ("icd10-am", "icd10am"))
        if name in problem
    ]
    return world.new(
        "Condition",
        key,
        clinicalStatus=_status("condition-clinical", "active"),
        verificationStatus=_status("condition-ver-status", "confirmed"),
        code={"coding": codings, "text": problem["text"]},
        onsetDateTime=day.isoformat(),
        recordedDate=day.isoformat(),
        **shared,
    )


def _status(system: str, code: str) -> Resource:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def _days(random: Random, care: Care, count: int) -> set[date]:
    """Up to ``count`` days of the last years, after the birth and before today."""
    longest = min(_YEARS * 365, (care.world.today - care.born).days - 14)
    return {care.world.today - timedelta(days=random.randint(1, longest)) for _ in range(count)}
