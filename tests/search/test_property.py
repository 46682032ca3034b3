"""Random resources and random queries: the search finds what a slow and plain one does."""

import itertools
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slow_search import UCUM, SlowSearch

#: The server and the time of the library's searches.
BASE, NOW = "https://hie.example/fhir", datetime(2024, 6, 15, 12, tzinfo=UTC)
#: Each example's resources have ids of their own: all stay in one database.
NUMBERS = itertools.count()


def some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with any of ``members``, and one at least."""
    return st.fixed_dictionaries({}, optional=members).filter(bool)


CODES = st.fixed_dictionaries(
    {"code": st.sampled_from(["a", "b", "a|b", "c$d"])},
    optional={
        "system": st.sampled_from(["urn:s", "urn:t"]),
        "display": st.sampled_from(["Біль", "Біль у  п’яті", "Pain"]),
    },
)
CONCEPTS = some(
    coding=st.lists(CODES, min_size=1, max_size=2), text=st.sampled_from(["біль", "П'ята", "Páin"])
)
DAYS = st.sampled_from(["2023", "2024", "2024-02", "2024-02-29", "2024-03-01", "2024-06-15"])
MOMENTS = DAYS | st.sampled_from(
    ["2024-02-29T23:30:00Z", "2024-03-01T01:30:00+02:00", "2024-03-01T00:00:00.500Z", "2024-06-15T12:00:00Z"]
)
PERIODS = some(start=st.sampled_from(["2023", "2024-01"]), end=st.sampled_from(["2024-02-29", "2024-12"]))
QUANTITIES = st.fixed_dictionaries(
    {"value": st.sampled_from([1, 5, 5.4, 54, 540, 1000])},
    optional={"comparator": st.sampled_from(["<", "<=", ">", ">="])},
).flatmap(
    lambda amount: st.sampled_from(
        [
            {**amount, "system": UCUM, "code": "g"},
            {**amount, "system": UCUM, "code": "mg", "unit": "mg"},
            {**amount, "system": UCUM, "code": "cm"},
            {**amount, "system": "urn:u", "code": "g"},
            {**amount, "unit": "g"},
        ]
    )
)
LINKS = st.sampled_from(
    [
        {"reference": "Patient/1"},
        {"reference": f"{BASE}/Patient/1"},
        {"reference": "Patient/1/_history/3"},
        {"reference": "Patient/2"},
        {"reference": "Group/1"},
        {"reference": "https://other.example/Patient/1"},
    ]
)
WORDS = st.sampled_from(
    ["Ковальчук", "ковальчук", "КОВАЛЬ", "Солов’яненко", "Солов'як", "Ґудзь", "Гудзь", "Müller"]
)

OBSERVATIONS = st.fixed_dictionaries(
    {"resourceType": st.just("Observation"), "status": st.sampled_from(["final", "preliminary"])},
    optional={
        "code": CONCEPTS,
        "category": st.lists(CONCEPTS, min_size=1, max_size=2),
        "subject": LINKS,
    },
).flatmap(
    lambda base: st.tuples(
        st.just(base),
        st.just({})
        | MOMENTS.map(lambda v: {"effectiveDateTime": v})
        | PERIODS.map(lambda v: {"effectivePeriod": v}),
        st.just({})
        | QUANTITIES.map(lambda v: {"valueQuantity": v})
        | WORDS.map(lambda v: {"valueString": v}),
    ).map(lambda parts: {**parts[0], **parts[1], **parts[2]})
)
PATIENTS = st.fixed_dictionaries(
    {"resourceType": st.just("Patient")},
    optional={
        "gender": st.sampled_from(["male", "female"]),
        "active": st.booleans(),
        "deceasedBoolean": st.booleans(),
        "birthDate": DAYS,
        "name": st.lists(
            some(family=WORDS, given=st.lists(WORDS, min_size=1, max_size=2)), min_size=1, max_size=2
        ),
        "address": st.lists(
            some(city=WORDS, line=st.lists(WORDS, min_size=1, max_size=1)), min_size=1, max_size=1
        ),
        "identifier": st.lists(
            some(system=st.sampled_from(["urn:s", "urn:t"]), value=st.sampled_from(["1", "2", "x,y"])),
            min_size=1,
            max_size=2,
        ),
        "generalPractitioner": st.just([{"reference": "Practitioner/1"}]),
    },
)
RISKS = st.fixed_dictionaries(
    {"resourceType": st.just("RiskAssessment"), "status": st.just("final")},
    optional={
        "prediction": st.lists(
            st.sampled_from([0.1, 0.15, 0.5, 1, 99.5, 100]).map(lambda v: {"probabilityDecimal": v})
            | st.sampled_from(
                [
                    {"low": {"value": 0.1}, "high": {"value": 0.5}},
                    {"low": {"value": 1}},
                    {"high": {"value": 1}},
                ]
            ).map(lambda v: {"probabilityRange": v}),
            min_size=1,
            max_size=2,
        )
    },
)
VALUE_SETS = st.fixed_dictionaries(
    {"resourceType": st.just("ValueSet"), "status": st.just("draft")},
    optional={
        "url": st.sampled_from(["http://e.example/a", "http://e.example/a/b", "http://e.example/ab", "urn:x"])
    },
)

PREFIXES = st.sampled_from(["", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"])
TOKENS = ["a", "b", "urn:s|a", "urn:s|", "|a", "urn:t|b", "a\\|b", "c\\$d", "|c\\$d"]
IDENTIFIERS = ["1", "urn:s|1", "urn:t|", "|2", "x\\,y", "urn:s|x\\,y"]
NAMES = ["ковал", "Солов'я", "ґудзь", "гудзь", "mull", "К", "яненко"]
TEXTS = ["біль", "біль у п'яті", "п", "pain"]
AMOUNTS = ["5", "5.4", "0.54", "540", "1000", "0.0054"]
UNITS = ["", "||g", "||mg", f"|{UCUM}|g", f"|{UCUM}|mg", f"|{UCUM}|m", "|urn:u|g"]
DATES = [
    "2024",
    "2024-02",
    "2024-02-29",
    "2024-03-01T00:00Z",
    "2024-03-01T00:00:00Z",
    "2024-06-15T12:00:00Z",
    "2023-12",
]


def either(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One value, or alternatives."""
    return st.lists(values, min_size=1, max_size=3).map(",".join)


