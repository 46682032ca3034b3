"""Conditions together find what they find apart: a property of every query, checked on random ones."""

import random
from functools import reduce

import pytest

CODES = ("a", "b", "c")
CONDITIONS = [
    "patient=1",
    "patient=1,2",
    "subject=Patient/0",
    "subject:missing=true",
    "subject:identifier=s|1",
    "code=a",
    "code=s|a,s|b",
    "code:not=a",
    "status=final",
    "status:not=final",
    "category:missing=true",
    "date=2024-01",
    "date=ge2024-01-15",
    "date=gt2024-02",
    "date=le2024-02-10",
    "date=lt2024-01-20",
    "date=sa2024-01-05",
    "date=eb2024-03",
    "date=ne2024-01",
    "date=ap2024-01-10",
    "date=2024-01,2024-03",
    "date:missing=true",
    "value-quantity=gt5",
    "value-quantity=le5||mg",
    "value-quantity=ne3",
    "value-string=зна",
    "value-string:contains=9",
    "value-string:missing=false",
    "code-value-quantity=a$ge4",
    "_lastUpdated=gt2024-01-01T00:30:00Z",
    "_id=r1,r2,r3,r4,r5,r30,r31,r60,r61,r90",
    "_tag:not=t|1",
]
SORTS = ["", "_sort=date", "_sort=-date", "_sort=-_lastUpdated", "_sort=value-quantity,-date", "_sort=_id"]


def _resource(numbers: random.Random, number: int) -> dict:
    resource: dict = {
        "resourceType": "Observation",
        "id": f"r{number}",
        "status": numbers.choice(["final", "final", "preliminary"]),
        "code": {"coding": [{"system": "s", "code": numbers.choice(CODES)}]},
    }
    if numbers.random() < 0.5:
        resource["meta"] = {"tag": [{"system": "t", "code": "1"}]}
    if numbers.random() < 0.5:
        resource["category"] = [{"coding": [{"system": "s", "code": "vital"}]}]
    if numbers.random() < 0.9:
        number = numbers.randrange(3)
        resource["subject"] = numbers.choice(
            [{"reference": f"Patient/{number}"}, {"identifier": {"system": "s", "value": str(number)}}]
        )
    day = f"2024-{numbers.randrange(1, 4):02}-{numbers.randrange(1, 28):02}"
    resource |= numbers.choice(
        [
            {},
            {"effectiveDateTime": day},
            {"effectiveDateTime": f"{day}T10:00:00Z"},
            {"effectiveDateTime": day[:7]},
            {"effectiveDateTime": "2024"},
            {"effectivePeriod": {"start": day}},
            {"effectivePeriod": {"end": day}},
            {"effectivePeriod": {"start": "2023-12-01", "end": day}},
        ]
    )
    amount = numbers.randrange(10)
    resource |= numbers.choice(
        [
            {},
            {"valueString": f"значення {amount}"},
            {"valueQuantity": {"value": amount, "code": "mg"}},
            {"valueQuantity": {"value": amount, "code": "kg", "comparator": "<"}},
            {"valueQuantity": {"value": amount, "unit": "mg", "comparator": ">="}},
        ]
    )
    return resource


@pytest.fixture(scope="module")
def random_library(library):
    """The library with random observations, each tenth deleted."""
    numbers = random.Random(20240615)  # noqa: S311 - The same resources in every run.
    library.put(*(_resource(numbers, number) for number in range(150)))
    for number in range(0, 150, 10):
        library.delete("Observation", f"r{number}")
    return library


def test_conditions_together(random_library):
    """A query finds the intersection of what its conditions find, whatever the order."""
    apart = {condition: set(random_library.ids(f"Observation?{condition}")) for condition in CONDITIONS}
    assert all(apart.values())
    assert not set().union(*apart.values()) & {f"r{number}" for number in range(0, 150, 10)}
    numbers = random.Random(1)  # noqa: S311 - The same queries in every run.
    for _ in range(300):
        chosen = numbers.sample(CONDITIONS, numbers.randrange(2, 5))
        query = "Observation?" + "&".join([*chosen, *filter(None, [numbers.choice(SORTS)])])
        found = random_library.ids(query)
        assert reduce(set.intersection, (apart[condition] for condition in chosen)) == set(found), query
        assert len(set(found)) == len(found), query


def test_missing_is_the_rest(random_library):
    """Every resource has a value for a parameter or has none."""
    every = set(random_library.ids("Observation"))
    for name in (
        "subject",
        "date",
        "value-quantity",
        "value-string",
        "code-value-quantity",
        "category",
        "_tag",
    ):
        absent = set(random_library.ids(f"Observation?{name}:missing=true"))
        present = set(random_library.ids(f"Observation?{name}:missing=false"))
        assert every == absent | present
        assert not absent & present


def test_not_is_the_rest(random_library):
    """Every resource has a code or does not have it."""
    every = set(random_library.ids("Observation"))
    for condition in ("code{}=a", "status{}=final", "_tag{}=t|1", "category{}=vital"):
        having = set(random_library.ids("Observation?" + condition.format("")))
        lacking = set(random_library.ids("Observation?" + condition.format(":not")))
        assert (every, set()) == (having | lacking, having & lacking)
