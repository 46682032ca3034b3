"""The resources that the benchmarks send: Observations of national shape, and Bundles of them.

https://hl7.org/fhir/R4/observation.html

Everything is made from fixed seeds: two runs send the same.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.generator import PLACEHOLDER, Planned
from hie.config import Settings
from hie.conformance import Package

Resource = dict[str, Any]

PATIENTS = 100
#: Observations of each patient and code that are there before anything is measured.
PER_CODE = 40
TRANSACTION_ENTRIES = 20

LOINC = "http://loinc.org"
#: Code, text, unit, least and greatest value.
_MEASURES = (
    ("8867-4", "Частота серцевих скорочень", "/min", 50, 130),
    ("8310-5", "Температура тіла", "Cel", 35, 40),
    ("29463-7", "Маса тіла", "kg", 40, 120),
    ("2708-6", "Насичення крові киснем", "%", 85, 100),
    ("14743-9", "Глюкоза (глюкометр)", "mmol/L", 3, 15),
)
_FIRST_DAY = datetime(2023, 1, 1, 6, tzinfo=UTC)
_DAYS = 1000
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


@dataclass(frozen=True, slots=True)
class Makes:
    """Makes resources of the national package whose base is ``canonical``."""

    canonical: str

    @classmethod
    def of_checkout(cls) -> "Makes":
        """For the national package beside this checkout."""
        return cls(Package.at(Settings().national_package).manifest["canonical"])

    def observation(self, random: Random, patient: int, measure: int) -> Resource:
        """An Observation of about 1.5 KB; the end of its identifier is left open."""
        code, text, unit, low, high = _MEASURES[measure]
        moment = _FIRST_DAY + timedelta(minutes=random.randrange(_DAYS * 24 * 60))
        value = f"{random.uniform(low, high):.1f}"
        return {
            "resourceType": "Observation",
            "meta": {"profile": [f"{self.canonical}/StructureDefinition/ua-observation"]},
            "identifier": [{"system": f"{self.canonical}/sid/esoz", "value": _open_uuid(random)}],
            "status": "final",
            "category": [{"coding": [{"system": _CATEGORY, "code": "vital-signs"}]}],
            "code": {"coding": [{"system": LOINC, "code": code}], "text": text},
            "subject": {"reference": f"Patient/{patient_id(patient)}", "display": "Шевченко Оксана Петрівна"},
            "encounter": {"reference": f"Encounter/{_uuid(random)}"},
            "effectiveDateTime": moment.isoformat(),
            "issued": (moment + timedelta(minutes=7)).isoformat(),
            "performer": [{"reference": f"PractitionerRole/role-{random.randrange(50)}"}],
            "valueQuantity": _quantity(value, unit),
            "interpretation": [{"coding": [{"system": _INTERPRETATION, "code": "N"}]}],
            "note": [{"text": "Виміряно в спокої після п’яти хвилин відпочинку, сидячи."}],
            "referenceRange": [
                {"low": _quantity(f"{low}.0", unit), "high": _quantity(f"{high}.0", unit)},
            ],
        }

    def observations(self, seed: int, each: int) -> Iterator[Resource]:
        """So many Observations of every patient and code."""
        random = Random(seed)  # noqa: S311 - wanted: the same numbers each time.
        for _ in range(each):
            for patient in range(PATIENTS):
                for measure in range(len(_MEASURES)):
                    yield self.observation(random, patient, measure)

    def transaction(self, observations: list[Resource]) -> Resource:
        """A transaction that creates ``observations``; the first one links to the others as its members."""
        urls = [f"urn:uuid:{each['identifier'][0]['value']}" for each in observations]
        panel = {**observations[0], "hasMember": [{"reference": url} for url in urls[1:]]}
        entries = [
            {"fullUrl": url, "resource": each, "request": {"method": "POST", "url": "Observation"}}
            for url, each in zip(urls, [panel, *observations[1:]], strict=True)
        ]
        return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def patient_id(number: int) -> str:
    """The id of a patient."""
    return f"bench-patient-{number}"


def _quantity(value: str, unit: str) -> Resource:
    return {"value": float(value), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def _uuid(random: Random) -> str:
    text = f"{random.getrandbits(128):032x}"
    return "-".join((text[:8], text[8:12], "4" + text[13:16], "8" + text[17:20], text[20:]))


def _open_uuid(random: Random) -> str:
    """A UUID of which the last digits are the placeholder."""
    return _uuid(random)[: -len(PLACEHOLDER)] + PLACEHOLDER


def compact(resource: Resource) -> str:
    """``resource`` as compact JSON."""
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"))


def write_seeds(makes: Makes, file: Path) -> tuple[Path, list[str]]:
    """Write what is there before anything is measured, as NDJSON; gives ``file`` and the ids in it."""
    ids = []
    with file.open("w", encoding="utf-8") as stream:
        for number, resource in enumerate(makes.observations(1, PER_CODE)):
            ids.append(f"bench-{number}")
            seeded = {**resource, "id": ids[-1]}
            stream.write(compact(seeded).replace(PLACEHOLDER, f"{number:09d}") + "\n")
    return file, ids


def plans(makes: Makes, ids: list[str]) -> dict[str, list[Planned]]:
    """The requests of each part, the same for the floor and for hie."""
    random = Random(2)  # noqa: S311 - wanted: the same numbers each time.
    fresh = list(makes.observations(3, 4))
    bundles = [fresh[start : start + TRANSACTION_ENTRIES] for start in range(0, 1000, TRANSACTION_ENTRIES)]
    return {
        "create": [("POST", "/fhir/Observation", compact(each)) for each in fresh],
        "read": [("GET", f"/fhir/Observation/{id}", "") for id in random.sample(ids, 2000)],
        "search": [("GET", search_path(random), "") for _ in range(1000)],
        "transaction": [("POST", "/fhir", compact(makes.transaction(each))) for each in bundles],
    }


def search_path(random: Random) -> str:
    """A clinical search: one patient, one code, a range of dates of which the newest 20 are wanted."""
    patient, (code, *_) = random.randrange(PATIENTS), random.choice(_MEASURES)
    since, until = _FIRST_DAY + timedelta(days=100), _FIRST_DAY + timedelta(days=_DAYS - 100)
    return (
        f"/fhir/Observation?patient={patient_id(patient)}&code={LOINC}%7C{code}"
        f"&date=ge{since:%Y-%m-%d}&date=lt{until:%Y-%m-%d}&_sort=-date&_count=20"
    )
