"""$everything, on plain R4."""

from collections.abc import Iterator
from typing import Any

import pytest
from rest_api import Api

from hie.operations.everything import seen, walk

_CODE = {"text": "x"}


def _ref(target: str) -> dict[str, str]:
    return {"reference": target}


def _observation(id: str, patient: str, date: str | None = None, **more: Any) -> dict[str, Any]:
    dated = {} if date is None else {"effectiveDateTime": date}
    body = {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": _CODE,
        "subject": _ref(patient),
    }
    return {**body, **dated, **more}


def _encounter(id: str, patient: str, start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    body = {"resourceType": "Encounter", "id": id, "status": "finished", "class": {"code": "AMB"}}
    period = {"start": start} | ({"end": end} if end else {})
    return {**body, "subject": _ref(patient), "period": period, **more}


def _appointment(id: str, *patients: str) -> dict[str, Any]:
    actors = [{"actor": _ref(patient), "status": "accepted"} for patient in patients]
    return {"resourceType": "Appointment", "id": id, "status": "proposed", "participant": actors}


WORLD = [
    {"resourceType": "Organization", "id": "head", "name": "H"},
    {"resourceType": "Organization", "id": "org", "name": "O", "partOf": _ref("Organization/head")},
    {"resourceType": "Practitioner", "id": "doc"},
    {"resourceType": "Practitioner", "id": "idle"},
    {
        "resourceType": "PractitionerRole",
        "id": "role",
        "practitioner": _ref("Practitioner/doc"),
        "organization": _ref("Organization/org"),
    },
    {"resourceType": "Location", "id": "ward", "managingOrganization": _ref("Organization/org")},
    {"resourceType": "Medication", "id": "drug", "code": _CODE},
    {"resourceType": "Binary", "id": "scan", "contentType": "text/plain", "data": "eA=="},
    {"resourceType": "Patient", "id": "a", "managingOrganization": _ref("Organization/org")},
    {"resourceType": "Patient", "id": "b", "generalPractitioner": [_ref("Practitioner/doc")]},
    {"resourceType": "Patient", "id": "c"},
    _encounter("e1", "Patient/a", "2020-01-01", "2020-03-01", location=[{"location": _ref("Location/ward")}]),
    _encounter("e2", "Patient/a", "2021-05-05"),
    _observation("o1", "Patient/a", "2020-02", performer=[_ref("PractitionerRole/role")]),
    _observation("o2", "Patient/a", "2021-06-01", encounter=_ref("Encounter/e1")),
    _observation("o3", "Patient/a", focus=[_ref("Observation/ob")]),
    _observation("o4", "Patient/a", "2022-01-01", performer=[_ref("Practitioner/doc")]),
    _observation("ob", "Patient/b", "2020-02-02", encounter=_ref("Encounter/eb")),
    _encounter("eb", "Patient/b", "2020-02-02"),
    {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": _ref("Patient/a"),
        "medicationReference": _ref("Medication/drug"),
        "requester": _ref("Practitioner/doc"),
    },
    {
        "resourceType": "DocumentReference",
        "id": "d1",
        "status": "current",
        "subject": _ref("Patient/a"),
        "content": [{"attachment": {"url": "Binary/scan"}}],
    },
    {
        "resourceType": "Provenance",
        "id": "made",
        "target": [_ref("Observation/o1"), _ref("Observation/o4")],
        "recorded": "2020-02-02T00:00:00Z",
        "agent": [{"who": _ref("Practitioner/doc")}],
    },
    _appointment("both", "Patient/a", "Patient/b"),
    {
        "resourceType": "Group",
        "id": "g",
        "type": "person",
        "actual": True,
        "member": [
            {"entity": _ref("Patient/a")},
            {"entity": _ref("Patient/b")},
            {"entity": _ref("Patient/c"), "inactive": True},
            {"entity": _ref("Patient/unknown")},
        ],
    },
]
OWN = [
    "Patient/a",
    "Encounter/e1",
    "Encounter/e2",
    "Observation/o1",
    "Observation/o2",
    "Observation/o3",
    "Observation/o4",
    "MedicationRequest/m1",
    "DocumentReference/d1",
    "Appointment/both",
    "Group/g",
]
LINKED = [
    "Organization/head",
    "Organization/org",
    "Practitioner/doc",
    "PractitionerRole/role",
    "Location/ward",
    "Medication/drug",
    "Binary/scan",
    "Observation/ob",
    "Patient/b",
    "Patient/c",
    "Provenance/made",
]


@pytest.fixture(scope="module")
def world(make_api, plain) -> Api:
    """Three patients and what belongs to them."""
    api: Api = make_api(plain, profiles="none")
    for resource in WORLD:
        answer = api.put(f"{resource['resourceType']}/{resource['id']}", resource)
        assert answer.status_code == 201, answer.text
    return api


def _pages(api: Api, path: str) -> Iterator[dict[str, Any]]:
    while path:
        answer = api.get(path)
        assert answer.status_code == 200, answer.text
        yield answer.json
        following = [link["url"] for link in answer.json["link"] if link["relation"] == "next"]
        path = following[0].partition("/fhir/")[2] if following else ""


def _names(api: Api, path: str) -> list[str]:
    entries = [entry for page in _pages(api, path) for entry in page.get("entry", ())]
    return [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 100])
