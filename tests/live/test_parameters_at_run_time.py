"""A search parameter, or a named query, that is posted to a server with two workers.

https://hl7.org/fhir/R4/searchparameter.html
https://hl7.org/fhir/R4/search.html#query
"""

import http.client
import itertools
import json
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_server import free_port

HEADERS = {"Content-Type": "application/fhir+json", "Prefer": "return=representation"}
BIRTH_PLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
URL = "http://example.org/SearchParameter/born-in"
PARAMETER = {
    "resourceType": "SearchParameter",
    "url": URL,
    "name": "BornIn",
    "status": "active",
    "description": "Where a patient was born.",
    "code": "born-in",
    "base": ["Patient"],
    "type": "string",
    "expression": f"Patient.extension.where(url = '{BIRTH_PLACE}').value.city",
}
QUERY = {
    "resourceType": "OperationDefinition",
    "url": "http://example.org/OperationDefinition/by-gender",
    "name": "ByGender",
    "status": "active",
    "kind": "query",
    "code": "by-gender",
    "resource": ["Patient"],
    "system": False,
    "type": True,
    "instance": False,
    "extension": [
        {
            "url": "https://fhir.hie-ua.example/StructureDefinition/query-template",
            "valueString": "gender={gender}",
        }
    ],
    "parameter": [{"name": "gender", "use": "in", "min": 1, "max": "1", "type": "code"}],
}


class Worker:
    """One worker of the server on ``port``, by a connection that leads to it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._connection.request("GET", "/health")
        self._connection.getresponse().read()
        self.pid = self._owner()

    def send(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
        """The status and the body of an answer."""
        self._connection.request(method, f"/fhir/{path}", json.dumps(body) if body else None, HEADERS)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _owner(self) -> int:
        """The process that holds the other end of the connection."""
        ours = self._connection.sock.getsockname()[1]
        rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ends = (f":{self._port:04X}", f":{ours:04X}")
        [inode] = [row[9] for row in rows if row[1].endswith(ends[0]) and row[2].endswith(ends[1])]
        for link in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if str(link.readlink()) == f"socket:[{inode}]":
                    return int(link.parts[2])
            except OSError:
                continue  # A process or a file that is gone, or is not ours.
        raise AssertionError(f"nobody holds the connection from port {ours}")


@pytest.fixture
def port(mongod) -> Iterator[int]:
    """The port of a server with two workers and a database of its own."""
    port = free_port()
    environment = {
        "HIE_MONGODB_URI": mongod,
        "HIE_MONGODB_DATABASE": f"test_{uuid.uuid4().hex[:12]}",
        "HIE_PROFILES": "none",
        "HIE_WORKERS": "2",
        "HIE_MIN_FREE_DISK_MB": "1",
    }
    program = Path(__file__).with_name("quick_workers.py")
    process = subprocess.Popen(
        [sys.executable, str(program), "127.0.0.1", str(port)],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
    )
    yield port
    process.terminate()
    process.wait(30)


@pytest.fixture
def workers(port) -> Iterator[list[Worker]]:
    """Both workers."""
    found: dict[int, Worker] = {}
    deadline = time.monotonic() + 60
    while len(found) < 2:
        assert time.monotonic() < deadline
        try:
            worker = Worker(port)
        except OSError:
            time.sleep(0.05)  # Nobody listens yet.
            continue
        if worker.pid in found:
            worker.close()
        found.setdefault(worker.pid, worker)
    yield list(found.values())
    for worker in found.values():
        worker.close()


class Writer(threading.Thread):
    """Creates and changes patients, born in Kyiv after each change, until told to stop."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker
        self._end = threading.Event()
        self.written: set[str] = set()
        self.failed: list[object] = []

    def run(self) -> None:
        """What the thread does."""
        for number in itertools.count():
            if self._end.wait(0.02):
                return
            city = "Kyiv" if number % 2 else "Lviv"
            status, answer = self._worker.send("POST", "Patient", _patient(city))
            if status == 201 and city == "Lviv":
                changed = _patient("Kyiv") | {"id": answer["id"]}
                status, answer = self._worker.send("PUT", f"Patient/{answer['id']}", changed)
            if status in (200, 201):
                self.written.add(answer["id"])
            else:
                self.failed.append(answer)

    def stop(self) -> None:
        """Let it finish what it is at."""
        self._end.set()
        self.join()


