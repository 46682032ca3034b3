"""The operation $validate.

https://hl7.org/fhir/R4/resource-operation-validate.html
"""

import pytest
from outcomes import first_issue

GOOD = {"resourceType": "Basic", "code": {"text": "x"}}
BAD = {"resourceType": "Basic", "code": {"txt": "x"}}


def errors(response):
    return [found for found in response.json["issue"] if found["severity"] == "error"]


def keys(response):
    """Rule key and severity of each issue."""
    return [(found["details"]["coding"][0]["code"], found["severity"]) for found in response.json["issue"]]


def position(found):
    """Line and column of an issue, by FHIR's extensions."""
    return tuple(extension["valueInteger"] for extension in found.get("extension", ()))


def parameters(**values):
    listed = [
        {"name": name.replace("_", "-"), ("resource" if isinstance(value, dict) else "valueString"): value}
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
    assert keys(by_query) == keys(by_parameter)


def test_on_an_instance_the_id_must_be_its_own(shared_api):
    response = shared_api.post("Basic/one/$validate", {**GOOD, "id": "two"})

    assert "id-mismatch" == first_issue(response)[0]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"resourceType": "Parameters"}, "validate-no-resource"),
        (b"", "validate-no-resource"),
        (parameters(resource=GOOD, mode="dance"), "validate-mode"),
        (parameters(resource=GOOD, mode="update"), "validate-instance-mode"),
        (parameters(mode="delete"), "validate-instance-mode"),
        (parameters(resource=GOOD, mode="profile"), "validate-no-profile"),
        (parameters(resource=GOOD, as_of="2024-02-30"), "as-of-date"),
        (parameters(resource=GOOD, as_of="2024"), "as-of-date"),
        (parameters(resource=GOOD, mod="create"), "parameter-unknown"),
        (parameters(resource="Basic/1"), "validate-no-resource"),
        ({"resourceType": "Parameters", "parameter": {}}, "parameter-list"),
        ({"resourceType": "Parameters", "parameter": [None]}, "parameter-name"),
        ({"resourceType": "Parameters", "parameter": [{"name": 1}]}, "parameter-name"),
        ({"resourceType": "Parameters", "parameter": [{"name": "mode"}]}, "parameter-type"),
        (
            {"resourceType": "Parameters", "parameter": [{"name": "mode", "valueCode": 3}]},
            "parameter-type",
        ),
        (
            {"resourceType": "Parameters", "parameter": [{"name": "mode", "valueCode": "create"}] * 2},
            "parameter-repeated",
        ),
        (
            {"resourceType": "Parameters", "parameter": [{"name": "profile", "valueBoolean": True}]},
            "parameter-type",
        ),
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


def test_issues_tell_line_and_column(shared_api):
    """Of the text that was sent, also where the resource is a part of it."""
    text = b'{\n  "resourceType": "Basic",\n  "code": {"txt": "x"}\n}'
    wrapped = (
        b'{"resourceType": "Parameters", "parameter": [\n{"name": "resource", "resource":\n' + text + b"}]}"
    )

    plain, inside = (errors(shared_api.post("Basic/$validate", body))[0] for body in (text, wrapped))

    assert (3, 12) == position(plain)
    assert (5, 12) == position(inside)


def test_what_was_refused_is_told_with_its_position(shared_api):
    """A write that breaks a rule, and text that is no JSON."""
    broken = shared_api.post("Basic", b'{"resourceType": "Basic",\n "code": {"txt": "x"}}')
    unread = shared_api.post("Basic", b'{"resourceType": "Basic",\n "code": }')

    assert (422, (2, 11)) == (broken.status_code, position(broken.json["issue"][0]))
    assert (400, 2) == (unread.status_code, position(unread.json["issue"][0])[0])


