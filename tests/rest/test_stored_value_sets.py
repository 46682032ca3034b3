"""Searches for the codes of value sets that are stored on the server.

https://hl7.org/fhir/R4/search.html#modifiers
https://hl7.org/fhir/R4/valueset.html#compositions
"""

import time
from urllib.parse import quote

import pytest
from outcomes import first_issue
from rest_api import Api

from hie.terminology import enumeration

DRUGS = "http://example.org/drugs"
GENDERS = "http://hl7.org/fhir/administrative-gender"
GENDER_SET = "http://hl7.org/fhir/ValueSet/administrative-gender"
#: Code systems that are stored: all of one and a part of the other.
OWN, PART, LONG = (f"http://example.org/{name}" for name in ("own", "part", "long"))

BELOW_A = {"property": "concept", "op": "is-a", "value": "a"}


def _value_set(id: str, include: list, version: str = "1", url: str | None = None, **compose: object) -> dict:
    return {
        "resourceType": "ValueSet",
        "id": id,
        "url": url or f"http://example.org/ValueSet/{id}",
        "version": version,
        "status": "active",
        "compose": {"include": include, **compose},
    }


def _codes(*codes: str, system: str = DRUGS) -> dict:
    return {"system": system, "concept": [{"code": code} for code in codes]}


def _imported(*ids: str) -> dict:
    return {"valueSet": [f"http://example.org/ValueSet/{id}" for id in ids]}


VALUE_SETS = [
    _value_set("ab", [_codes("a", "b")]),
    _value_set("bc", [_codes("b"), _codes("c")]),
    _value_set("genders", [{"system": GENDERS}]),
    _value_set("not-male", [{"system": GENDERS}], exclude=[_codes("male", system=GENDERS)]),
    _value_set("both", [_imported("ab", "bc")]),
    _value_set("either", [_imported("ab"), _imported("bc")]),
    _value_set("some-of-ab", [{**_codes("a", "z"), **_imported("ab")}]),
    _value_set("of-package", [{"valueSet": [GENDER_SET]}]),
    _value_set("circle", [_imported("round")]),
    _value_set("round", [_imported("circle")]),
    _value_set("all-drugs", [{"system": DRUGS}]),
    _value_set("all-drugs-below", [_imported("ab"), _imported("all-drugs")]),
    _value_set("missing", [_imported("nobody")]),
    _value_set("nothing", [_codes("a")], exclude=[_codes("a")]),
    _value_set("v1", [_codes("a")], "1", "http://example.org/ValueSet/versions"),
    _value_set("v2", [_codes("b")], "2", "http://example.org/ValueSet/versions"),
    _value_set("mine", [_codes("a")], url=GENDER_SET),
    _value_set("own", [{"system": OWN}]),
    _value_set(
        "own-below", [{"system": OWN, "filter": [{"property": "concept", "op": "is-a", "value": "a"}]}]
    ),
    _value_set("own-old", [{"system": OWN, "version": "0"}]),
    _value_set("part", [{"system": PART}]),
    {
        "resourceType": "ValueSet",
        "id": "expanded",
        "url": "http://example.org/ValueSet/expanded",
        "status": "active",
        "expansion": {"timestamp": "2026-01-01", "contains": [{"system": DRUGS, "code": "c"}]},
    },
]


@pytest.fixture(scope="module")
def filled(make_api, plain) -> Api:
    api = make_api(plain, profiles="none")
    resources = [
        *(_code_system(url, content) for url, content in ((OWN, "complete"), (PART, "fragment"))),
        *VALUE_SETS,
        *(
            {
                "resourceType": "Basic",
                "id": f"own-{code}",
                "code": {"coding": [{"system": OWN, "code": code}]},
            }
            for code in "abz"
        ),
        *({"resourceType": "Patient", "id": gender, "gender": gender} for gender in ("male", "female")),
        *(
            {
                "resourceType": "Observation",
                "id": code,
                "status": "final",
                "code": {"coding": [{"system": DRUGS, "code": code}]},
                "subject": {"reference": "Patient/male"},
            }
            for code in "abcd"
        ),
    ]
    for resource in resources:
        response = api.put(f"{resource['resourceType']}/{resource['id']}", resource)
        assert 201 == response.status_code, response.text
    return api


def _code_system(url, content):
    concept = [{"code": "a", "concept": [{"code": "b"}]}, {"code": "c"}]
    return {
        "resourceType": "CodeSystem",
        "id": url.rpartition("/")[2],
        "url": url,
        "version": "1",
        "status": "active",
        "content": content,
        "concept": concept,
    }


