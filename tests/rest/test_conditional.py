"""Conditional update, patch and delete.  https://hl7.org/fhir/R4/http.html#cond-update"""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from outcomes import keys

JSON_PATCH = "application/json-patch+json"


@pytest.fixture
def value():
    """An identifier that no other test uses."""
    return uuid.uuid4().hex


def _patient(value, **members):
    return {"resourceType": "Patient", "identifier": [{"system": "urn:t", "value": value}], **members}


def _where(value):
    return f"Patient?identifier=urn:t|{value}"


def _bundle(kind, *entries):
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [
            {
                "request": {"method": method, "url": url},
                **({"resource": resource} if resource else {}),
                **more,
            }
            for method, url, resource, more in entries
        ],
    }


# Update


def test_update_of_the_one_that_matches(shared_api, value):
    id = shared_api.post("Patient", _patient(value)).json["id"]

    response = shared_api.put(_where(value), _patient(value, gender="male"))

    assert (200, 'W/"2"') == (response.status_code, response.headers["ETag"])
    assert response.headers["Location"].endswith(f"/Patient/{id}/_history/2")
    assert "male" == shared_api.get(f"Patient/{id}").json["gender"]


def test_update_of_none_makes_one(shared_api, value):
    """Under an id of the server's, or under the one that the resource carries."""
    made = shared_api.put(_where(value), _patient(value))
    own = shared_api.put(_where(value + "x"), _patient(value + "x", id=f"own-{value}"))

    assert (201, 201) == (made.status_code, own.status_code)
    assert [made.json["id"]] == shared_api.ids(_where(value))
    assert f"own-{value}" == own.json["id"]


def test_update_that_changes_nothing_makes_no_version(shared_api, value):
    shared_api.put(_where(value), _patient(value))

    response = shared_api.put(_where(value), _patient(value))

    assert (200, 'W/"1"') == (response.status_code, response.headers["ETag"])


def test_update_of_another_id_is_refused(shared_api, value):
    shared_api.put(_where(value), _patient(value))

    response = shared_api.put(_where(value), _patient(value, id="other"))

    assert (400, ["id-mismatch"]) == (response.status_code, keys(response))


def test_update_of_none_does_not_overwrite_what_does_not_match(shared_api, value):
    shared_api.put(f"Patient/own-{value}", _patient("another", id=f"own-{value}"))

    response = shared_api.put(_where(value), _patient(value, id=f"own-{value}"))

    assert (409, ["update-id-in-use"]) == (response.status_code, keys(response))


def test_if_match_is_held_to(shared_api, value):
    shared_api.put(_where(value), _patient(value))

    response = shared_api.put(_where(value), _patient(value, gender="male"), If_Match='W/"9"')

    assert 412 == response.status_code


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_several_matches_are_refused(shared_api, value, method):
    for _ in range(2):
        shared_api.post("Patient", _patient(value))

    body, headers = {"PUT": (_patient(value), {}), "PATCH": ([], {"Content_Type": JSON_PATCH})}.get(
        method, (None, {})
    )
    response = shared_api.send(method, _where(value), body, **headers)

    assert 412 == response.status_code
    assert 2 == len(shared_api.ids(_where(value)))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("query", "key"), [("", "condition-empty"), ("?colour=red", "search-parameter-unknown")]
)
def test_a_condition_that_says_nothing_is_refused(shared_api, value, method, query, key):
    """An unknown parameter is never left out: the condition would match others."""
    body, headers = {"PUT": (_patient(value), {}), "PATCH": ([], {"Content_Type": JSON_PATCH})}.get(
        method, (None, {})
    )
    response = shared_api.send(method, f"Patient{query}", body, Prefer="handling=lenient", **headers)

    assert (400, [key]) == (response.status_code, keys(response))


def test_many_updates_at_once_make_one(shared_api, value):
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(
                lambda number: (
                    shared_api.put(
                        _where(value), _patient(value, name=[{"family": f"Сова{number}"}])
                    ).status_code
                ),
                range(24),
            )
        )

    assert 1 == statuses.count(201)
    assert {200, 201} == set(statuses)
    [id] = shared_api.ids(_where(value))
    versions = shared_api.get(f"Patient/{id}/_history?_count=100").json["entry"]
    assert 24 == len(versions)


# Patch


def test_patch_of_the_one_that_matches(shared_api, value):
    id = shared_api.post("Patient", _patient(value)).json["id"]

    body = [{"op": "add", "path": "/gender", "value": "male"}]
    response = shared_api.send("PATCH", _where(value), body, Content_Type=JSON_PATCH)

    assert 200 == response.status_code
    assert "male" == shared_api.get(f"Patient/{id}").json["gender"]


