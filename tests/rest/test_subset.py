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


def test_a_search_gives_parts_of_its_matches(shared_api, place):
    """The entries of a page are cut down alike, and stay entries with their addresses."""
    found = shared_api.get(f"Patient?_id={place['Patient'].partition('/')[2]}&_elements=active,name").json
    entry = found["entry"][0]

    assert BASIS | {"active", "name"} == set(entry["resource"])
    assert ["SUBSETTED"] == [tag["code"] for tag in entry["resource"]["meta"]["tag"]]
    assert entry["fullUrl"].endswith(place["Patient"])
    assert {"mode": "match"} == entry["search"]


def test_a_summary_is_of_what_is_included_too(shared_api, place):
    """A summary is for every entry; the names in _elements are those of the matches alone."""
    seen = {**OBSERVATION, "subject": {"reference": place["Patient"]}}
    id = shared_api.post("Observation", seen).json["id"]

    def keys(query):
        found = shared_api.get(f"Observation?_id={id}&_include=Observation:subject&{query}").json["entry"]
        return [set(entry["resource"]) - BASIS for entry in found]

    assert [
        {"status", "subject", "code", "valueQuantity"},
        set(PATIENT) - {"resourceType", "contact", "text"},
    ] == keys("_summary=true")
    assert [{"status", "code", "note"}, set(PATIENT) - {"resourceType"}] == keys("_elements=note")


def test_all_pages_of_a_search_are_cut(shared_api):
    """The next page gives the same parts as the first."""
    for _ in range(2):
        shared_api.post("Patient", PATIENT)
    page = shared_api.get("Patient?_count=1&_elements=active").json
    link = next(link["url"] for link in page["link"] if link["relation"] == "next")
    entry = shared_api.get(link.partition("/fhir/")[2]).json["entry"][0]

    assert BASIS | {"active"} == set(entry["resource"])


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("_summary=some", "search-option-invalid"),
        ("_elements=nmae", "elements-unknown"),
        ("_elements=name&_summary=true", "summary-with-elements"),
        ("_summary=text&_include=Patient:organization", "summary-with-include"),
    ],
)
def test_a_search_for_what_means_nothing_is_refused(shared_api, query, key):
    response = shared_api.get(f"Patient?{query}")

    assert (400, key) == (response.status_code, first_issue(response)[0])
