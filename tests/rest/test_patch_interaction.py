"""The patch interaction over HTTP.  https://hl7.org/fhir/R4/http.html#patch"""

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from outcomes import first_issue, keys

JSON_PATCH = "application/json-patch+json"
XML_PATCH = "application/xml-patch+xml"
OPERATION = {
    "name": "operation",
    "part": [
        {"name": "type", "valueCode": "replace"},
        {"name": "path", "valueString": "Patient.gender"},
        {"name": "value", "valueCode": "male"},
    ],
}
PARAMETERS = {"resourceType": "Parameters", "parameter": [OPERATION]}
XML = b"<diff xmlns:f='http://hl7.org/fhir'><replace sel='f:Patient/f:gender/@value'>male</replace></diff>"
REPLACE = [{"op": "replace", "path": "/gender", "value": "male"}]


@pytest.fixture
def patient(shared_api):
    """The path of a stored Patient, version 1."""
    body = {"resourceType": "Patient", "gender": "female", "name": [{"family": "Сова"}]}
    return f"Patient/{shared_api.post('Patient', body).json['id']}"


def _patch(api, path, body, content_type=JSON_PATCH, **headers):
    return api.send("PATCH", path, body, **{"Content-Type": content_type, **headers})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (REPLACE, JSON_PATCH),
        (XML, XML_PATCH),
        (PARAMETERS, "application/fhir+json"),
        (
            (
                b"<Parameters xmlns='http://hl7.org/fhir'><parameter><name value='operation'/>"
                b"<part><name value='type'/><valueCode value='replace'/></part>"
                b"<part><name value='path'/><valueString value='Patient.gender'/></part>"
                b"<part><name value='value'/><valueCode value='male'/></part></parameter></Parameters>"
            ),
            "application/fhir+xml",
        ),
    ],
)
def test_four_forms_of_one_change(shared_api, patient, body, content_type):
    response = _patch(shared_api, patient, body, content_type, Accept="application/fhir+json")

    assert 200 == response.status_code
    assert 'W/"2"' == response.headers["ETag"]
    assert "male" == response.json["gender"]
    assert "male" == shared_api.get(patient).json["gender"]
    history = shared_api.get(f"{patient}/_history").json["entry"]
    assert ["PATCH", "POST"] == [entry["request"]["method"] for entry in history]


def test_a_client_of_xml_patch_is_answered_in_xml(shared_api, patient):
    response = _patch(shared_api, patient, XML, XML_PATCH)

    assert response.headers["Content-Type"].startswith("application/fhir+xml")