def _url(id):
    return f"http://example.org/ValueSet/{id}"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Observation?code:in=ValueSet/ab", "a b"),
        ("Observation?code:in=http://localhost/fhir/ValueSet/ab", "a b"),
        (f"Observation?code:in={_url('ab')}", "a b"),
        (f"Observation?code:in={_url('ab')}|1", "a b"),
        (f"Observation?code:not-in={_url('ab')}", "c d"),
        ("Observation?code:in=ValueSet/ab,ValueSet/bc", "a b c"),
        ("Observation?code:in=ValueSet/bc", "b c"),
        ("Observation?code:in=ValueSet/both", "b"),
        ("Observation?code:in=ValueSet/either", "a b c"),
        ("Observation?code:in=ValueSet/some-of-ab", "a"),
        ("Observation?code:in=ValueSet/expanded", "c"),
        ("Basic?code:in=ValueSet/own", "own-a own-b"),
        ("Basic?code:in=ValueSet/own-below", "own-a own-b"),
        ("Basic?code:not-in=ValueSet/own", "own-z"),
        ("Observation?code:in=ValueSet/v2", "b"),
        (f"Observation?code:in={_url('versions')}|2", "b"),
        ("Patient?gender:in=ValueSet/genders", "female male"),
        ("Patient?gender:in=ValueSet/not-male", "female"),
        ("Patient?gender:not-in=ValueSet/not-male", "male"),
        ("Patient?gender:in=ValueSet/of-package", "female male"),
        # What a package defines is not defined anew by what is stored.
        (f"Patient?gender:in={GENDER_SET}", "female male"),
        ("Observation?code:in=ValueSet/mine", "a"),
        ("Patient?_has:Observation:subject:code:in=ValueSet/ab", "male"),
        ("Observation?subject:Patient.gender:in=ValueSet/not-male", ""),
        ("Observation?_filter=code in ValueSet/ab", "a b"),
    ],
)
def test_codes_of_stored_value_sets(filled, query, expected):
    path = quote(query, safe="/?=&:,|")

    assert expected.split() == sorted(filled.ids(path))


@pytest.mark.parametrize(
    ("value", "key", "named"),
    [
        ("ValueSet/nobody", "search-value-set-unknown", "ValueSet/nobody"),
        (f"{_url('ab')}|2", "search-value-set-unknown", "|2"),
        ("ValueSet/missing", "search-value-set-unknown", _url("nobody")),
        ("ValueSet/circle", "search-value-set-circle", _url("round")),
        ("ValueSet/own-old", "search-value-set-system", OWN),
        ("ValueSet/part", "search-value-set-system", PART),
        ("ValueSet/all-drugs", "search-value-set-system", DRUGS),
        ("ValueSet/all-drugs-below", "search-value-set-system", _url("all-drugs")),
        ("ValueSet/nothing", "search-value-set-empty", "ValueSet/nothing"),
        (_url("versions"), "search-definitions-several", "2"),
        ("ValueSet/ab,ValueSet/nobody", "search-value-set-unknown", "ValueSet/nobody"),
    ],
)
@pytest.mark.parametrize("language", ["en", "uk"])
def test_what_cannot_be_expanded_is_refused_with_the_reason(filled, value, key, named, language):
    """Never a search for half of the codes."""
    response = filled.get(f"Observation?code:in={quote(value, safe='/:,|')}", Accept_Language=language)

    assert (400, key) == (response.status_code, first_issue(response)[0])
    assert named in response.json["issue"][0]["diagnostics"]


@pytest.mark.parametrize("bound", ["MAX_CODES", "MAX_IMPORTS"])
def test_large_value_sets_are_refused(filled, monkeypatch, bound):
    monkeypatch.setattr(enumeration, bound, 2)

    response = filled.get("Observation?code:in=ValueSet/either")

    assert (400, "search-value-set-large") == (response.status_code, first_issue(response)[0])
    assert "ab" == "".join(sorted(filled.ids("Observation?code:in=ValueSet/ab")))


def test_a_value_set_counts_as_it_is_now(filled):
    filled.put("ValueSet/now", _value_set("now", [_codes("a")]))
    assert ["a"] == filled.ids("Observation?code:in=ValueSet/now")
    filled.put("ValueSet/now", _value_set("now", [_codes("d")]))
    assert ["d"] == filled.ids("Observation?code:in=ValueSet/now")
    filled.delete("ValueSet/now")
    assert 400 == filled.get("Observation?code:in=ValueSet/now").status_code


def test_in_conditions_of_writes(filled):
    """What a conditional create looks for may be a value set, too."""
    condition = "code:in=ValueSet/expanded"
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}

    response = filled.post("Observation", observation, If_None_Exist=condition)

    assert (200, "c") == (response.status_code, response.json["id"])


def test_a_hostile_filter_takes_no_time(filled):
    """Regular expressions are tried on codes in linear time, whoever has stored both."""
    filled.put(
        "CodeSystem/long",
        {**_code_system(LONG, "complete"), "concept": [{"code": "a" * 64 + "!"}, {"code": "aa"}]},
    )
    hostile = {"property": "code", "op": "regex", "value": "(a+)+"}
    filled.put("ValueSet/hostile", _value_set("hostile", [{"system": LONG, "filter": [hostile]}]))
    started = time.monotonic()

    assert [] == filled.ids("Observation?code:in=ValueSet/hostile")
    assert time.monotonic() - started < 5
    broken = {**hostile, "value": "(a"}
    filled.put("ValueSet/hostile", _value_set("hostile", [{"system": LONG, "filter": [broken]}]))
    response = filled.get("Observation?code:in=ValueSet/hostile")
    assert (400, "search-value-set-system") == (response.status_code, first_issue(response)[0])