def test_patch_of_none_is_not_found(shared_api, value):
    response = shared_api.send("PATCH", _where(value), [], Content_Type=JSON_PATCH)

    assert (404, ["condition-matches-none"]) == (response.status_code, keys(response))


# Delete


def test_delete_of_the_one_that_matches(shared_api, value):
    id = shared_api.post("Patient", _patient(value)).json["id"]

    assert 204 == shared_api.delete(_where(value)).status_code
    assert 410 == shared_api.get(f"Patient/{id}").status_code


def test_delete_of_none_is_done(shared_api, value):
    assert 200 == shared_api.delete(_where(value)).status_code


def test_delete_of_many_says_whether_others_are_left(shared_api, value):
    for _ in range(3):
        shared_api.post("Patient", _patient(value))

    first, second = (shared_api.delete(f"{_where(value)}&_count=2") for _ in range(2))

    assert (["resources-deleted-more"], ["resources-deleted"]) == (keys(first), keys(second))
    assert [] == shared_api.ids(_where(value))


@pytest.mark.parametrize("count", ["0", "-1", "many", "501", "9" * 400])
def test_delete_of_more_than_the_limit_is_refused(shared_api, value, count):
    response = shared_api.delete(f"{_where(value)}&_count={count}")

    assert (400, ["delete-count"]) == (response.status_code, keys(response))
    assert "500" in response.json["issue"][0]["diagnostics"]


# In Bundles


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_in_a_bundle(shared_api, value, kind):
    old = shared_api.post("Patient", _patient(value + "old")).json["id"]

    response = shared_api.post(
        "",
        _bundle(
            kind,
            ("PUT", _where(value), _patient(value), {}),
            ("DELETE", _where(value + "old"), None, {}),
        ),
    )

    statuses = [entry["response"]["status"][:3] for entry in response.json["entry"]]
    assert ["201", "204"] == statuses
    assert 410 == shared_api.get(f"Patient/{old}").status_code


@pytest.mark.parametrize("is_there", [True, False])
def test_links_lead_to_what_a_conditional_update_writes(shared_api, value, is_there):
    if is_there:
        shared_api.post("Patient", _patient(value))
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": "urn:uuid:0d2b0ba2-2f0c-4d4a-9ff5-0a0b5a0bb0d1"},
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml">'
            '<a href="urn:uuid:0d2b0ba2-2f0c-4d4a-9ff5-0a0b5a0bb0d1">x</a></div>',
        },
    }
    full_url = {"fullUrl": "urn:uuid:0d2b0ba2-2f0c-4d4a-9ff5-0a0b5a0bb0d1"}

    response = shared_api.post(
        "",
        _bundle(
            "transaction",
            ("POST", "Observation", observation, {}),
            ("PUT", _where(value), _patient(value), full_url),
        ),
        Prefer="return=representation",
    )

    [id] = shared_api.ids(_where(value))
    stored = response.json["entry"][0]["resource"]
    assert f"Patient/{id}" == stored["subject"]["reference"]
    assert f'href="Patient/{id}"' in stored["text"]["div"]


def test_what_is_written_twice_is_refused_although_only_a_condition_says_so(shared_api, value):
    id = shared_api.post("Patient", _patient(value)).json["id"]

    response = shared_api.post(
        "",
        _bundle(
            "transaction",
            ("DELETE", _where(value), None, {}),
            ("PUT", f"Patient/{id}", _patient(value, id=id), {}),
        ),
    )

    assert (400, ["entry-duplicate"]) == (response.status_code, keys(response))
    assert 200 == shared_api.get(f"Patient/{id}").status_code


# If-Match that a server insists on


def test_a_change_without_if_match_is_refused_where_the_setting_says_so(make_api, plain, value):
    api = make_api(plain, profiles="none", require_if_match=True)
    path = f"Patient/{value}"

    assert 201 == api.put(path, _patient(value, id=value)).status_code
    refused = [
        api.put(path, _patient(value, id=value, gender="male")),
        api.send("PATCH", path, [{"op": "remove", "path": "/identifier"}], Content_Type=JSON_PATCH),
        api.delete(path),
    ]
    assert [(428, ["if-match-required"])] * 3 == [(each.status_code, keys(each)) for each in refused]
    assert 200 == api.put(path, _patient(value, id=value, gender="male"), If_Match='W/"1"').status_code
    assert 204 == api.delete(path, If_Match='W/"2"').status_code