def ask(names: list[str], values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str]]:
    """A condition on one of ``names``."""
    return st.tuples(st.sampled_from(names), either(values))


def amounts() -> st.SearchStrategy[str]:
    return st.tuples(PREFIXES, st.sampled_from(AMOUNTS), st.sampled_from(UNITS)).map("".join)


def dates() -> st.SearchStrategy[str]:
    return st.tuples(PREFIXES, st.sampled_from(DATES)).map("".join)


def absent(names: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(
        st.sampled_from(names).map(lambda name: f"{name}:missing"), st.sampled_from(["true", "false"])
    )


CONDITIONS = {
    "Observation": ask(["code", "code:not", "category", "category:not"], st.sampled_from(TOKENS))
    | ask(
        ["status", "status:not"],
        st.sampled_from(["final", "http://hl7.org/fhir/observation-status|final", "x|final"]),
    )
    | ask(["code:text", "category:text"], st.sampled_from(TEXTS))
    | ask(["subject", "patient"], st.sampled_from(["1", "2", "Patient/1", f"{BASE}/Patient/2", "Group/1"]))
    | ask(["subject"], st.just("https://other.example/Patient/1"))
    | ask(["date"], dates())
    | ask(["value-quantity"], amounts())
    | ask(["value-string", "value-string:exact", "value-string:contains"], st.sampled_from(NAMES))
    | ask(
        ["code-value-quantity"],
        st.tuples(st.sampled_from(["a", "urn:s|a", "c\\$d"]), amounts()).map("$".join),
    )
    | ask(["code-value-string"], st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(NAMES)).map("$".join))
    | absent(["code", "category", "subject", "date", "value-quantity", "value-string"]),
    "Patient": ask(["family", "given", "name", "address", "address-city"], st.sampled_from(NAMES))
    | ask(["family:exact", "given:exact"], st.sampled_from(["Ковальчук", "Солов’яненко", "Солов'яненко"]))
    | ask(["name:contains", "address:contains"], st.sampled_from(NAMES))
    | ask(["identifier", "identifier:not"], st.sampled_from(IDENTIFIERS))
    | ask(
        ["gender", "gender:not"],
        st.sampled_from(["male", "http://hl7.org/fhir/administrative-gender|female"]),
    )
    | ask(["active", "deceased", "active:not"], st.sampled_from(["true", "false"]))
    | ask(["birthdate"], dates())
    | absent(["family", "given", "address", "identifier", "gender", "birthdate", "general-practitioner"]),
    "RiskAssessment": ask(
        ["probability"], st.tuples(PREFIXES, st.sampled_from(["0.1", "0.5", "1", "100", "99.5"])).map("".join)
    )
    | absent(["probability"]),
    "ValueSet": ask(
        ["url", "url:below", "url:above", "url:contains"],
        st.sampled_from(
            ["http://e.example/a", "http://e.example/a/b", "http://e.example/a/b/c", "urn:x", "/a"]
        ),
    )
    | absent(["url"]),
}
RESOURCES = {
    "Observation": OBSERVATIONS,
    "Patient": PATIENTS,
    "RiskAssessment": RISKS,
    "ValueSet": VALUE_SETS,
}


@pytest.fixture(scope="module")
def slow(registry):
    """The slow search."""
    return SlowSearch(registry, BASE, NOW)


@pytest.mark.parametrize(
    ("type_", "examples"), [("Observation", 120), ("Patient", 80), ("RiskAssessment", 40), ("ValueSet", 30)]
)
def test_the_search_finds_what_a_slow_one_does(library, slow, type_, examples):
    """Every condition, alone and with others, matches what its definition and the text say."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(
        st.lists(RESOURCES[type_], min_size=1, max_size=8),
        st.lists(st.lists(CONDITIONS[type_], min_size=1, max_size=3), min_size=1, max_size=8),
    )
    def check(resources: list[dict[str, Any]], queries: list[list[tuple[str, str]]]) -> None:
        example = next(NUMBERS)
        stored = [{**resource, "id": f"{example}-{number}"} for number, resource in enumerate(resources)]
        library.put(*stored)
        for conditions in queries:
            text = "&".join(f"{name}={quote(value, safe='')}" for name, value in conditions)
            planned = library.plan(f"{type_}?{text}&_count=100000", max_count=100_000)
            found = {each.id for each in library.find(planned) if each.id.startswith(f"{example}-")}
            expected = {
                resource["id"]
                for resource in stored
                if all(slow.matches(resource, name, value) for name, value in conditions)
            }
            assert expected == found, (
                conditions,
                [each for each in stored if each["id"] in expected ^ found],
            )

    check()
