"""The operation $validate.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

import pytest
from outcomes import first_issue

GOOD = {"resourceType": "Basic", "code": {"text": "x"}}
BAD = {"resourceType": "Basic", "code": {"txt": "x"}}


def errors(response):
    return [found for found in response.json["issue"] if found["severity"] == "error"]


def parameters(**values):
    listed = [
        {"name": name, ("resource" if isinstance(value, dict) else "valueString"): value}
        for name, value in values.items()
    ]
    return {"resourceType": "Parameters", "parameter": listed}


def test_it_tells_all_and_stores_nothing(shared_api):
    response = shared_api.post("Basic/$validate", BAD)

    assert 200 == response.status_code
    assert ["Basic.code.txt"] == errors(response)[0]["expression"]
    assert [] == errors(shared_api.post("Basic/$validate", GOOD))
    assert 0 == shared_api.get("Basic").json["total"]


def test_the_resource_may_come_in_parameters(shared_api):
    response = shared_api.post("Basic/$validate", parameters(resource=BAD, mode="create"))

    assert ["Basic.code.txt"] == errors(response)[0]["expression"]


def test_a_profile_can_be_named(shared_api, national):
    """By the query and by a parameter; a Patient without a name breaks the national profile only."""
    patient = {"resourceType": "Patient", "gender": "male"}
    url = national.national["Patient"][0]

    plain = shared_api.post("Patient/$validate", patient)
    by_query = shared_api.post(f"Patient/$validate?profile={url}", patient)
    by_parameter = shared_api.post("Patient/$validate", parameters(resource=patient, profile=url))

    assert [] == errors(plain)
    assert errors(by_query)
    assert errors(by_query) == errors(by_parameter)


def test_on_an_instance_the_id_must_be_its_own(shared_api):
    response = shared_api.post("Basic/one/$validate", {**GOOD, "id": "two"})

    assert "id-mismatch" == first_issue(response)[0]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"resourceType": "Parameters"}, "validate-no-resource"),
        (parameters(resource=GOOD, mode="dance"), "validate-mode"),
        ({"resourceType": "Patient"}, "resource-type-mismatch"),
        ([], "body-not-object"),
        (b"{", "json-invalid"),
    ],
)
def test_what_it_cannot_validate(shared_api, body, key):
    response = shared_api.post("Basic/$validate", body)

    assert (400, key) == (response.status_code, first_issue(response)[0])


def test_national_rules_speak_two_languages(national_api, national_patient):
    """An invariant's text comes from the profile, in the language of the client."""
    wrong = [
        {**item, "value": "1759013770"} if item["system"].endswith("/rnokpp") else item
        for item in national_patient["identifier"]
    ]
    texts = {
        language: [
            found["diagnostics"]
            for found in errors(
                national_api.post(
                    "Patient/$validate", {**national_patient, "identifier": wrong}, Accept_Language=language
                )
            )
            if found["details"]["coding"][0]["code"].startswith("ua-rnokpp")
        ]
        for language in ("uk", "en")
    }

    assert texts["uk"]
    assert texts["en"]
    assert texts["uk"] != texts["en"]
