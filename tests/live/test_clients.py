"""Clients that people use already: fhirpy and fhirclient, unchanged."""

import uuid

import fhirclient.models.bundle as fhirclient_bundle
import fhirclient.models.humanname as fhirclient_name
import fhirclient.models.patient as fhirclient_patient
import pytest
from fhirclient import client as fhirclient
from fhirclient.server import FHIRNotFoundException
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import MultipleResourcesFound, OperationOutcome, ResourceNotFound


@pytest.fixture
def fhirpy(server):
    return SyncFHIRClient(server.base)


@pytest.fixture
def smart(server):
    settings = {"app_id": "tests", "api_base": server.base}
    return fhirclient.FHIRClient(settings=settings).server


@pytest.fixture
def family():
    """A family name that nobody else in the database has."""
    return f"Тестенко{uuid.uuid4().hex[:8]}"


def test_fhirpy_creates_reads_and_deletes(fhirpy, family):
    patient = fhirpy.resource("Patient", name=[{"family": family}], active=True)
    patient.save()

    read = fhirpy.reference("Patient", patient.id).to_resource()
    read.delete()

    assert family == read["name"][0]["family"]
    with pytest.raises((ResourceNotFound, OperationOutcome)):
        fhirpy.reference("Patient", patient.id).to_resource()


def test_fhirpy_searches_pages_and_counts(fhirpy, family):
    """Paging follows the next links to the end; count() asks with _count=0."""
    for number in range(7):
        fhirpy.resource("Patient", name=[{"family": family}], multipleBirthInteger=number + 1).save()
    found = fhirpy.resources("Patient").search(family=family)

    assert 7 == found.count()
    assert 3 == len(found.limit(3).fetch())
    assert 7 == len({patient.id for patient in found.limit(2).fetch_all()})
    assert found.first()["name"][0]["family"] == family


def test_fhirpy_sorts_and_includes(fhirpy, family):
    patient = fhirpy.resource("Patient", name=[{"family": family}])
    patient.save()
    for text in ("a", "b"):
        fhirpy.resource(
            "Observation", status="final", code={"text": text}, subject=patient.to_reference()
        ).save()

    bundle = (
        fhirpy.resources("Observation")
        .search(subject=f"Patient/{patient.id}")
        .include("Observation", "subject")
    )

    assert {"Observation": 2, "Patient": 1} == _by_type(bundle.fetch_raw())
    newest = fhirpy.resources("Observation").search(patient=patient.id).sort("-_lastUpdated").fetch()
    assert ["b", "a"] == [observation["code"]["text"] for observation in newest]


def _by_type(bundle):
    counts = {}
    for entry in bundle["entry"]:
        kind = entry["resource"]["resourceType"]
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def test_fhirpy_is_told_of_an_update_conflict(fhirpy, server, family):
    """Two readers of one version: the second writer with If-Match gets 412, whatever fhirpy calls that."""
    patient = fhirpy.resource("Patient", name=[{"family": family}])
    patient.save()
    stale = SyncFHIRClient(server.base, extra_headers={"If-Match": 'W/"1"'})
    first = stale.resource("Patient", **{**patient.serialize(), "active": True})
    second = stale.resource("Patient", **{**patient.serialize(), "active": False})

    first.save()
    with pytest.raises(MultipleResourcesFound, match=r"version-mismatch"):
        second.save()

    assert fhirpy.reference("Patient", patient.id).to_resource()["active"] is True


def test_fhirpy_is_told_what_is_wrong(fhirpy):
    with pytest.raises(OperationOutcome) as refused:
        fhirpy.resource("Patient", gender="чоловік").save()

    assert ["Patient.gender"] == refused.value.resource["issue"][0]["expression"]


def test_fhirpy_posts_a_transaction(fhirpy, family):
    link = f"urn:uuid:{uuid.uuid4()}"
    bundle = fhirpy.resource(
        "Bundle",
        type="transaction",
        entry=[
            {
                "fullUrl": link,
                "resource": {"resourceType": "Patient", "name": [{"family": family}]},
                "request": {"method": "POST", "url": "Patient"},
            },
            {
                "resource": {
                    "resourceType": "Observation",
                    "status": "final",
                    "code": {"text": "x"},
                    "subject": {"reference": link},
                },
                "request": {"method": "POST", "url": "Observation"},
            },
        ],
    )
    answered = fhirpy.execute("", method="post", data=bundle.serialize())

    assert ["201 Created"] * 2 == [entry["response"]["status"] for entry in answered["entry"]]
    patient = fhirpy.resources("Patient").search(family=family).first()
    assert 1 == fhirpy.resources("Observation").search(subject=f"Patient/{patient.id}").count()


def test_fhirclient_creates_reads_updates_and_searches(smart, family):
    patient = fhirclient_patient.Patient()
    patient.name = [fhirclient_name.HumanName({"family": family, "given": ["Марія"]})]
    created = patient.create(smart)
    read = fhirclient_patient.Patient.read(created["id"], smart)

    read.active = True
    read.update(smart)

    found = fhirclient_patient.Patient.where({"family": family}).perform_resources(smart)
    assert [(created["id"], True)] == [(one.id, one.active) for one in found]
    found[0].delete()
    with pytest.raises(Exception, match=r"410|Gone"):
        fhirclient_patient.Patient.read(created["id"], smart)


def test_fhirclient_does_not_find_what_is_not_there(smart):
    with pytest.raises(FHIRNotFoundException):
        fhirclient_patient.Patient.read("nobody", smart)


def test_fhirclient_reads_the_capability_statement(smart):
    """It asks for /metadata before anything else."""
    statement = smart.capabilityStatement or smart.get_capability() or smart.capabilityStatement

    assert "4.0.1" == statement.fhirVersion


def test_fhirclient_pages(smart, family):
    for _ in range(5):
        patient = fhirclient_patient.Patient()
        patient.name = [fhirclient_name.HumanName({"family": family})]
        patient.create(smart)
    search = fhirclient_patient.Patient.where({"family": family, "_count": "2"})

    seen, bundle = [], search.perform(smart)
    while bundle is not None:
        assert isinstance(bundle, fhirclient_bundle.Bundle)
        seen += [entry.resource.id for entry in bundle.entry or []]
        following = [link.url for link in bundle.link if link.relation == "next"]
        bundle = (
            fhirclient_bundle.Bundle(smart.request_json(following[0]), strict=False) if following else None
        )

    assert 5 == len(set(seen)) == len(seen)
