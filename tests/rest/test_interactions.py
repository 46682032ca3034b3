"""Read, vread, create, update, delete and history, as a client sees them.

https://hl7.org/fhir/R4/http.html
"""

import pytest
from outcomes import first_issue

PATIENT = {"resourceType": "Patient", "active": True, "name": [{"family": "Шевченко"}]}


@pytest.fixture
def created(api):
    """A patient that was created a moment ago."""
    return api.post("Patient", PATIENT).json


def test_create_gives_an_id_a_version_and_a_place(api):
    """201 with Location, ETag and Last-Modified; the resource comes back with id and meta."""
    response = api.post("Patient", {**PATIENT, "id": "mine", "meta": {"versionId": "7"}})

    stored = response.json
    assert 201 == response.status_code
    assert "mine" != stored["id"]
    assert "1" == stored["meta"]["versionId"]
    assert 'W/"1"' == response.headers["ETag"]
    assert f"http://localhost/fhir/Patient/{stored['id']}/_history/1" == response.headers["Location"]
    assert "Last-Modified" in response.headers


def test_read_gives_what_was_stored(api, created):
    response = api.get(f"Patient/{created['id']}")

    assert created == response.json
    assert 'W/"1"' == response.headers["ETag"]


def test_decimals_keep_their_digits(api):
    """1.10 is not 1.1: how exact a measurement was must not change."""
    body = (
        b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}'
    )
    id = api.post("Observation", body).json["id"]

    assert b'"value":1.10}' in api.get(f"Observation/{id}").data


@pytest.mark.parametrize(
    ("header", "status"), [('W/"1"', 304), ('"1"', 304), ('W/"2", W/"1"', 304), ("*", 304), ('W/"2"', 200)]
)
def test_read_with_if_none_match(api, created, header, status):
    """304 when the client has the current version."""
    response = api.get(f"Patient/{created['id']}", If_None_Match=header)

    assert status == response.status_code
    assert (status == 304) == (response.data == b"")


def test_read_with_if_modified_since(api, created):
    path = f"Patient/{created['id']}"
    modified = api.get(path).headers["Last-Modified"]

    assert 304 == api.get(path, If_Modified_Since=modified).status_code
    assert 200 == api.get(path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status_code
    assert 200 == api.get(path, If_Modified_Since="never").status_code


def test_update_makes_a_version_and_keeps_the_old_one(api, created):
    changed = api.put(f"Patient/{created['id']}", {**created, "active": False})

    assert (200, "2") == (changed.status_code, changed.json["meta"]["versionId"])
    assert created == api.get(f"Patient/{created['id']}/_history/1").json
    assert changed.json == api.get(f"Patient/{created['id']}/_history/2").json
    assert changed.json["meta"]["lastUpdated"] > created["meta"]["lastUpdated"]


def test_an_identical_update_makes_no_version(api, created):
    """Systems send the same again and again; that must not fill the history."""
    response = api.put(f"Patient/{created['id']}", {**PATIENT, "id": created["id"]})

    assert (200, created) == (response.status_code, response.json)
    assert 1 == api.get(f"Patient/{created['id']}/_history").json["total"]


def test_more_digits_are_a_change(api):
    """1.0 and 1.00 are equal numbers but not the same measurement."""
    template = (
        '{"resourceType":"Observation","id":"d","status":"final","code":{"text":"x"},'
        '"valueQuantity":{"value":%s}}'
    )
    versions = [
        api.put("Observation/d", (template % number).encode()).json["meta"]["versionId"]
        for number in ("1.0", "1.00", "1.00")
    ]

    assert ["1", "2", "2"] == versions


def test_update_as_create(api):
    response = api.put("Patient/chosen", {**PATIENT, "id": "chosen"})

    assert (201, "chosen", "1") == (
        response.status_code,
        response.json["id"],
        response.json["meta"]["versionId"],
    )


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (PATIENT, "id-missing"),
        ({**PATIENT, "id": "other"}, "id-mismatch"),
        ({"resourceType": "Basic", "id": "chosen"}, "resource-type-mismatch"),
    ],
)
def test_update_needs_the_id_and_type_of_the_url(api, body, key):
    response = api.put("Patient/chosen", body)

    assert (400, key) == (response.status_code, first_issue(response)[0])
    assert 404 == api.get("Patient/chosen").status_code


def test_update_with_if_match(api, created):
    """Of two clients that read the same version, one is told that it was not first."""
    path = f"Patient/{created['id']}"
    first = api.put(path, {**created, "active": False}, If_Match='W/"1"')
    second = api.put(path, {**created, "gender": "male"}, If_Match='W/"1"')

    assert (200, 412) == (first.status_code, second.status_code)
    assert "version-mismatch" == first_issue(second)[0]
    assert first.json == api.get(path).json


def test_if_match_of_a_resource_that_is_not_there(api):
    response = api.put("Patient/nobody", {**PATIENT, "id": "nobody"}, If_Match='W/"1"')

    assert 412 == response.status_code
    assert 404 == api.get("Patient/nobody").status_code


def test_if_none_match_star_creates_only(api, created):
    response = api.put(f"Patient/{created['id']}", {**created, "active": False}, If_None_Match="*")

    assert (412, "resource-exists-already") == (response.status_code, first_issue(response)[0])