def test_the_result_is_validated(shared_api, patient):
    response = _patch(shared_api, patient, [{"op": "add", "path": "/wings", "value": 2}])

    assert 422 == response.status_code
    assert 'W/"1"' == shared_api.get(patient).headers["ETag"]


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        (b"[", 400, "json-invalid"),
        ({"op": "remove"}, 400, "patch-resource"),
        ([{"op": "fly", "path": "/x"}], 400, "patch-operation-malformed"),
        ([{"op": "add", "path": "no-slash", "value": 1}], 400, "patch-operation-malformed"),
        (["x"], 400, "patch-operation-malformed"),
        ([{"op": "remove", "path": "/photo"}], 422, "patch-path-missing"),
        ([{"op": "replace", "path": "/name/7/family", "value": "x"}], 422, "patch-path-missing"),
        ([{"op": "test", "path": "/gender", "value": "male"}], 422, "patch-test-failed"),
        ([{"op": "replace", "path": "/id", "value": "other"}], 400, "id-mismatch"),
        ([{"op": "replace", "path": "/resourceType", "value": "Group"}], 400, "resource-type-mismatch"),
        ([{"op": "replace", "path": "", "value": 7}], 400, "body-not-object"),
        ([{"op": "copy", "from": "/name", "path": "/name/-"}] * 60, 422, "patch-too-large"),
    ],
)
def test_a_bad_json_patch_changes_nothing(shared_api, patient, body, status, key):
    content_type = JSON_PATCH if key != "patch-resource" else "application/fhir+json"
    response = _patch(shared_api, patient, body, content_type)

    assert status == response.status_code
    assert key in keys(response)
    assert 'W/"1"' == shared_api.get(patient).headers["ETag"]


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        (b"", 400, "patch-not-xml"),
        (b"<diff", 400, "patch-not-xml"),
        (b"<!DOCTYPE d [<!ENTITY e 'x'>]><diff><remove sel='*'/></diff>", 400, "patch-not-xml"),
        (b"<diff/>", 400, "patch-operation-malformed"),
        (b"<diff><remove/></diff>", 400, "patch-operation-malformed"),
        (b"<diff><remove sel='f:Patient/f:photo'/></diff>", 422, "patch-nothing"),
        (b"<diff><remove sel='f:Patient/*'/></diff>", 422, "patch-several"),
        (b"<diff><remove sel='f:Patient'/></diff>", 422, "patch-whole"),
        (b"<diff><remove sel='count(f:Patient)'/></diff>", 422, "patch-selector"),
        (b"<diff><remove sel='g:Patient'/></diff>", 422, "patch-expression"),
        (b"<diff><replace sel='f:Patient/f:gender'/></diff>", 422, "patch-one-element"),
        (b"<diff><add sel='f:Patient/f:gender/@value'>x</add></diff>", 422, "patch-element"),
        (b"<diff><add sel='f:Patient' type='@ no name'>x</add></diff>", 422, "patch-element"),
        (b"<diff><add sel='f:Patient' type='@x:y'>x</add></diff>", 422, "patch-element"),
        (
            (
                b"<diff xmlns:re='http://exslt.org/regular-expressions'>"
                b"<remove sel=\"f:Patient[re:test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+$')]\"/></diff>"
            ),
            422,
            "patch-selector",
        ),
        (
            b"<diff><remove sel='//*[count(//*[count(//*[count(//*)>1])>1])>1]'/></diff>".replace(
                b">1", b"&gt;1"
            ),
            422,
            "patch-selector",
        ),
    ],
)
def test_a_bad_xml_patch_changes_nothing(shared_api, patient, body, status, key):
    response = _patch(shared_api, patient, body, XML_PATCH, Accept="application/fhir+json")

    assert status == response.status_code
    assert key in keys(response)
    assert 'W/"1"' == shared_api.get(patient).headers["ETag"]


def test_what_is_not_there_cannot_be_patched(shared_api, patient):
    shared_api.delete(patient)

    assert 404 == _patch(shared_api, "Patient/nobody", REPLACE).status_code
    assert 410 == _patch(shared_api, patient, REPLACE).status_code


def test_other_media_types_are_refused(shared_api, patient):
    response = _patch(shared_api, patient, b"x", "text/plain")

    assert 415 == response.status_code
    assert ["patch-content-type"] == keys(response)


def test_a_change_of_nothing_makes_no_version(shared_api, patient):
    response = _patch(shared_api, patient, [{"op": "replace", "path": "/gender", "value": "female"}])

    assert (200, 'W/"1"') == (response.status_code, response.headers["ETag"])


def test_if_match_holds(shared_api, patient):
    assert 412 == _patch(shared_api, patient, REPLACE, **{"If-Match": 'W/"7"'}).status_code
    assert 200 == _patch(shared_api, patient, REPLACE, **{"If-Match": 'W/"1"'}).status_code


def test_no_patch_undoes_another(shared_api, patient):
    """Those who add to one list at once are all in it."""

    def add(number):
        body = [{"op": "add", "path": "/name/-", "value": {"family": f"Сова{number}"}}]
        response = _patch(shared_api, patient, body)
        while response.status_code == 409:
            response = _patch(shared_api, patient, body)
        return response.status_code

    with ThreadPoolExecutor(8) as pool:
        assert {200} == set(pool.map(add, range(24)))

    families = [name["family"] for name in shared_api.get(patient).json["name"]]
    assert {"Сова", *(f"Сова{number}" for number in range(24))} == set(families)
    assert 25 == len(families)


