"""The change feed, as a registry sees it: ``_history?_cursor=…``.

https://hl7.org/fhir/R4/http.html#history
"""

import threading
import time

import pytest
from outcomes import first_issue

PATIENT = {"resourceType": "Patient", "active": True}
BASIC = {"resourceType": "Basic", "code": {"text": "x"}}


def told(bundle):
    """The method, type and version of each entry."""
    return [
        (
            entry["request"]["method"],
            entry["fullUrl"].rsplit("/", 2)[1],
            int(entry["response"]["etag"][3:-1]),
        )
        for entry in bundle.get("entry", [])
    ]


def following(bundle):
    """The path of the next page."""
    [url] = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
    return url.partition("/fhir/")[2]


def test_from_now_on(api):
    """The first page is empty; from its next link on comes what was committed since."""
    api.post("Patient", PATIENT)
    first = api.get("_history?_cursor=").json
    patient = api.post("Patient", PATIENT).json
    api.put(f"Patient/{patient['id']}", {**patient, "active": False})
    api.delete(f"Patient/{patient['id']}")
    second = api.get(following(first)).json

    assert ("history", [], False) == (first["type"], told(first), "total" in first)
    assert [("POST", "Patient", 1), ("PUT", "Patient", 2), ("DELETE", "Patient", 3)] == told(second)
    assert patient == second["entry"][0]["resource"]
    assert "resource" not in second["entry"][2]
    assert [] == told(api.get(following(second)).json)


def test_a_page_can_be_asked_for_again(api):
    """A client that was lost before it kept a page gets the same one."""
    link = following(api.get("_history?_cursor=").json)
    for _ in range(3):
        api.post("Patient", PATIENT)

    assert api.get(f"{link}&_count=2").json["entry"] == api.get(f"{link}&_count=2").json["entry"]


def test_everything(api):
    """All that was there, oldest first and page by page, and then what is new."""
    for _ in range(5):
        api.post("Patient", PATIENT)
    page = api.get("_history?_cursor=start&_count=2").json
    found = [page]
    for number in range(4):
        page = api.get(following(page)).json
        found.append(page)
        if number == 2:
            api.post("Basic", BASIC)

    assert [2, 2, 1, 0, 1] == [len(told(page)) for page in found]
    assert ("POST", "Basic", 1) == told(found[-1])[0]


def test_since_a_moment(api):
    api.post("Patient", PATIENT)
    time.sleep(0.002)
    later = api.post("Basic", BASIC).json["meta"]["lastUpdated"]

    assert [("POST", "Basic", 1)] == told(api.get(f"_history?_cursor=start&_since={later}").json)


def test_of_a_type(api):
    link = following(api.get("Basic/_history?_cursor=").json)
    api.post("Patient", PATIENT)
    api.post("Basic", BASIC)

    assert [("POST", "Basic", 1)] == told(api.get(link).json)


def test_a_transaction_comes_whole_and_in_order(api):
    link = following(api.get("_history?_cursor=").json)
    entries = [
        {"resource": resource, "request": {"method": "POST", "url": resource["resourceType"]}}
        for resource in (PATIENT, BASIC, PATIENT)
    ]
    api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": entries})

    assert 3 == len(told(api.get(f"{link}&_count=1").json))


def test_what_was_asked_at_the_start_holds_on(api):
    """Until something else is asked for."""
    link = following(api.get("_history?_cursor=&_elements=active&_count=1").json)
    for _ in range(3):
        api.post("Patient", {**PATIENT, "gender": "male"})
    first = api.get(link).json
    rest = api.get(f"{following(first)}&_count=5&_elements=gender").json

    assert "gender" not in first["entry"][0]["resource"]
    assert ["male", "male"] == [entry["resource"]["gender"] for entry in rest["entry"]]


def test_waiting_for_something_new(api):
    link = following(api.get("_history?_cursor=").json)
    threading.Timer(0.5, lambda: api.post("Patient", PATIENT)).start()
    started = time.monotonic()

    assert [("POST", "Patient", 1)] == told(api.get(f"{link}&_wait=20").json)
    assert 0.4 < time.monotonic() - started < 10


def test_a_cursor_is_good_for_its_own_path_only(api):
    cursor = following(api.get("_history?_cursor=").json).partition("?")[2]

    assert 410 == api.get(f"Patient/_history?{cursor}").status_code
    assert 410 == api.get(f"_history?{cursor[:-1]}").status_code


def test_it_is_to_be_had_in_xml(api):
    api.post("Patient", PATIENT)
    response = api.get("_history?_cursor=start", Accept="application/fhir+xml")

    assert (200, 1) == (response.status_code, response.text.count("<entry>"))


REFUSED = {
    "of one resource": ("Patient/{id}/_history?_cursor=start", "history-feed-level"),
    "in another order": ("_history?_cursor=start&_sort=_lastUpdated", "history-feed-parameter"),
    "from now on, since then": ("_history?_cursor=&_since=2026-01-01", "history-feed-parameter"),
    "since no moment": ("_history?_cursor=start&_since=then", "history-time"),
    "without versions": ("_history?_cursor=start&_count=0", "history-feed-count"),
    "their number": ("_history?_cursor=&_summary=count", "history-feed-count"),
    "waiting too long": ("_history?_cursor=&_wait=31", "history-wait"),
    "waiting for ever": ("_history?_cursor=&_wait=-1", "history-wait"),
    "waiting for a history": ("_history?_wait=3", "history-wait-without-feed"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_feed_cannot_do_is_refused(shared_api, name):
    path, key = REFUSED[name]
    id = shared_api.post("Patient", PATIENT).json["id"]

    response = shared_api.get(path.format(id=id))

    assert (400, key) == (response.status_code, first_issue(response)[0])
