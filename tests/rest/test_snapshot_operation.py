"""The operation $snapshot.

https://hl7.org/fhir/R4/structuredefinition-operation-snapshot.html
"""

import pytest
from outcomes import first_issue

BASE = "http://hl7.org/fhir/StructureDefinition/Patient"
URL = "http://example.org/StructureDefinition/"


def profile(*elements, base=BASE, url=URL + "p"):
    """A profile of Patient."""
    return {
        "resourceType": "StructureDefinition",
        "url": url,
        "name": "P",
        "status": "draft",
        "kind": "resource",
        "abstract": False,
        "type": "Patient",
        "derivation": "constraint",
        "baseDefinition": base,
        "differential": {"element": list(elements)},
    }


def element(path, **rules):
    return {"id": path, "path": path, **rules}


NAMED = profile(element("Patient.name", min=1))


def minimum(response, path):
    """The cardinality of an element in the snapshot that came back."""
    assert 200 == response.status_code, response.json
    return next(each["min"] for each in response.json["snapshot"]["element"] if each["path"] == path)


def wrapped(**values):
    listed = [
        {"name": name, ("resource" if isinstance(value, dict) else "valueString"): value}
        for name, value in values.items()
    ]
    return {"resourceType": "Parameters", "parameter": listed}


def test_a_definition_gets_its_snapshot(shared_api):
    """As the body and as a parameter; an old snapshot does not count."""
    old = {**NAMED, "snapshot": {"element": [element("Patient")]}}
    answers = [
        shared_api.post("StructureDefinition/$snapshot", body)
        for body in (NAMED, wrapped(definition=NAMED), old)
    ]

    assert [1, 1, 1] == [minimum(answer, "Patient.name") for answer in answers]
    assert 0 == shared_api.get("StructureDefinition?_summary=count").json["total"]


def test_a_url_names_a_definition_of_the_packages(shared_api):
    """Of the registry, with and without a version, by POST and GET."""
    for url in (BASE, BASE + "|4.0.1"):
        assert 0 == minimum(
            shared_api.post("StructureDefinition/$snapshot", wrapped(url=url)), "Patient.name"
        )
        assert 0 == minimum(shared_api.get(f"StructureDefinition/$snapshot?url={url}"), "Patient.name")


def test_stored_definitions_count_too(api):
    """As the instance, by their URL, and as the base of another one."""
    api.put("StructureDefinition/stored", {**NAMED, "id": "stored"})
    above = profile(element("Patient.birthDate", min=1), base=NAMED["url"], url=URL + "above")

    assert 1 == minimum(api.get("StructureDefinition/stored/$snapshot"), "Patient.name")
    assert 1 == minimum(api.send("POST", "StructureDefinition/stored/$snapshot"), "Patient.name")
    assert 1 == minimum(api.get(f"StructureDefinition/$snapshot?url={NAMED['url']}"), "Patient.name")
    assert 1 == minimum(api.post("StructureDefinition/$snapshot", above), "Patient.name")
    assert 404 == api.get("StructureDefinition/none/$snapshot").status_code


def test_a_circle_of_stored_bases_is_refused(api):
    first = profile(element("Patient"), base=URL + "b", url=URL + "a")
    second = profile(element("Patient"), base=URL + "a", url=URL + "b")
    for id, definition in (("a", first), ("b", second)):
        assert 201 == api.put(f"StructureDefinition/{id}", {**definition, "id": id}).status_code

    response = api.get("StructureDefinition/a/$snapshot")

    assert (422, "snapshot-refused") == (response.status_code, first_issue(response)[0])


@pytest.mark.parametrize(
    ("elements", "place"),
    [
        ([element("Patient.name"), element("Patient.nickname", min=1)], "element[1]"),
        ([element("Patient.name", type=[{"code": "Address"}])], "element[0]"),
        ([element("Observation.code")], ""),
    ],
)
def test_a_differential_that_does_not_fit_is_refused(shared_api, elements, place):
    """The OperationOutcome names the element."""
    response = shared_api.post("StructureDefinition/$snapshot", profile(*elements))

    assert 422 == response.status_code
    key, found = first_issue(response)
    assert "snapshot-refused" == key
    assert found.startswith("StructureDefinition.differential")
    assert found.endswith(place)


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        (b"", 400, "snapshot-definition"),
        (b"[]", 400, "body-not-object"),
        ({"resourceType": "Parameters"}, 400, "snapshot-definition"),
        (wrapped(definition=NAMED, url=BASE), 400, "snapshot-definition"),
        (wrapped(definition={"resourceType": "Patient"}), 400, "parameter-type"),
        (wrapped(url="http://nobody/knows"), 404, "snapshot-unknown"),
        (wrapped(ulr=BASE), 400, "parameter-unknown"),
        ({"resourceType": "Patient"}, 400, "resource-type-mismatch"),
        ({"resourceType": "StructureDefinition"}, 400, "snapshot-nothing"),
        ({"resourceType": "StructureDefinition", "differential": 3}, 422, "snapshot-refused"),
        ({**NAMED, "baseDefinition": URL + "nobody"}, 422, "snapshot-refused"),
        ({**NAMED, "differential": {"element": [None, 3, {}]}}, 422, "snapshot-refused"),
    ],
)
def test_what_it_cannot_make(shared_api, body, status, key):
    response = shared_api.post("StructureDefinition/$snapshot", body)

    assert (status, key) == (response.status_code, first_issue(response)[0])


def test_only_structure_definitions_have_it(shared_api):
    assert "operation-unknown" == first_issue(shared_api.get("Patient/$snapshot"))[0]
    operations = {
        each["type"]: [operation["definition"] for operation in each["operation"]]
        for each in shared_api.get("metadata").json["rest"][0]["resource"]
    }
    snapshot = "http://hl7.org/fhir/OperationDefinition/StructureDefinition-snapshot"
    assert ["StructureDefinition"] == [type for type, urls in operations.items() if snapshot in urls]