def test_each_once_however_large_the_pages(world: Api, count: int) -> None:
    """The members and what they refer to; not what another's resource refers to."""
    pages = list(_pages(world, f"Patient/a/$everything?_count={count}"))
    entries = [entry for page in pages for entry in page["entry"]]
    modes: dict[str, list[str]] = {"match": [], "include": []}
    for entry in entries:
        modes[entry["search"]["mode"]].append(entry["fullUrl"].partition("/fhir/")[2])
    assert sorted(OWN) == sorted(modes["match"])
    assert sorted(LINKED) == sorted(modes["include"])
    assert all(1 <= len([e for e in p["entry"] if e["search"]["mode"] == "match"]) <= count for p in pages)
    assert "Patient/a" == modes["match"][0]


def test_get_and_post_are_the_same(world: Api) -> None:
    """Parameters may be in the body, and go into the link."""
    listed = [
        {"name": "_type", "valueCode": "Observation"},
        {"name": "_count", "valueInteger": 2},
        {"name": "start", "valueDate": "2021"},
    ]
    posted = world.post("Patient/a/$everything", {"resourceType": "Parameters", "parameter": listed}).json
    assert posted == world.get("Patient/a/$everything?_type=Observation&_count=2&start=2021").json
    following = next(link["url"] for link in posted["link"] if link["relation"] == "next")
    rest = world.get(following.partition("/fhir/")[2]).json
    assert 3 * ["Observation"] == [entry["resource"]["resourceType"] for entry in rest["entry"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("start=2022-06", "Encounter/e2 Observation/o3"),
        ("start=2021-06", "Observation/o2 Observation/o3 Observation/o4 Encounter/e2"),
        ("end=2020-01-01", "Encounter/e1 Observation/o3"),
        ("start=2020-02-10&end=2020-12", "Encounter/e1 Observation/o1 Observation/o3"),
        ("start=2020-03-02&end=2020-12", "Observation/o3"),
    ],
)
def test_care_dates(world: Api, query: str, expected: str) -> None:
    """What touches the time, and what has no date; an encounter without an end goes on."""
    for count in (1, 100):
        entries = [
            entry["resource"]
            for page in _pages(world, f"Patient/a/$everything?{query}&_count={count}")
            for entry in page.get("entry", ())
            if entry["search"]["mode"] == "match"
        ]
        found = [f"{each['resourceType']}/{each['id']}" for each in entries]
        assert sorted(expected.split()) == sorted(
            n for n in found if n[:11] in ("Observation", "Encounter/e")
        )


def test_a_member_out_of_time_comes_where_it_is_referred_to(world: Api) -> None:
    """An observation is not torn from the encounter that began before."""
    found = _names(world, "Patient/a/$everything?start=2021-06&end=2021-07&_count=1")
    assert 1 == found.count("Encounter/e1")


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("Observation", "Observation/o1 Observation/o2 Observation/o3 Observation/o4 Observation/ob"),
        ("Practitioner", "Practitioner/doc"),
        ("Patient,Location", "Patient/a Patient/b Patient/c Location/ward"),
        ("Patient&_type=Medication", "Patient/a Patient/b Patient/c Medication/drug"),
        ("Substance", ""),
    ],
)
def test_types(world: Api, types: str, expected: str) -> None:
    """Only what is wanted is given, also of what is referred to."""
    for count in (1, 100):
        found = _names(world, f"Patient/a/$everything?_type={types}&_count={count}")
        assert sorted(expected.split()) == sorted(found)


