"""``_explain``: how a search was carried out."""

import pytest
from outcomes import first_issue

CODE = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}


@pytest.fixture
def api(make_api, plain):
    """An API with thirty observations of one patient, and fifty of others."""
    api = make_api(plain)
    for number in range(80):
        patient = "a" if number < 30 else str(number)
        resource = {"resourceType": "Observation", "status": "final", "code": CODE}
        api.post("Observation", resource | {"subject": {"reference": f"Patient/{patient}"}})
    return api


def test_the_figures_are_those_of_the_query(api):
    """It tells the index and what was examined, for people and for programs, and is no part of the query."""
    bundle = api.get("Observation?patient=a&code=8480-6&_count=5&_explain=true").json
    outcome = bundle["entry"][-1]
    assert "outcome" == outcome["search"]["mode"]
    parts = outcome["resource"]["extension"][0]["extension"]
    told = {part["url"]: part.get("valueInteger", part.get("valueString")) for part in parts}
    assert "k_1_m_-1_n_-1" == told["index"]
    assert (6, 6) == (told["documents"], told["returned"])
    assert "SORT" not in told["stages"]
    assert {"plan", "find", "include and count"} <= set(told)
    assert "k_1_m_-1_n_-1" in outcome["resource"]["issue"][0]["diagnostics"]
    assert all("_explain" not in link["url"] for link in bundle["link"])


def test_a_page_further_on_is_explained_too(api):
    """A link to a page may be explained, and costs what the first page costs."""
    links = api.get("Observation?patient=a&code=8480-6&_count=5").json["link"]
    following = next(link["url"] for link in links if link["relation"] == "next").partition("/fhir/")[2]
    parts = api.get(following + "&_explain=true").json["entry"][-1]["resource"]["extension"][0]["extension"]
    assert 6 == next(part["valueInteger"] for part in parts if part["url"] == "documents")


def test_it_is_refused(api, make_api, plain):
    """Another value than true or false is 400, and a setting switches it off with 403."""
    answer = api.get("Observation?_explain=yes")
    assert (400, "search-option-invalid") == (answer.status_code, first_issue(answer)[0])
    answer = make_api(plain, explain="off").get("Observation?_explain=true")
    assert (403, "search-explain-off") == (answer.status_code, first_issue(answer)[0])
