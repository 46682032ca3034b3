"""The database dies under a server that is in use: nothing that was answered 201 is lost."""

import os
import signal
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

HEADERS = {"Content-Type": "application/fhir+json"}
KILLS = 3


def mongod_of(server):
    """The process id of the mongod that runs now, as mongod itself has written it down."""
    try:
        pid = int((server.data / "mongod" / "db" / "mongod.lock").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"mongod" in command else None


@pytest.fixture
def killed(start_server, tmp_path):
    return start_server(tmp_path / "data", "--workers", "2", HIE_PROFILES="none")


def test_kill_nine_of_mongod_under_load(killed):
    """Requests in flight get 503 with Retry-After; all that was created is there; it goes on by itself."""
    created, other, stop = [], [], threading.Event()

    def write():
        with requests.Session() as session:
            while not stop.is_set():
                id = str(uuid.uuid4())
                body = {"resourceType": "Basic", "id": id, "code": {"text": "x"}}
                answer = session.put(f"{killed.base}/Basic/{id}", json=body, headers=HEADERS, timeout=60)
                if answer.status_code == 201:
                    created.append(id)
                else:
                    other.append((answer.status_code, answer.headers.get("Retry-After"), answer.json()))

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write) for _ in range(8)]
        for _ in range(KILLS):
            time.sleep(0.7)
            before = len(created)
            pid = mongod_of(killed)
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + 40
            while len(created) < before + 20:
                assert time.monotonic() < deadline, "no writes after the database was killed"
                time.sleep(0.05)
        stop.set()
        for writer in writers:
            writer.result(60)

    found = set()
    for start in range(0, len(created), 100):
        ids = ",".join(created[start : start + 100])
        bundle = requests.get(f"{killed.base}/Basic?_id={ids}&_count=200", timeout=60).json()
        found |= {entry["resource"]["id"] for entry in bundle["entry"]}
    assert [] == [id for id in created if id not in found]
    assert {503} >= {status for status, _, _ in other}
    assert all(int(wait) > 0 for _, wait, _ in other)
    assert all(body["resourceType"] == "OperationOutcome" for _, _, body in other)


def test_a_full_disk_is_told_and_reads_go_on(start_server, tmp_path):
    """507 with an OperationOutcome while there is less room than the setting asks for."""
    full = start_server(tmp_path / "data", "--workers", "1", HIE_MIN_FREE_DISK_MB="999999999")

    body = {"resourceType": "Basic", "code": {"text": "x"}}
    written = requests.post(f"{full.base}/Basic", json=body, headers=HEADERS, timeout=30)

    assert (507, "OperationOutcome") == (written.status_code, written.json()["resourceType"])
    assert 200 == requests.get(f"{full.base}/Basic", timeout=30).status_code
