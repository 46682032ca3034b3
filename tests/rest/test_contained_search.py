"""Searches for contained resources.

https://hl7.org/fhir/R4/search.html#contained
"""

from urllib.parse import quote

import pytest
from outcomes import first_issue
from rest_api import Api


def _medication(id: str, code: str, form: str | None = None, **rest: object) -> dict:
    medication: dict = {"resourceType": "Medication", "id": id, **rest}
    medication["code"] = {"coding": [{"system": "urn:drugs", "code": code}], "text": f"Ліки {code}"}
    if form:
        medication["form"] = {"coding": [{"system": "urn:forms", "code": form}]}
    return medication


def _request(id: str, *contained: dict) -> dict:
    return {
        "resourceType": "MedicationRequest",
        "id": id,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/1"},
        "authoredOn": f"2024-05-{len(id):02}",
        "contained": list(contained),
        "medicationReference": {"reference": f"#{contained[0]['id']}"},
    }


@pytest.fixture(scope="module")
def filled(make_api, plain) -> Api:
    """An exchange with medications by themselves and in requests and statements."""
    api = make_api(plain, profiles="none")
    resources = [
        _medication("own-a", "a", "tablet"),
        _medication("own-b", "b"),
        _request("in-a", _medication("m", "a", "syrup")),
        _request("in-b", _medication("m", "b", "tablet", batch={"lotNumber": "7"})),
        {
            **_request("in-two", _medication("m1", "a", "syrup"), _medication("m2", "b", "tablet")),
            "supportingInformation": [{"reference": "#m2"}],
        },
        {
            "resourceType": "MedicationStatement",
            "id": "said-a",
            "status": "active",
            "subject": {"reference": "Patient/1"},
            "contained": [_medication("x", "a")],
            "medicationReference": {"reference": "#x"},
        },
    ]
    for resource in resources:
        response = api.put(f"{resource['resourceType']}/{resource['id']}", resource)
        assert 201 == response.status_code, response.text
    return api


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=a", {"own-a"}),
        ("code=a&_contained=false", {"own-a"}),
        ("code=a&_contained=true", {"in-a", "in-two", "said-a"}),
        ("code=a&_contained=true&_containedType=container", {"in-a", "in-two", "said-a"}),
        ("code=a&_contained=both", {"own-a", "in-a", "in-two", "said-a"}),
        ("code=urn:drugs|b&_contained=true", {"in-b", "in-two"}),
        ("code=a,b&_contained=true", {"in-a", "in-b", "in-two", "said-a"}),
        ("code=a&form=syrup&_contained=true", {"in-a", "in-two"}),
        # One resource has the code and another the form: none meets both.
        ("code=a&form=tablet&_contained=true", set()),
        ("code=b&form=tablet&_contained=true", {"in-b", "in-two"}),
        ("code=a&form=tablet&_contained=both", {"own-a"}),
        ("form:missing=true&_contained=true", {"said-a"}),
        ("form:not=syrup&_contained=true", {"in-b", "in-two", "said-a"}),
        ("code:text=ліки b&_contained=true", {"in-b", "in-two"}),
        ("lot-number=7&_contained=true", {"in-b"}),
        ("_id=m2&_contained=true", {"in-two"}),
        ("_content=ліки&_contained=true", {"in-a", "in-b", "in-two", "said-a"}),
        ("_contained=true", {"in-a", "in-b", "in-two", "said-a"}),
        ("_contained=both", {"own-a", "own-b", "in-a", "in-b", "in-two", "said-a"}),
        ("code=c&_contained=true", set()),
    ],
)
def test_containers_are_found(filled, query, expected):
    """A match is the resource that contains what was looked for; all conditions are met by one of it."""
    found = filled.get(f"Medication?{quote(query, safe='=&:|,')}").json

    assert expected == {entry["resource"]["id"] for entry in found.get("entry", ())}
    assert len(expected) == found["total"]


CONTAINED = "_contained=true&_containedType=contained"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("code=a", "in-a#m in-two#m1 said-a#x"),
        ("code=b", "in-b#m in-two#m2"),
        ("code=a&form=syrup", "in-a#m in-two#m1"),
        ("code=a&form=tablet", ""),
        ("form:not=syrup", "in-b#m in-two#m2 said-a#x"),
        ("_id=m2", "in-two#m2"),
        ("_content=ліки", "in-a#m in-b#m in-two#m1 in-two#m2 said-a#x"),
        ("", "in-a#m in-b#m in-two#m1 in-two#m2 said-a#x"),
    ],
)
def test_what_is_contained_is_answered_by_itself(filled, query, expected):
    """Only those contained resources that match, each with the address of its container and its own id."""
    path = f"Medication?{quote(query, safe='=&:|,')}&{CONTAINED}".replace("?&", "?")
    bundle = filled.get(path).json
    found = {entry["fullUrl"].partition("/fhir/")[2]: entry["resource"] for entry in bundle.get("entry", ())}

    assert expected.split() == sorted(address.partition("/")[2] for address in found)
    assert len(found) == bundle["total"]
    for address, medication in found.items():
        container = filled.get(address.partition("#")[0]).json
        assert medication in container["contained"]
        assert address.partition("#")[2] == medication["id"]
    for total in ("_summary=count", "_total=accurate&_count=2", "_total=estimate&_count=2"):
        assert len(found) == filled.get(f"{path}&{total}").json["total"]