def _patient(city):
    return {"resourceType": "Patient", "extension": [{"url": BIRTH_PLACE, "valueAddress": {"city": city}}]}


def _search(worker):
    """The ids of those who were born in Kyiv, or the key of the refusal."""
    found: list[str] = []
    path = "Patient?born-in=kyiv&_count=1000"
    while path:
        status, answer = worker.send("GET", path)
        if status != 200:
            assert 400 == status
            return answer["issue"][0]["details"]["coding"][0]["code"]
        found += [entry["resource"]["id"] for entry in answer.get("entry", [])]
        links = [link["url"] for link in answer["link"] if link["relation"] == "next"]
        path = links[0].partition("/fhir/")[2] if links else ""
    assert len(found) == len(set(found))
    return set(found)


def _state(worker):
    """What ``$status`` says of the parameter."""
    _, answer = worker.send("GET", f"SearchParameter/$status?url={URL}")
    for parameter in answer.get("parameter", []):
        return next(part["valueCode"] for part in parameter["part"] if part["name"] == "state")
    return "unknown"


def test_both_workers_find_all_that_was_written_meanwhile(workers, port):
    """Until the parameter is ready each search is refused; from then on it finds what was written by then."""
    one, other = workers
    before = {one.send("POST", "Patient", _patient(city))[1]["id"] for city in ["Kyiv"] * 20}
    writers = [Writer(Worker(port)) for _ in range(4)]
    assert {"search-parameter-unknown"} == {_search(worker) for worker in workers}
    for writer in writers:
        writer.start()
    assert 201 == one.send("POST", "SearchParameter", PARAMETER)[0]

    seen = {worker.pid: {"search-parameter-unknown"} for worker in workers}
    states = []
    deadline = time.monotonic() + 30
    while states[-1:] != ["ready"]:
        assert time.monotonic() < deadline, states
        for worker in workers:
            found = _search(worker)
            # A worker may know that it is ready before this test does: then it has to find what is there.
            seen[worker.pid].add(found if isinstance(found, str) else "found")
            assert isinstance(found, str) or before <= found
        states.append(_state(other))
    for worker in workers:
        while isinstance(_search(worker), str):
            # It looks at the list again after two seconds.
            assert time.monotonic() < deadline
    for writer in writers:
        writer.stop()

    written = before.union(*(writer.written for writer in writers))
    assert ([written, written], [[]] * 4) == ([_search(w) for w in workers], [w.failed for w in writers])
    assert all("search-parameter-pending" in found for found in seen.values())
    assert ["unknown", "indexing", "ready"] == [key for key, _ in itertools.groupby(states)][-3:]
    assert len(written) > 100


def test_both_workers_learn_of_a_named_query(workers):
    """One that is stored by one worker is soon asked of the other; a page of it is the same on both."""
    one, other = workers
    ids = [one.send("POST", "Patient", {"resourceType": "Patient", "gender": "male"})[1]["id"] for _ in "123"]
    assert 201 == one.send("POST", "OperationDefinition", QUERY)[0]
    asked = "Patient?_query=by-gender&gender=male&_count=2"

    answers = []
    for worker in workers:
        deadline = time.monotonic() + 20
        while (answer := worker.send("GET", asked))[0] != 200:
            assert "search-query-unknown" == answer[1]["issue"][0]["details"]["coding"][0]["code"]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        answers.append(answer[1])

    links = [{link["relation"]: link["url"] for link in answer["link"]} for answer in answers]
    _, last = other.send("GET", links[0]["next"].partition("/fhir/")[2])
    found = [entry["resource"]["id"] for page in (answers[0], last) for entry in page["entry"]]
    assert ids[::-1] == found
    assert links[0]["self"] == links[1]["self"]
