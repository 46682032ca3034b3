"""The setting ``references``: whether what a write refers to must be stored.

https://hl7.org/fhir/R4/references.html#literal
"""

import pytest
from outcomes import first_issue


@pytest.fixture
def strict(make_api, plain):
    """A server that refuses references to what it does not have."""
    return make_api(plain, profiles="none", references="error")


@pytest.fixture
def warning(make_api, plain):
    """A server that tells of them."""
    return make_api(plain, profiles="none", references="warn")


def basic(reference, **others):
    return {"resourceType": "Basic", "code": {"text": "x"}, "subject": {"reference": reference}, **others}


def bundle(*entries):
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


def entry(method, url, resource=None, full_url=None):
    made = {"request": {"method": method, "url": url}}
    if resource is not None:
        made["resource"] = resource
    if full_url is not None:
        made["fullUrl"] = full_url
    return made


def test_nobody_looks_unless_asked(shared_api):
    assert 201 == shared_api.post("Basic", basic("Patient/none")).status_code


@pytest.mark.parametrize(
    "reference",
    ["Patient/none", "http://localhost/fhir/Patient/none", "Patient/there/_history/9", "Patient/gone"],
)
def test_a_target_that_is_not_stored_is_refused(strict, reference):
    """With its place; by create and by update."""
    strict.put("Patient/there", {"resourceType": "Patient", "id": "there"})
    strict.put("Patient/gone", {"resourceType": "Patient", "id": "gone"})
    strict.delete("Patient/gone")

    created = strict.post("Basic", basic(reference))
    updated = strict.put("Basic/b", basic(reference, id="b"))

    assert (422, 422) == (created.status_code, updated.status_code)
    assert ("reference-not-stored", "Basic.subject.reference") == first_issue(created)
    assert reference in created.json["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/there",
        "Patient/there/_history/1",
        "http://localhost/fhir/Patient/there",
        "http://elsewhere.example/fhir/Patient/none",
        "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
    ],
)
def test_other_references_are_accepted(strict, reference):
    """Stored targets, other servers, and what is no address of a resource."""
    strict.put("Patient/there", {"resourceType": "Patient", "id": "there"})

    assert 201 == strict.post("Basic", basic(reference)).status_code


def test_a_resource_may_refer_to_itself(strict):
    assert 201 == strict.put("Basic/self", basic("Basic/self", id="self")).status_code


def test_a_transaction_sees_its_entries(strict):
    """Whatever their order; what it deletes is gone."""
    patient = {"resourceType": "Patient", "id": "new"}
    urn = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1"
    good = bundle(
        entry("POST", "Basic", basic("Patient/new")),
        entry("PUT", "Patient/new", patient),
        entry("POST", "Basic", basic(urn)),
        entry("POST", "Patient", {"resourceType": "Patient"}, urn),
    )
    deleting = bundle(entry("DELETE", "Patient/new"), entry("POST", "Basic", basic("Patient/new")))

    assert 200 == strict.post("", good).status_code
    refused = strict.post("", deleting)
    assert (422, ("reference-not-stored", "Bundle.entry[1].resource.subject.reference")) == (
        refused.status_code,
        first_issue(refused),
    )
    assert 200 == strict.get("Patient/new").status_code


def test_a_batch_judges_each_entry(strict):
    answer = strict.post(
        "", {**bundle(entry("POST", "Basic", basic("Patient/none")), entry("GET", "Basic")), "type": "batch"}
    )

    assert ["422", "200"] == [each["response"]["status"][:3] for each in answer.json["entry"]]


def test_warnings_are_told_to_who_asks(warning):
    """What was stored is answered with a warning when an OperationOutcome is preferred."""
    prefer = {"Prefer": "return=OperationOutcome"}
    single = warning.post("Basic", basic("Patient/none"), **prefer)
    many = warning.post("", bundle(entry("POST", "Basic", basic("Patient/none"))), **prefer)

    outcome = many.json["entry"][0]["response"]["outcome"]
    assert (201, 200) == (single.status_code, many.status_code)
    for issues in (single.json["issue"], outcome["issue"]):
        assert ["information", "warning"] == [issue["severity"] for issue in issues]


def test_validate_tells_them(warning, strict):
    """With the severity that a write would give them."""
    for api, severity in ((warning, "warning"), (strict, "error")):
        issues = api.post("Basic/$validate", basic("Patient/none")).json["issue"]
        assert [severity] == [
            issue["severity"]
            for issue in issues
            if issue["details"]["coding"][0]["code"] == "reference-not-stored"
        ]
