"""The floor does the work that it is said to do."""

import io
import json

import pytest
from pymongo import MongoClient

from benchmarks.floor import DATABASE, Floor

PAIR = "patient&code=p&http://loinc.org|8867-4"
BODY = {"resourceType": "Observation", "meta": {}, "status": "final"}


@pytest.fixture(scope="module")
def floor(mongod):
    with MongoClient(mongod) as client:
        moment = 1_700_000_000_000
        client[DATABASE]["Observation"].insert_one(
            {
                "_id": "seed",
                "v": 1,
                "t": moment,
                "n": 1,
                "m": moment,
                "k": ["identifier=one", PAIR],
                "d": [{"p": "date", "l": moment, "h": moment}],
                "b": ["s|one"],
                "body": json.dumps({**BODY, "id": "seed"}).encode(),
            }
        )
        client[DATABASE]["Observation"].create_index([("k", 1), ("m", -1), ("n", -1)])
        yield Floor(mongod)
        client.drop_database(DATABASE)


def ask(floor, method, path, body=None):
    data = b"" if body is None else json.dumps(body).encode()
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
    }
    told = {}
    answer = b"".join(floor(environ, lambda status, headers: told.update(status=status, **dict(headers))))
    return told, json.loads(answer)


def test_what_was_created_can_be_read(floor):
    """A create is stored and read back under its id."""
    told, created = ask(floor, "POST", "/fhir/Observation", BODY)
    assert told["status"] == "201 Created"
    assert ask(floor, "GET", f"/fhir/Observation/{created['id']}")[1] == created


def test_search_finds_by_patient_code_and_date(floor):
    """A search gives what matches all three."""
    path = "/fhir/Observation?patient=p&code=http://loinc.org%7C8867-4&date=ge2023-01-01&date=lt{}"
    found = ask(floor, "GET", path.format("2024-01-01"))[1]
    assert "seed" in [entry["resource"]["id"] for entry in found["entry"]]
    assert ask(floor, "GET", path.format("2023-06-01"))[1]["entry"] == []


def test_transaction_stores_all_entries(floor):
    """A transaction tells where each of its entries went."""
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": BODY}] * 3}
    told, answer = ask(floor, "POST", "/fhir", bundle)
    assert told["status"] == "200 OK"
    assert len({entry["response"]["location"] for entry in answer["entry"]}) == 3