def test_pages_of_what_is_contained(filled):
    """No page is larger than was asked for, and nothing is torn, lost or given twice, there and back."""
    pages, url = [], f"Medication?{CONTAINED}&_count=2&_sort=_lastUpdated"
    while url:
        page = filled.get(url).json
        pages.append([entry["fullUrl"].rpartition("/")[2] for entry in page["entry"]])
        links = {link["relation"]: link["url"].partition("/fhir/")[2] for link in page["link"]}
        url = links.get("next", "")
    assert [["in-a#m", "in-b#m"], ["in-two#m1", "in-two#m2"], ["said-a#x"]] == pages

    back = filled.get(links["prev"]).json
    assert pages[1] == [entry["fullUrl"].rpartition("/")[2] for entry in back["entry"]]


def test_parts_of_what_is_contained(filled):
    bundle = filled.get(f"Medication?code=b&{CONTAINED}&_elements=form").json

    assert {("Medication", True, False)} == {
        (entry["resource"]["resourceType"], "form" in entry["resource"], "code" in entry["resource"])
        for entry in bundle["entry"]
    }


def test_what_is_contained_in_xml_and_in_a_transaction(filled):
    """Wherever a search is asked for."""
    path = f"Medication?code=a&form=syrup&{CONTAINED}"
    xml = filled.get(path, Accept="application/fhir+xml").text
    entry = {"request": {"method": "GET", "url": path}}
    bundle = filled.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}).json

    assert 2 == xml.count("<Medication>") == len(bundle["entry"][0]["resource"]["entry"])


def test_pages_of_containers(filled):
    """Pages go through containers of all types, each once."""
    seen, url = [], "Medication?_contained=both&_count=2&_sort=_lastUpdated"
    while url:
        page = filled.get(url).json
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        url = next(
            (link["url"].partition("/fhir/")[2] for link in page["link"] if link["relation"] == "next"), ""
        )

    assert ["own-a", "own-b", "in-a", "in-b", "in-two", "said-a"] == seen


def test_what_was_contained_is_not_found_after_an_update(filled):
    """The values of what is contained change with the container."""
    request = _request("changed", _medication("m", "z"))
    filled.put("MedicationRequest/changed", request)
    assert 1 == filled.get("Medication?code=z&_contained=true").json["total"]
    filled.put("MedicationRequest/changed", _request("changed", _medication("m", "y")))
    assert 0 == filled.get("Medication?code=z&_contained=true").json["total"]
    filled.delete("MedicationRequest/changed")
    assert 0 == filled.get("Medication?code=y&_contained=true").json["total"]


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Medication?_contained=maybe", "search-option-invalid"),
        ("Medication?_contained=true&_containedType=all", "search-option-invalid"),
        ("Medication?_contained=both&_containedType=contained", "search-contained-type"),
        ("Medication?_containedType=contained", "search-contained-type"),
        ("Medication?_contained=true&_containedType=contained&_maxresults=1", "search-contained-type"),
        ("Medication?_contained=true&_containedType=contained&_count=1", "search-contained-count"),
        ("Medication?_contained=true&_include=Medication:manufacturer", "search-contained-alone"),
        ("Medication?_contained=true&_sort=code", "search-sort-several"),
        ("?_type=Medication,Patient&_contained=true", "search-contained-alone"),
    ],
)
def test_what_does_not_go_together(filled, query, key):
    """What would be answered half is refused."""
    response = filled.get(query)

    assert (400, key) == (response.status_code, first_issue(response)[0])


def test_an_index_finds_containers(filled):
    """The index of contained values is used."""
    outcome = filled.get("Medication?code=b&_contained=true&_explain=true").json["entry"][-1]["resource"]
    assert "h.k_1" in str(outcome)
    assert "COLLSCAN" not in str(outcome)


def test_a_condition_of_a_write_is_about_resources_by_themselves(filled):
    """What is contained has no address that a conditional create could give."""
    response = filled.post("Medication", _medication("x", "q"), If_None_Exist="code=a&_contained=true")
    assert (400, "search-parameter-unsupported") == (response.status_code, first_issue(response)[0])