def test_a_stored_resource_is_validated_without_a_body(shared_api):
    """By POST and by GET; by a profile that is named; 404 and 410 when there is none."""
    patient = shared_api.post("Patient", {"resourceType": "Patient"}).json
    place = f"Patient/{patient['id']}/$validate"
    profile = "http://hl7.org/fhir/StructureDefinition/cholesterol"

    assert [] == errors(shared_api.send("POST", place))
    assert [] == errors(shared_api.get(place))
    assert "profile-type" in dict(keys(shared_api.get(f"{place}?mode=profile&profile={profile}")))
    assert 404 == shared_api.get("Patient/nobody/$validate").status_code
    shared_api.delete(f"Patient/{patient['id']}")
    assert 410 == shared_api.get(place).status_code


def test_mode_update_looks_at_what_is_stored(shared_api):
    """The resource needs its id; an unknown id would be created."""
    body = {**GOOD, "id": "to-come"}

    assert [("validate-update-creates", "information")] == [
        found
        for found in keys(shared_api.post("Basic/to-come/$validate?mode=update", body))
        if "val" in found[0]
    ]
    assert ("id-missing", "error") in keys(shared_api.post("Basic/to-come/$validate?mode=update", GOOD))
    assert 400 == shared_api.post("Basic/$validate?mode=update", body).status_code
    shared_api.put("Basic/to-come", body)
    assert [] == [
        found
        for found in keys(shared_api.post("Basic/to-come/$validate?mode=update", body))
        if "val" in found[0]
    ]


def test_mode_delete_needs_no_resource(shared_api):
    """It tells whether there is something to delete, and deletes nothing."""
    shared_api.put("Basic/to-go", {**GOOD, "id": "to-go"})

    assert [("validate-delete", "information")] == keys(shared_api.get("Basic/to-go/$validate?mode=delete"))
    assert [("validate-delete-nothing", "information")] == keys(
        shared_api.post("Basic/never/$validate", parameters(mode="delete"))
    )
    assert 200 == shared_api.get("Basic/to-go").status_code


def test_mode_create_looks_for_business_keys(national_api, national_patient):
    """An identifier that somebody has already would be refused."""
    stored = national_api.post("Patient", national_patient).json

    create = keys(national_api.post("Patient/$validate?mode=create", national_patient))
    update = keys(national_api.post(f"Patient/{stored['id']}/$validate?mode=update", stored))
    other = keys(national_api.post("Patient/$validate", national_patient))

    assert ("validate-business-key", "error") in create
    assert [] == [found for found in update + other if found[0] == "validate-business-key"]


def test_each_entry_of_a_bundle_is_validated(shared_api):
    """Many resources at once: issues are placed in their entries."""
    entries = [
        {"fullUrl": f"urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e{number}", "resource": resource}
        for number, resource in enumerate((GOOD, BAD))
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}

    response = shared_api.post("Bundle/$validate", bundle)

    assert [["Bundle.entry[1].resource.code.txt"]] == [found["expression"] for found in errors(response)]


def test_a_batch_asks_for_each_resource(shared_api):
    """An operation in a batch answers with its OperationOutcome as the resource of the entry."""
    entries = [
        {"resource": resource, "request": {"method": "POST", "url": "Basic/$validate"}}
        for resource in (GOOD, BAD)
    ]
    answer = shared_api.post("", {"resourceType": "Bundle", "type": "batch", "entry": entries})

    outcomes = [entry["resource"] for entry in answer.json["entry"]]
    assert [False, True] == [
        any(found["severity"] == "error" for found in outcome["issue"]) for outcome in outcomes
    ]


def test_xml_has_lines_too(shared_api):
    """The position is that in the XML text."""
    body = b'<Basic xmlns="http://hl7.org/fhir">\n  <code>\n    <txt value="x"/></code></Basic>'
    answer = shared_api.post(
        "Basic/$validate", body, Content_Type="application/fhir+xml", Accept="application/json"
    )

    assert 3 == position(errors(answer)[0])[0]