def test_parts(world: Api) -> None:
    """Of each resource only what is wanted, on all pages."""
    entries = [
        entry["resource"]
        for page in _pages(world, "Patient/a/$everything?_elements=status&_type=Observation&_count=2")
        for entry in page.get("entry", ())
    ]
    # What must be there is there all the same.
    assert {"resourceType", "id", "meta", "status", "code"} == set().union(*entries)
    assert 5 == len(entries)
    assert 400 == world.get("Patient/a/$everything?_summary=perhaps").status_code


def test_since(world: Api) -> None:
    """What was changed after a moment, also a practitioner whom only old members refer to."""
    stamp = world.get("Group/g").json["meta"]["lastUpdated"]
    assert [] == _names(world, f"Patient/a/$everything?_since={stamp}")
    changed = {"resourceType": "Practitioner", "id": "doc", "active": True}
    assert 200 == world.put("Practitioner/doc", changed).status_code
    assert ["Practitioner/doc"] == _names(world, f"Patient/a/$everything?_since={stamp}")


@pytest.mark.parametrize("count", [1, 2, 100])
def test_several_patients_together(world: Api, count: int) -> None:
    """A resource of two members of a Group comes once; so does each of all patients of a server."""
    both = {*OWN, *LINKED, "Encounter/eb"}
    assert sorted(both) == sorted(_names(world, f"Group/g/$everything?_count={count}"))
    assert sorted(both) == sorted(_names(world, f"Patient/$everything?_count={count}"))


def test_encounter(world: Api) -> None:
    """What refers to the encounter, and what these refer to."""
    found = _names(world, "Encounter/e1/$everything?_count=1")
    expected = "Encounter/e1 Observation/o2 Patient/a Location/ward Organization/org Organization/head"
    assert sorted(expected.split()) == sorted(found)


def test_other_compartments(world: Api) -> None:
    """What a practitioner has done, and to whom; not the rest of their records."""
    expected = [
        "Practitioner/doc",
        "MedicationRequest/m1",
        "Observation/o4",
        "Patient/b",
        "PractitionerRole/role",
    ]
    found = _names(world, "Practitioner/doc/$everything?_count=2")
    assert set(expected) <= set(found)
    assert len(found) == len(set(found))
    assert "Observation/o2" not in found
    assert 404 == world.get("Device/none/$everything").status_code


def test_medicinal_product(api: Api) -> None:
    """What is made to refer to a product, without a compartment."""
    product = {"resourceType": "MedicinalProduct", "id": "p", "name": [{"productName": "x"}]}
    assert 201 == api.put("MedicinalProduct/p", product).status_code
    subject = [_ref("MedicinalProduct/p")]
    allowed = {"resourceType": "MedicinalProductAuthorization", "id": "au", "subject": subject[0]}
    against = {"resourceType": "MedicinalProductContraindication", "id": "co", "subject": subject}
    for each in (allowed, against):
        assert 201 == api.put(f"{each['resourceType']}/{each['id']}", each).status_code
    expected = [
        "MedicinalProduct/p",
        "MedicinalProductAuthorization/au",
        "MedicinalProductContraindication/co",
    ]
    assert expected == _names(api, "MedicinalProduct/p/$everything?_count=1")
    assert expected == _names(api, "MedicinalProduct/$everything")


def test_writes_between_pages(api: Api) -> None:
    """What is there all the time comes once, whatever is added, changed and deleted meanwhile."""
    api.put("Patient/p", {"resourceType": "Patient", "id": "p"})
    kept = {f"Observation/k{number}" for number in range(20)}
    for number in range(20):
        api.put(
            f"Observation/k{number}", _observation(f"k{number}", "Patient/p", f"2020-01-{1 + number // 2:02}")
        )
        api.put(
            f"Observation/x{number}", _observation(f"x{number}", "Patient/p", f"2020-01-{1 + number // 2:02}")
        )
    found: list[str] = []
    for number, page in enumerate(_pages(api, "Patient/p/$everything?_count=3")):
        found += [f"Observation/{entry['resource']['id']}" for entry in page["entry"]]
        api.delete(f"Observation/x{number}")
        api.put(f"Observation/n{number}", _observation(f"n{number}", "Patient/p", "2020-01-05"))
        changed = _observation(f"k{number}", "Patient/p", f"2020-01-{1 + number // 2:02}", status="amended")
        api.put(f"Observation/k{number}", changed)
        if number > 30:
            break
    assert len(found) == len(set(found))
    assert kept <= set(found)


