"""``resolve()`` in invariants, where the target is stored.

https://hl7.org/fhir/R4/fhirpath.html#functions

``ctm-1`` of CareTeam: only who takes part as a Practitioner may do so on behalf of somebody.
"""

import pytest
from outcomes import first_issue, keys

from hie.storage import Store

POST = {"method": "POST"}
CTM_1 = ("ctm-1", "CareTeam.participant[0]")


@pytest.fixture(scope="module")
def server(make_api, plain):
    """A server with an Organization, a Practitioner, and a deleted Organization."""
    api = make_api(plain, profiles="none", base_url="https://hie.example/fhir")
    for path in ("Organization/o", "Practitioner/p", "Organization/gone"):
        type, _, id = path.partition("/")
        named = {"name": "x"} if type == "Organization" else {}
        assert 201 == api.put(path, {"resourceType": type, "id": id, **named}).status_code
    api.delete("Organization/gone")
    return api


def team(*members):
    """A team whose members act for somebody else."""
    others = {"onBehalfOf": {"display": "somebody"}}
    return {
        "resourceType": "CareTeam",
        "participant": [{"member": {"reference": member}, **others} for member in members],
    }


@pytest.mark.parametrize(
    ("member", "holds"),
    [
        ("Organization/o", False),
        ("https://hie.example/fhir/Organization/o", False),
        ("http://localhost/fhir/Organization/o", True),
        ("Organization/o/_history/1", False),
        ("Organization/o/_history/2", True),
        ("Practitioner/p", True),
        ("Organization/none", True),
        ("Organization/gone", True),
        ("https://elsewhere.example/fhir/Organization/o", True),
        ("urn:uuid:00000000-0000-4000-8000-000000000000", True),
    ],
)
def test_a_member_that_is_stored(server, member, holds):
    """What cannot be found is not held against a resource: the invariant says so itself."""
    created = server.post("CareTeam", team(member))
    validated = server.post("CareTeam/$validate", team(member))

    assert (201 if holds else 422) == created.status_code
    assert holds or CTM_1 == first_issue(created)
    assert holds == ("ctm-1" not in keys(validated))


def test_a_transaction_sees_the_entry_before_what_is_stored(server):
    """The member that the Bundle brings is not looked for in the database."""
    urn = "urn:uuid:00000000-0000-4000-8000-000000000001"
    practitioner = {"fullUrl": urn, "resource": {"resourceType": "Practitioner"}}
    entries = [
        {**practitioner, "request": {**POST, "url": "Practitioner"}},
        {"resource": team(urn), "request": {**POST, "url": "CareTeam"}},
    ]
    good = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    stored = {**good, "entry": [{**entries[1], "resource": team("Practitioner/p", "Organization/o")}]}

    assert 200 == server.post("", good).status_code
    refused = server.post("", stored)
    assert (422, ("ctm-1", "Bundle.entry[0].resource.participant[1]")) == (
        refused.status_code,
        first_issue(refused),
    )


def test_each_target_is_read_once(server, monkeypatch):
    """Though the invariant is asked for the verdict and again for the place."""
    seen = []
    read = Store.read
    monkeypatch.setattr(Store, "read", lambda store, *what: seen.append(what) or read(store, *what))

    server.post("CareTeam", team(*["Practitioner/p"] * 20, *["Organization/o"] * 20))

    assert [("Practitioner", "p"), ("Organization", "o")] == seen
