"""``hie load`` of transactions by several processes: what the files say in their order is what is stored."""

import json
import uuid

import pytest
from pymongo import MongoClient

SYSTEM = "urn:load"


@pytest.fixture
def environment(mongod):
    """The settings of a database of its own."""
    return {"HIE_MONGODB_URI": mongod, "HIE_MONGODB_DATABASE": f"load_{uuid.uuid4().hex[:10]}"}


def _transaction(*entries):
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"resource": resource, "request": {"method": method, "url": url}}
            for method, url, resource in entries
        ],
    }


def _chain(length):
    """Bundles, each with a Basic that refers to that of the Bundle before it by its identifier."""
    for number in range(length):
        basic = {
            "resourceType": "Basic",
            "code": {"text": "x"},
            "identifier": [{"system": SYSTEM, "value": str(number)}],
        }
        if number:
            basic["subject"] = {"reference": f"Basic?identifier={SYSTEM}|{number - 1}"}
        yield _transaction(("POST", "Basic", basic))


@pytest.mark.parametrize("workers", [1, 3])
def test_what_refers_to_the_bundle_before_it_is_loaded(hie, write, tmp_path, environment, workers):
    file = write("chain.ndjson", "\n".join(map(json.dumps, _chain(40))))

    done = hie("load", file, "--data", tmp_path / "data", "--json", "--workers", workers, **environment)

    assert 0 == done.returncode, done.stdout
    assert {"Basic": 40} == json.loads(done.stdout)["stored"]


def test_other_bundles_wait_for_all_before_them(hie, write, tmp_path, environment):
    """Versions come in the order of the file."""
    bundles = list(_chain(10))
    for number in range(5):
        patient = {"resourceType": "Patient", "id": "p", "name": [{"family": f"Сова{number}"}]}
        bundles.insert(2 * number + 1, _transaction(("PUT", "Patient/p", patient)))
    file = write("mixed.ndjson", "\n".join(map(json.dumps, bundles)))

    done = hie("load", file, "--data", tmp_path / "data", "--workers", 3, **environment)

    assert 0 == done.returncode
    with MongoClient(environment["HIE_MONGODB_URI"]) as client:
        stored = client[environment["HIE_MONGODB_DATABASE"]].Patient.find_one({"_id": "p"})
    assert 5 == stored["v"]
    assert "Сова4" == json.loads(stored["body"])["name"][0]["family"]


def test_what_is_refused_is_told_and_the_rest_is_stored(hie, write, tmp_path, environment):
    bad = _transaction(("POST", "Basic", {"resourceType": "Basic", "wings": 2}))
    lost = _transaction(
        (
            "POST",
            "Basic",
            {
                "resourceType": "Basic",
                "code": {"text": "x"},
                "subject": {"reference": "Basic?identifier=z|z"},
            },
        )
    )
    good = list(_chain(6))
    file = write("some.ndjson", "\n".join(map(json.dumps, [good[0], bad, *good[1:3], lost, *good[3:]])))

    done = hie("load", file, "--data", tmp_path / "data", "--workers", 3, "--json", **environment)

    assert 1 == done.returncode
    told = json.loads(done.stdout)
    assert ({"Basic": 6}, {"Bundle": 2}) == (told["stored"], told["refused"])
    report = (tmp_path / "data" / "load-refused.ndjson").read_text().splitlines()
    assert [":2", ":5"] == [json.loads(line)["source"][-2:] for line in report]
