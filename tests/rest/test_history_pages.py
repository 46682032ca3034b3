"""The parameters of a history, and its pages.

https://hl7.org/fhir/R4/http.html#history
"""

import time

import pytest
from outcomes import first_issue

GENDERS = ("male", "female", "other", "unknown")


@pytest.fixture
def changed(api):
    """A Patient of five versions."""
    patient = api.post("Patient", {"resourceType": "Patient", "active": True}).json
    for gender in GENDERS:
        patient = api.put(f"Patient/{patient['id']}", {**patient, "gender": gender}).json
    return patient


def told(bundle):
    """The types and versions of the entries."""
    return [
        (entry["fullUrl"].rsplit("/", 2)[1], int(entry["response"]["etag"][3:-1]))
        for entry in bundle.get("entry", [])
    ]


def walk(api, path):
    """The Bundles of all pages."""
    while path:
        bundle = api.get(path).json
        yield bundle
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        path = following[0].partition("/fhir/")[2] if following else None


def test_oldest_first(api, changed):
    pages = list(walk(api, f"Patient/{changed['id']}/_history?_sort=_lastUpdated&_count=2"))

    assert [("Patient", version) for version in (1, 2, 3, 4, 5)] == [
        entry for page in pages for entry in told(page)
    ]
    assert [5, 5, 5] == [page["total"] for page in pages]


def test_a_link_to_a_page_holds_a_cursor_and_nothing_else(api, changed):
    first, second, _ = walk(api, f"Patient/_history?_since=2020-01-01&_count=2&_list={_list(api, changed)}")

    assert ["_cursor"] == [
        pair.partition("=")[0] for pair in first["link"][1]["url"].partition("?")[2].split("&")
    ]
    assert first["link"][1]["url"] == second["link"][0]["url"]


@pytest.mark.usefixtures("changed")
def test_nothing_can_be_added_to_such_a_link(api):
    first = next(walk(api, "Patient/_history?_count=2"))
    path = first["link"][1]["url"].partition("/fhir/")[2]

    response = api.get(f"{path}&_count=3")

    assert (400, "cursor-alone") == (response.status_code, first_issue(response)[0])


def test_what_was_current_at_a_moment(api, changed):
    """One version of each resource that was there."""
    moment = api.get(f"Patient/{changed['id']}/_history/3").json["meta"]["lastUpdated"]
    api.post("Basic", {"resourceType": "Basic", "code": {"text": "later"}})

    assert [("Patient", 3)] == told(api.get(f"_history?_at={moment}").json)


def test_what_was_gone_at_a_moment_was_not_current(api, changed):
    api.delete(f"Patient/{changed['id']}")
    deleted = api.get(f"Patient/{changed['id']}/_history?_count=1").json["entry"][0]["response"]
    time.sleep(0.002)
    later = api.post("Basic", {"resourceType": "Basic", "code": {"text": "x"}}).json["meta"]["lastUpdated"]

    assert [("Patient", 6)] == told(api.get(f"_history?_at={deleted['lastModified']}").json)
    assert [("Basic", 1)] == told(api.get(f"_history?_at={later}").json)


def _list(api, patient, *entries):
    resource = {"resourceType": "List", "status": "current", "mode": "changes"}
    reference = {"item": {"reference": f"Patient/{patient['id']}"}}
    return api.post("List", {**resource, "entry": [reference, *entries]}).json["id"]


def test_of_what_a_list_names(api, changed):
    """Every version of a resource, or the one that the reference names; not what was taken off the list."""
    others = [api.post("Patient", {"resourceType": "Patient"}).json["id"] for _ in range(3)]
    api.put(f"Patient/{others[0]}", {"resourceType": "Patient", "id": others[0], "active": True})
    chosen = _list(
        api,
        changed,
        {"item": {"reference": f"Patient/{others[0]}/_history/2"}},
        {"item": {"reference": f"Patient/{others[1]}"}, "deleted": True},
        {"item": {"reference": "http://elsewhere.example/fhir/Patient/1"}},
        {"item": {"display": "a note"}},
    )

    expected = [("Patient", 2), *(("Patient", version) for version in (5, 4, 3, 2, 1))]
    assert expected == told(api.get(f"_history?_list={chosen}").json)
    assert expected == told(api.get(f"Patient/_history?_list=List/{chosen}").json)
    assert [] == told(api.get(f"Encounter/_history?_list={chosen}").json)
    assert 1 == api.get(f"Patient/{others[0]}/_history?_list={chosen}").json["total"]


@pytest.mark.usefixtures("changed")
def test_parts_of_the_resources(api):
    entry = api.get("Patient/_history?_elements=gender&_count=1").json["entry"][0]

    assert {"resourceType", "id", "meta", "gender"} == set(entry["resource"])
    assert ["SUBSETTED"] == [tag["code"] for tag in entry["resource"]["meta"]["tag"]]


@pytest.mark.usefixtures("changed")
def test_the_number_only(api):
    bundle = api.get("_history?_summary=count").json

    assert (5, False) == (bundle["total"], "entry" in bundle)


REFUSED = {
    "another order": ("_sort=birthdate", "history-sort"),
    "a list that is not there": ("_list=none", "history-list"),
    "a current list": ("_list=$current-problems", "history-list"),
    "a time that is none": ("_at=noon", "history-time"),
    "a year too large": ("_at=99999999999999999999", "history-time"),
    "a parameter twice": ("_since=2020&_since=2021", "history-parameter-twice"),
    "an element that is not there": ("_elements=gendr", "elements-unknown"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_understood_is_refused(shared_api, name):
    query, key = REFUSED[name]

    response = shared_api.get(f"Patient/_history?{query}")

    assert (400, key) == (response.status_code, first_issue(response)[0])