@pytest.mark.parametrize(
    "resource",
    [
        PARAMETERS,
        {
            "resourceType": "Binary",
            "contentType": JSON_PATCH,
            "data": base64.b64encode(json.dumps(REPLACE).encode()).decode(),
        },
        {"resourceType": "Binary", "contentType": XML_PATCH, "data": base64.b64encode(XML).decode()},
    ],
)
@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_in_a_bundle(shared_api, patient, resource, kind):
    entry = {"resource": resource, "request": {"method": "PATCH", "url": patient}}
    bundle = {"resourceType": "Bundle", "type": kind, "entry": [entry]}

    response = shared_api.post("", bundle)

    assert "200 OK" == response.json["entry"][0]["response"]["status"]
    assert "male" == shared_api.get(patient).json["gender"]


def _operations(*operations):
    """Parameters with the parts of each operation."""
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "operation", "part": [{"name": name, **value} for name, value in parts.items()]}
            for parts in operations
        ],
    }


def _binary(content_type, patch):
    return {"resourceType": "Binary", "contentType": content_type, "data": base64.b64encode(patch).decode()}


FINE = {"type": {"valueCode": "delete"}, "path": {"valueString": "Patient.photo"}}
MISPLACED = {**FINE, "type": {"valueCode": "replace"}, "value": {"valueCode": "x"}}
UNKNOWN = {"type": {"valueCode": "grow"}}

#: A resource that holds a patch; the status, the rule key and the place of what it is answered.
FAILING = {
    "an operation that does not fit": (
        _operations(FINE, MISPLACED),
        ("422", "patch-operation", "parameter[1]"),
    ),
    "an operation that is none": (
        _operations(FINE, FINE, UNKNOWN),
        ("400", "patch-operation-malformed", "parameter[2]"),
    ),
    "no JSON": (_binary(JSON_PATCH, b"{"), ("400", "json-invalid", "data")),
    "no place in the resource": (
        _binary(JSON_PATCH, b'[{"op":"remove","path":"/photo"}]'),
        ("422", "patch-path-missing", "data"),
    ),
    "the whole resource": (
        _binary(XML_PATCH, b"<diff><remove sel='f:Patient'/></diff>"),
        ("422", "patch-operation", "data"),
    ),
}


@pytest.mark.parametrize("kind", ["batch", "transaction"])
@pytest.mark.parametrize("name", FAILING)
def test_an_operation_that_fails_in_a_bundle_is_told_with_its_place(shared_api, patient, kind, name):
    resource, expected = FAILING[name]
    first = {"request": {"method": "GET", "url": "metadata"}}
    entry = {"resource": resource, "request": {"method": "PATCH", "url": patient}}

    response = shared_api.post("", {"resourceType": "Bundle", "type": kind, "entry": [first, entry]})

    status, outcome = response.status, response.json
    if kind == "batch":
        answered = outcome["entry"][1]["response"]
        status, outcome = answered["status"], answered["outcome"]
    [place] = {issue["expression"][0] for issue in outcome["issue"]}
    key = outcome["issue"][0]["details"]["coding"][0]["code"]
    assert expected == (status[:3], key, place.removeprefix("Bundle.entry[1].resource."))
    assert 'W/"1"' == shared_api.get(patient).headers["ETag"]


@pytest.mark.parametrize(
    ("operation", "key"), [(MISPLACED, "patch-operation"), (UNKNOWN, "patch-operation-malformed")]
)
def test_an_operation_that_fails_is_told_with_its_place_in_the_body(shared_api, patient, operation, key):
    response = _patch(shared_api, patient, _operations(FINE, operation), "application/fhir+json")

    assert (key, "Parameters.parameter[1]") == first_issue(response)


def test_a_patch_that_is_none_fails_its_entry(shared_api, patient):
    entry = {"resource": {"resourceType": "Patient"}, "request": {"method": "PATCH", "url": patient}}

    response = shared_api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})

    assert 400 == response.status_code
    assert ["patch-resource"] == keys(response)
    assert ["Bundle.entry[0].resource"] == response.json["issue"][0]["expression"]