def test_too_many_links_end_a_page_early(make_api, plain) -> None:
    """A page holds no more of what is referred to than the setting allows, and the next ones the rest."""
    api: Api = make_api(plain, profiles="none", max_included=3)
    api.put("Patient/p", {"resourceType": "Patient", "id": "p"})
    for number in range(8):
        api.put(f"Practitioner/d{number}", {"resourceType": "Practitioner", "id": f"d{number}"})
    for number in range(4):
        doctors = [_ref(f"Practitioner/d{2 * number + each}") for each in range(2)]
        api.put(f"Observation/o{number}", _observation(f"o{number}", "Patient/p", performer=doctors))
    pages = list(_pages(api, "Patient/p/$everything"))
    assert len(pages) > 2
    assert 13 == len({entry["fullUrl"] for page in pages for entry in page["entry"]})
    everybody = [_ref(f"Practitioner/d{number}") for number in range(8)]
    api.put("Observation/o9", _observation("o9", "Patient/p", "2020", performer=everybody))
    outcomes = [
        entry["resource"]["issue"][0]["code"]
        for page in _pages(api, "Patient/p/$everything")
        for entry in page["entry"]
        if entry["search"]["mode"] == "outcome"
    ]
    assert ["incomplete"] == outcomes


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Patient/none/$everything", 404),
        ("Patient/a/$everything?_type=Nothing", 400),
        ("Patient/a/$everything?_count=0", 400),
        ("Patient/a/$everything?_count=x", 400),
        ("Patient/a/$everything?start=2020-02-31", 400),
        ("Patient/a/$everything?_since=2020", 400),
        ("Patient/a/$everything?since=2020", 400),
        ("Patient/a/$everything?_since=2020-01-01T00:00:00Z&_since=2020-01-01T00:00:00Z", 400),
        ("Patient/a/$everything?_cursor=x", 410),
        ("Patient/a/$everything?_cursor=x&_count=1", 400),
        ("Encounter/e1/$everything?start=2020", 400),
        ("Encounter/$everything", 404),
        ("Observation/o1/$everything", 404),
    ],
)
def test_bad_requests(world: Api, path: str, status: int) -> None:
    """What cannot be answered is refused, with the reason."""
    answer = world.get(path)
    assert (status, "OperationOutcome") == (answer.status_code, answer.json["resourceType"])


def test_a_cursor_is_for_its_own_patient(world: Api) -> None:
    """The link of one patient does not open the pages of another."""
    page = world.get("Patient/a/$everything?_count=1").json
    cursor = next(link["url"] for link in page["link"] if link["relation"] == "next").partition("?")[2]
    assert 410 == world.get(f"Patient/b/$everything?{cursor}").status_code
    world.put("Patient/gone", {"resourceType": "Patient", "id": "gone"})
    world.delete("Patient/gone")
    assert 410 == world.get("Patient/gone/$everything").status_code


@pytest.mark.parametrize(("limit", "value"), [("MOST_LOOKS", 1), ("MOST_LOOKS", 7), ("MOST_READ", 0)])
def test_pages_that_took_enough_end(
    world: Api, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    """They may hold little or nothing; all of them together hold everything."""
    monkeypatch.setattr(walk, limit, value)
    assert sorted([*OWN, *LINKED]) == sorted(_names(world, "Patient/a/$everything?_count=3"))
    found = _names(world, "Patient/$everything?start=2020&end=2021")
    assert len(found) == len(set(found))


def test_what_is_forgotten_comes_again(world: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor remembers so many resources; beyond that nothing is lost, and the Bundle says what happens."""
    monkeypatch.setattr(seen, "MOST", 2)
    pages = list(_pages(world, "Patient/a/$everything?_count=1"))
    entries = [entry for page in pages for entry in page.get("entry", ())]
    outcomes = {
        e["resource"]["issue"][0]["details"]["coding"][0]["code"] for e in entries if "fullUrl" not in e
    }
    assert {"everything-again"} == outcomes
    names = [entry["fullUrl"].partition("/fhir/")[2] for entry in entries if "fullUrl" in entry]
    assert {*OWN, *LINKED} == set(names)
    assert sorted(OWN) == sorted(set(OWN).intersection(names))
    assert len(names) > len(set(names))
