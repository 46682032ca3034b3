"""The query shapes of ``make bench-scale``, on resources that are drawn from what is stored.

https://hl7.org/fhir/R4/search.html
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from pymongo import MongoClient

from benchmarks.generator import PLACEHOLDER, Planned
from benchmarks.resources import Makes, compact
from benchmarks.servers import HIE_DATABASE

Resource = dict[str, Any]
#: Resources of one type that are stored.
Sample = list[Resource]

_REQUESTS = 500
_TYPES = ("Patient", "Encounter", "Condition", "Observation", "PractitionerRole")
LOINC = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class Stored:
    """Resources drawn at random, by type."""

    by_type: dict[str, Sample]

    @classmethod
    def drawn(cls, uri: str) -> "Stored":
        """Drawn from the database at ``uri``."""
        with MongoClient[Resource](uri) as client:
            database = client[HIE_DATABASE]
            drawn = {
                type: [
                    json.loads(found["body"])
                    for found in database[type].aggregate([{"$sample": {"size": 2000}}])
                    if "body" in found
                ]
                for type in _TYPES
            }
        return cls(drawn)

    def paths(self, type: str, make: Callable[[Resource], str]) -> list[Planned]:
        """Requests for what ``make`` asks about resources of ``type``."""
        random = Random(5)  # noqa: S311 - wanted: the same choice each time.
        chosen = random.choices(self.by_type[type], k=_REQUESTS)
        return [("GET", f"/fhir/{make(each)}", "") for each in chosen]


def _code(resource: Resource) -> str:
    coding = resource["code"]["coding"][0]
    return quote(f"{coding['system']}|{coding['code']}", safe="/:")


def _identifier(resource: Resource) -> str:
    first = resource["identifier"][0]
    return quote(f"{first['system']}|{first['value']}", safe="/:")


def _patient(resource: Resource) -> str:
    return str(resource["subject"]["reference"]).rpartition("/")[2]


def _measured(resource: Resource) -> bool:
    return "valueQuantity" in resource and resource["code"]["coding"][0]["system"] == LOINC


def shapes(stored: Stored) -> dict[str, list[Planned]]:
    """Eleven shapes that clients use, by the name that the results give them."""
    numeric = Stored({"Observation": [each for each in stored.by_type["Observation"] if _measured(each)]})
    return {
        "identifier": stored.paths("Patient", lambda it: f"Patient?identifier={_identifier(it)}"),
        "name_and_birthdate": stored.paths(
            "Patient",
            lambda it: f"Patient?family={quote(it['name'][0]['family'])}&birthdate={it['birthDate']}",
        ),
        "patient_code_date": stored.paths(
            "Observation",
            lambda it: (
                f"Observation?patient={_patient(it)}&code={_code(it)}&date=ge2020-01-01&_sort=-date&_count=20"
            ),
        ),
        "of_encounter": stored.paths("Encounter", lambda it: f"Observation?encounter=Encounter/{it['id']}"),
        "active_conditions": stored.paths(
            "Condition", lambda it: f"Condition?patient={_patient(it)}&clinical-status=active"
        ),
        "encounters_with_patient": stored.paths(
            "Encounter",
            lambda it: f"Encounter?patient={_patient(it)}&date=ge2020-01-01&_include=Encounter:patient",
        ),
        "last_updated": stored.paths(
            "Observation",
            lambda it: (
                f"Observation?_lastUpdated=ge{quote(it['meta']['lastUpdated'])}&_sort=_lastUpdated&_count=20"
            ),
        ),
        "patient_with_all": stored.paths(
            "Patient", lambda it: f"Patient?_id={it['id']}&_revinclude=Observation:patient"
        ),
        "value_of_patient": numeric.paths(
            "Observation",
            lambda it: (
                f"Observation?patient={_patient(it)}&code={_code(it)}"
                f"&value-quantity=ge{it['valueQuantity']['value']}"
            ),
        ),
        "roles_of_practitioner": stored.paths(
            "PractitionerRole", lambda it: f"PractitionerRole?practitioner={it['practitioner']['reference']}"
        ),
        "chain": stored.paths(
            "Patient", lambda it: f"Condition?subject:Patient.identifier={_identifier(it)}"
        ),
    }


def works(makes: Makes, stored: Stored) -> dict[str, list[Planned]]:
    """Reads, creates, updates and transactions, and the search that the floor knows too."""
    observations = stored.by_type["Observation"]
    fresh = list(makes.observations(7, 2))
    dates = "date=ge2015-01-01&date=lt2027-01-01&_sort=-date&_count=20"
    search = [
        ("GET", f"/fhir/Observation?patient={_patient(each)}&code={_code(each)}&{dates}", "")
        for each in observations
    ]
    return {
        "read": [("GET", f"/fhir/Observation/{each['id']}", "") for each in observations],
        "search": search,
        "create": [("POST", "/fhir/Observation", compact(each)) for each in fresh],
        "update": [
            ("PUT", f"/fhir/Observation/{each['id']}", compact({**each, "note": [{"text": PLACEHOLDER}]}))
            for each in observations
        ],
        "transaction": [
            ("POST", "/fhir", compact(makes.transaction(fresh[at : at + 20]))) for at in range(0, 1000, 20)
        ],
    }
