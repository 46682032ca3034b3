"""Chains and ``_has`` over HTTP: pages, totals, conditions of writes, explanations.

https://hl7.org/fhir/R4/search.html#chaining
"""

import pytest
from outcomes import first_issue

CODE = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}


@pytest.fixture(scope="module")
def filled(make_api, plain):
    """Four patients in two hospitals, with ten observations each; links may go through three resources."""
    api = make_api(plain, profiles="none", max_linked=3)
    for name in ("kyiv", "lviv"):
        api.put(f"Organization/{name}", {"resourceType": "Organization", "id": name, "name": name})
    for number in range(4):
        patient = {"resourceType": "Patient", "id": f"p{number}", "gender": "female"}
        patient["managingOrganization"] = {"reference": f"Organization/{'lviv' if number else 'kyiv'}"}
        api.put(f"Patient/p{number}", patient)
        for day in range(10, 20):
            observation = {"resourceType": "Observation", "id": f"o{number}-{day}", "status": "final"}
            observation |= {"code": CODE, "subject": {"reference": f"Patient/p{number}"}}
            api.put(f"Observation/o{number}-{day}", observation | {"effectiveDateTime": f"2024-01-{day}"})
    return api


def test_pages_and_totals(filled):
    """Pages of a chained search hold each match once, and the total counts them all."""
    query = "Observation?patient.organization.name=lviv&_count=7&_total=accurate"
    found = filled.ids(query)
    assert 30 == len(found) == len(set(found)) == filled.get(query).json["total"]
    assert [id[-2:] for id in found] == sorted((id[-2:] for id in found), reverse=True)
    assert ["p0"] == filled.ids("Patient?_has:Observation:patient:_id=o0-10,o0-11")


def test_the_self_link_says_the_chain(filled):
    """The link tells what was asked, not what it was resolved to; the next one tells nothing."""
    links = {
        link["relation"]: link["url"]
        for link in filled.get("Observation?subject:Patient.organization.name=lviv&_count=5").json["link"]
    }
    assert links["self"].endswith("/Observation?subject:Patient.organization.name=lviv&_count=5")
    assert "organization" not in links["next"]


def test_post_means_the_same(filled):
    form = b"patient.organization.name=kyiv&_count=50"
    bundle = filled.post("Observation/_search", form, Content_Type="application/x-www-form-urlencoded").json
    assert 10 == bundle["total"]


def test_too_many_is_400_and_names_the_parameter(filled):
    """Four patients are one more than the setting allows: nothing is cut off in silence."""
    answer = filled.get("Observation?patient.gender=female")
    assert (400, "search-linked-many") == (answer.status_code, first_issue(answer)[0])
    assert "patient.gender" in str(answer.json)
    assert "too-costly" == answer.json["issue"][0]["code"]
    answer = filled.get("Observation?patient.gender=female", Prefer="handling=lenient")
    assert 400 == answer.status_code


def test_it_is_explained_step_by_step(filled):
    """Each step tells its type, index and cost after the search itself."""
    bundle = filled.get("Observation?patient.organization.name=kyiv&code=8480-6&_explain=true").json
    outcome = bundle["entry"][-1]["resource"]
    told = [
        {part["url"]: part.get("valueInteger", part.get("valueString")) for part in step["extension"]}
        for step in outcome["extension"]
    ]
    assert ["Observation", "Organization", "Patient"] == [step["type"] for step in told]
    assert [10, 1, 1] == [step["returned"] for step in told] == [step["documents"] for step in told]
    assert ["k_1_m_-1_n_-1", "s_1_m_-1_n_-1", "k_1_m_-1_n_-1"] == [step["index"] for step in told]
    assert "Linked resources of type Patient" in outcome["issue"][2]["diagnostics"]


def test_a_condition_of_a_write_may_be_a_chain(make_api, plain):
    """A conditional create looks through links as a search does, alone and in a transaction."""
    api = make_api(plain, profiles="none")
    api.put(
        "Patient/p", {"resourceType": "Patient", "id": "p", "identifier": [{"system": "urn:s", "value": "1"}]}
    )
    observation = {"resourceType": "Observation", "status": "final", "code": CODE}
    observation["subject"] = {"reference": "Patient/p"}
    condition = "patient.identifier=urn:s|1&code=8480-6"
    statuses = [api.post("Observation", observation, If_None_Exist=condition).status_code for _ in range(2)]
    assert [201, 200] == statuses
    entry = {"resource": observation, "request": {"method": "POST", "url": "Observation"}}
    entry["request"]["ifNoneExist"] = condition
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    assert "200 OK" == api.post("", bundle).json["entry"][0]["response"]["status"]


def test_a_step_that_would_look_at_too_much_is_refused(make_api, plain):
    """A step may not cost what a search of the linked type may not cost, unless something narrows it."""
    api = make_api(plain, profiles="none", max_scan=2)
    for number in range(4):
        identifier = {"system": "urn:s", "value": str(number)}
        name = [{"family": f"Melnyk{number}"}]
        api.put(
            f"Patient/p{number}",
            {"resourceType": "Patient", "id": f"p{number}", "identifier": [identifier], "name": name},
        )
        observation = {"resourceType": "Observation", "id": f"o{number}", "status": "final", "code": CODE}
        observation["subject"] = {"reference": f"Patient/p{number}"}
        api.put(f"Observation/o{number}", observation)
    for query in ("patient.family:contains=nyk", "patient.gender:missing=true"):
        answer = api.get(f"Observation?{query}")
        assert (400, "search-scan") == (answer.status_code, first_issue(answer)[0])
        assert "Patient" in answer.json["issue"][0]["diagnostics"]
    assert ["o1"] == api.ids("Observation?patient.family:contains=nyk&patient.identifier=urn:s|1")
    assert ["o2"] == api.ids("Observation?_id=o2&patient.gender:missing=true")
    assert ["p2"] == api.ids("Patient?_id=p2&_has:Observation:patient:status:not=amended")
