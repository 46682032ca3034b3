"""A check of the whole database finds what was spoilt, and mends what can be."""

import uuid

import pytest
from pymongo import MongoClient

from hie.config import Settings
from hie.repository import BusinessKeys, Documents, Repository
from hie.storage import Store


@pytest.fixture
def name():
    return f"check_{uuid.uuid4().hex[:10]}"


@pytest.fixture
def raw(mongod, name):
    """The database, as nobody else touches it."""
    client = MongoClient(mongod)
    yield client[name]
    client.close()


@pytest.fixture
def repository(mongod, name, plain):
    """A repository with a Patient of three versions, one that was deleted, and an Observation."""
    store = Store.of(Settings(mongodb_database=name), mongod, embedded=False)
    made = Repository(store, Documents(plain.indexer, BusinessKeys.of_profiles([])))
    current = None
    for gender in ("male", "female", "other"):
        resource = {"resourceType": "Patient", "gender": gender, "name": [{"family": "Сова"}]}
        current = made.replace("Patient", "p", resource, current)
    gone = made.create("Patient", {"resourceType": "Patient"}, "gone")
    made.delete("Patient", "gone", gone)
    made.create("Observation", {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}, "o")
    yield made
    store.close()


def found(repository, *, repair=False):
    check = repository.check(repair=repair)
    findings = [finding for part in check.run() for finding in part]
    return check.looked_at, [(each.type, each.id, each.kind, each.repaired) for each in findings]


def test_what_was_written_agrees(repository):
    assert (3, []) == found(repository)


def test_index_values_are_mended(repository, raw):
    raw.Patient.update_one({"_id": "p"}, {"$set": {"k": ["gender=x"], "q": [1]}, "$unset": {"s": ""}})

    assert [("Patient", "p", "index-values", False)] == found(repository)[1]
    assert [("Patient", "p", "index-values", True)] == found(repository, repair=True)[1]
    assert [] == found(repository)[1]
    assert "q" not in raw.Patient.find_one({"_id": "p"})


@pytest.mark.parametrize(
    "change",
    [{"body": b"{"}, {"body": b"[]"}, {"body": b'{"resourceType":"Basic"}'}, {"v": 2}, {"t": 5}],
)
def test_a_body_that_is_not_that_of_the_version(repository, raw, change):
    raw.Patient.update_one({"_id": "p"}, {"$set": change})

    assert ("Patient", "p", "body", False) in found(repository, repair=True)[1]


def test_a_gap_in_the_history(repository, raw):
    raw.Patient_history.delete_one({"_id": "p/2"})

    assert [("Patient", "p", "history-gap", False)] == found(repository, repair=True)[1]


def test_a_history_without_a_current_version(repository, raw):
    raw.Patient.delete_one({"_id": "gone"})

    assert [("Patient", "gone", "no-current-version", False)] == found(repository, repair=True)[1]


def test_a_missing_index_is_made(repository, raw):
    raw.Patient.drop_index("t_1_n_1")

    assert [("Patient", "", "database-index", True)] == found(repository, repair=True)[1]
    assert [] == found(repository)[1]
