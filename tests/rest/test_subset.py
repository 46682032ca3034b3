"""Parts of resources: ``_summary`` and ``_elements``.

https://hl7.org/fhir/R4/search.html#summary
"""

import pytest
from outcomes import first_issue

PATIENT = {
    "resourceType": "Patient",
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Олена</div>'},
    "active": True,
    "name": [{"family": "Коваль", "given": ["Олена"]}],
    "_birthDate": {"extension": [{"url": "http://example.org/x", "valueString": "?"}]},
    "birthDate": "1990-05-01",
    "contact": [{"name": {"text": "Тато"}}],
    "deceasedBoolean": False,
}
OBSERVATION = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"text": "Зріст"},
    "valueQuantity": {"value": 1.70, "unit": "m"},
    "note": [{"text": "стоячи"}],
}
BASIS = {"resourceType", "id", "meta"}


@pytest.fixture(scope="module")
def place(shared_api):
    """The URLs of a stored Patient and Observation, by type."""
    return {
        each[
            "resourceType"
        ]: f"{each['resourceType']}/{shared_api.post(each['resourceType'], each).json['id']}"
        for each in (PATIENT, OBSERVATION)
    }


@pytest.mark.parametrize(
    ("type", "query", "expected"),
    [
        ("Patient", "_summary=true", {"active", "name", "birthDate", "_birthDate", "deceasedBoolean"}),
        ("Patient", "_summary=text", {"text"}),
        ("Patient", "_summary=data", set(PATIENT) - {"text"}),
        ("Patient", "_summary=false", set(PATIENT)),
        ("Patient", "_elements=name,birthDate", {"name", "birthDate", "_birthDate"}),
        ("Patient", "_elements=Patient.active", {"active"}),
        ("Patient", "_elements=deceased[x]", {"deceasedBoolean"}),
        ("Observation", "_summary=true", {"status", "code", "valueQuantity"}),
        ("Observation", "_summary=text", {"status", "code"}),
        ("Observation", "_elements=note", {"status", "code", "note"}),
        ("Observation", "_elements=value", {"status", "code", "valueQuantity"}),
        ("Observation", "_elements=valueQuantity", {"status", "code", "valueQuantity"}),
    ],
)
@pytest.mark.parametrize("of_version", ["", "/_history/1"])
def test_a_read_gives_the_part_that_was_asked_for(shared_api, place, type, query, expected, of_version):
    """What must be there is always there: a part without its status could not be understood."""
    found = shared_api.get(f"{place[type]}{of_version}?{query}").json

    assert BASIS | expected == set(found)


def test_what_was_cut_says_so(shared_api, place):
    """The tag SUBSETTED stands in what was cut down, and only there."""
    cut = shared_api.get(f"{place['Patient']}?_elements=name").json
    whole = shared_api.get(place["Patient"]).json

    assert ["SUBSETTED"] == [tag["code"] for tag in cut["meta"]["tag"]]
    assert "tag" not in whole["meta"]


def test_a_summary_keeps_decimals(shared_api, place):
    assert b'"value":1.7' in shared_api.get(f"{place['Observation']}?_summary=true").data


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("_summary=some", "summary-invalid"),
        ("_elements=nmae", "elements-unknown"),
        ("_elements=name&_summary=true", "summary-with-elements"),
    ],
)
def test_what_means_nothing_is_refused(shared_api, place, query, key):
    response = shared_api.get(f"{place['Patient']}?{query}")

    assert (400, key) == (response.status_code, first_issue(response)[0])