def test_delete_leaves_history(api, created):
    """204; then 410 with the version of the deletion; old versions stay readable."""
    path = f"Patient/{created['id']}"

    deleted = api.delete(path)

    assert (204, b"", 'W/"2"') == (deleted.status_code, deleted.data, deleted.headers["ETag"])
    assert (410, "resource-gone") == (api.get(path).status_code, first_issue(api.get(path))[0])
    assert 410 == api.get(f"{path}/_history/2").status_code
    assert created == api.get(f"{path}/_history/1").json
    assert 0 == api.get("Patient").json["total"]
    assert 204 == api.delete(path).status_code


def test_delete_of_what_is_not_there(api):
    assert 204 == api.delete("Patient/nobody").status_code


def test_delete_with_if_match(api, created):
    path = f"Patient/{created['id']}"

    assert 412 == api.delete(path, If_Match='W/"9"').status_code
    assert 204 == api.delete(path, If_Match='W/"1"').status_code


def test_a_deleted_resource_can_come_back(api, created):
    """Its versions go on where they stopped."""
    path = f"Patient/{created['id']}"
    api.delete(path)

    back = api.put(path, created)

    assert (201, "3") == (back.status_code, back.json["meta"]["versionId"])
    assert ["3", "2", "1"] == [
        entry["response"]["etag"][3:-1] for entry in api.get(f"{path}/_history").json["entry"]
    ]


@pytest.mark.parametrize(
    ("preference", "kind"),
    [
        ("return=minimal", None),
        ("return=representation", "Patient"),
        ("return=OperationOutcome", "OperationOutcome"),
    ],
)
def test_prefer_return(api, preference, kind):
    responses = [
        api.post("Patient", PATIENT, Prefer=preference),
        api.put("Patient/p", {**PATIENT, "id": "p"}, Prefer=preference),
    ]

    for response in responses:
        assert 201 == response.status_code
        assert kind == (response.json["resourceType"] if response.data else None)
        assert "Location" in response.headers


def test_history_of_an_instance_a_type_and_the_system(api, created):
    """Newest first, each with what was asked and what was answered."""
    path = f"Patient/{created['id']}"
    api.put(path, {**created, "active": False})
    api.delete(path)
    api.post("Basic", {"resourceType": "Basic", "code": {"text": "x"}})

    instance, of_type, system = (api.get(f"{at}_history").json for at in (f"{path}/", "Patient/", ""))

    expected = [("DELETE", path, "204"), ("PUT", path, "200"), ("POST", "Patient", "201")]
    assert expected == [_told(entry) for entry in instance["entry"]]
    assert expected == [_told(entry) for entry in of_type["entry"]]
    assert [("POST", "Basic", "201"), *expected] == [_told(entry) for entry in system["entry"]]
    assert ("history", 3, 4) == (instance["type"], instance["total"], system["total"])
    assert "resource" not in instance["entry"][0]


def _told(entry):
    return entry["request"]["method"], entry["request"]["url"], entry["response"]["status"][:3]


def test_history_pages_show_each_version_once(api, created):
    """Versions that are made while a client pages do not move what it has still to see."""
    path = f"Patient/{created['id']}"
    for gender in ("male", "female", "other", "unknown"):
        api.put(path, {**created, "gender": gender})
    seen, url = [], f"{path}/_history?_count=2"
    while url:
        bundle = api.get(url).json
        seen += [entry["response"]["etag"] for entry in bundle["entry"]]
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        url = following[0].partition("/fhir/")[2] if following else None
        api.post("Patient", PATIENT)

    assert [f'W/"{version}"' for version in (5, 4, 3, 2, 1)] == seen


def test_history_since(api, created):
    changed = api.put(f"Patient/{created['id']}", {**created, "active": False}).json

    bundle = api.get(f"Patient/_history?_since={changed['meta']['lastUpdated']}").json

    assert ["2"] == [entry["resource"]["meta"]["versionId"] for entry in bundle["entry"]]


def test_a_history_cursor_is_good_for_its_own_path_only(api, created):
    for gender in ("male", "female"):
        api.put(f"Patient/{created['id']}", {**created, "gender": gender})
    bundle = api.get("Patient/_history?_count=1").json
    cursor = bundle["link"][1]["url"].partition("_cursor=")[2]

    assert 410 == api.get(f"_history?_cursor={cursor}").status_code
    assert 410 == api.get(f"Patient/_history?_cursor={cursor[:-2]}xx").status_code


def test_head_is_a_get_without_its_body(api, created):
    response = api.send("HEAD", f"Patient/{created['id']}")

    assert (200, b"") == (response.status_code, response.data)
    assert 'W/"1"' == response.headers["ETag"]


def test_pretty_is_laid_out_for_people(api, created):
    assert b'\n  "id"' in api.get(f"Patient/{created['id']}?_pretty=true").data


def test_every_type_can_be_created_and_searched(shared_api, plain):
    """All 146 types work because their definitions do: each is refused or stored, and can be searched."""
    assert 146 == len(plain.registry.resource_types)
    for type in sorted(plain.registry.resource_types):
        status = shared_api.post(type, {"resourceType": type}).status_code
        assert status in (201, 422), type
        expected = 1 if status == 201 else 0
        assert expected == shared_api.get(f"{type}?_summary=count").json["total"], type
