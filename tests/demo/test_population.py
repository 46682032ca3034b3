"""The synthetic population: complete, repeatable, in Ukrainian letters, and valid."""

import json
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from hie.app import Definitions
from hie.demo import bundles
from hie.demo.data import NAMES
from hie.demo.numbers import birth, edrpou, rnokpp, unzr
from hie.fhir import encode

MANIFEST = Path(__file__).parents[2] / "profiles" / "package" / "package.json"
CANONICAL = json.loads(MANIFEST.read_text("utf-8"))["canonical"]
TODAY = date(2026, 1, 15)
NAME = re.compile(r"[А-ЩЬЮЯҐЄІЇа-щьюяґєії'-]+")
PATIENTS = 60


def population(patients: int = PATIENTS, seed: int = 1, today: date = TODAY) -> Iterator[dict[str, Any]]:
    """The bundles of a small population."""
    return bundles(patients, seed, today, CANONICAL)


def resources(kind: str | None = None) -> list[dict[str, Any]]:
    """Each resource of the population once, by its identifier; of one type when ``kind`` is given."""
    found = {
        entry["fullUrl"]: entry["resource"]
        for bundle in population()
        for entry in bundle["entry"]
        if kind in (None, entry["resource"]["resourceType"])
    }
    return list(found.values())


def test_same_arguments_give_the_same_bytes() -> None:
    """The population is a function of its arguments."""
    assert [encode(bundle) for bundle in population()] == [encode(bundle) for bundle in population()]


def test_another_seed_gives_other_people() -> None:
    """Two seeds share no patient."""
    one, other = (
        {entry["fullUrl"] for bundle in population(5, seed) for entry in bundle["entry"]} for seed in (1, 2)
    )
    assert one.isdisjoint(other)


def test_patients_are_as_many_as_asked() -> None:
    """The number of patients is the first argument, and a patient has about 40 resources."""
    counts = Counter(resource["resourceType"] for resource in resources())
    assert counts["Patient"] == PATIENTS
    assert 30 <= sum(counts.values()) / PATIENTS <= 50
    assert set(counts) == {
        "Condition",
        "Encounter",
        "EpisodeOfCare",
        "Location",
        "Observation",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
    }


def test_every_reference_is_in_the_bundle() -> None:
    """A bundle can be loaded alone, before or after any other."""
    for bundle in population(5):
        urls = {entry["fullUrl"] for entry in bundle["entry"]}
        assert set(re.findall(r'"reference":"([^"]+)"', encode(bundle).decode())) <= urls


def test_creates_are_conditional() -> None:
    """A repeat of a bundle finds what the first one made, by the ЕСОЗ id."""
    for bundle in population(5):
        for entry in bundle["entry"]:
            own = entry["resource"]["identifier"][0]
            assert entry["request"]["ifNoneExist"] == f"identifier={own['system']}|{own['value']}"


def test_population_is_valid(national: Definitions) -> None:
    """Every resource satisfies its national profile, without warnings of national rules."""
    now = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
    for resource in resources():
        issues = national.validator.validate(resource, now=now)
        assert [issue for issue in issues if issue.is_error or issue.key.startswith("ua-")] == []


def test_names_are_in_ukrainian_letters() -> None:
    """Family and given names have no letter of another alphabet."""
    for person in resources("Patient") + resources("Practitioner"):
        parts = [person["name"][0]["family"], *person["name"][0]["given"]]
        assert all(NAME.fullmatch(part) for part in parts), parts


def test_names_agree_with_the_gender() -> None:
    """Surname, first name and patronymic have the form of the person's gender."""
    fathers = NAMES["male"]
    for person in resources("Patient") + resources("Practitioner"):
        male = person["gender"] == "male"
        name = person["name"][0]
        assert name["family"] in {pair[0 if male else 1] for pair in NAMES["surnames"]}
        assert name["given"][0] in ({father[0] for father in fathers} if male else NAMES["female"])
        assert name["given"][1] in {father[1 if male else 2] for father in fathers}


def test_nothing_is_later_than_today() -> None:
    """No date of a clinical resource is after the day that the population is seen from."""
    for kind in ("Encounter", "Condition", "Observation"):
        for resource in resources(kind):
            dates = re.findall(r"\d{4}-\d\d-\d\d", encode(resource).decode())
            assert max(dates) < TODAY.isoformat()


@pytest.mark.parametrize(
    ("made", "expected"),
    [(edrpou(0), "99000005"), (edrpou(99999), "99999994")],
)
def test_edrpou(made: str, expected: str) -> None:
    """A code of a legal entity ends with its check digit."""
    assert made == expected


def test_numbers_are_given_once() -> None:
    """No two of 30,000 people share a tax number or a number of the demographic register."""
    people = [(birth(index, 1, TODAY), index % 2 == 0) for index in range(30_000)]
    assert len({rnokpp(born, male) for born, male in people}) == len(people)
    assert len({unzr(born, male) for born, male in people}) == len(people)


def test_population_streams() -> None:
    """Memory does not grow with the number of patients."""
    stream = population(10_000)
    next(islice(stream, 200, None))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    next(islice(stream, 300, None))
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 1_000_000


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 3, 1), date(2028, 12, 31)])
def test_any_day_will_do(today: date) -> None:
    """Leap days and year ends are days like others."""
    assert sum(1 for _ in population(40, 3, today)) > 40
