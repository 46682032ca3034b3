"""``hie check`` as an operator runs it."""

import json
import uuid

import pytest
from pymongo import MongoClient


@pytest.fixture
def database(mongod, hie, write):
    """The environment of a database that holds two patients, and the database itself."""
    name = f"check_{uuid.uuid4().hex[:10]}"
    environment = {"HIE_MONGODB_URI": mongod, "HIE_MONGODB_DATABASE": name}
    patients = [{"resourceType": "Patient", "id": id, "gender": "male"} for id in ("a", "b")]
    file = write("patients.ndjson", "\n".join(map(json.dumps, patients)))
    assert 0 == hie("load", file, "--data", file.parent / "data", **environment).returncode
    client = MongoClient(mongod)
    yield environment, client[name]
    client.close()


def test_the_exit_code_tells_whether_something_is_wrong(hie, database):
    environment, raw = database
    clean = hie("check", **environment)
    raw.Patient.update_one({"_id": "a"}, {"$set": {"k": []}})
    spoilt = hie("check", "--json", **environment)
    mended = hie("check", "--repair", **environment)

    assert (0, 1, 0) == (clean.returncode, spoilt.returncode, mended.returncode)
    assert "2 resources and tombstones" in clean.stdout + clean.stderr
    [finding] = json.loads(spoilt.stdout)["findings"]
    assert ("Patient", "a", "index-values") == (finding["type"], finding["id"], finding["kind"])
    assert 0 == hie("check", **environment).returncode
