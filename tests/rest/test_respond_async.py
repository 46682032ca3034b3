"""A client that prefers to be answered later gets an address to ask at.

https://hl7.org/fhir/R4/async.html
https://hl7.org/fhir/R5/async-bundle.html
"""

import base64
import json
import threading
import time
import uuid

import pytest
from outcomes import first_issue
from rest_api import Api
from werkzeug.test import Client

from hie.app import create_app
from hie.interactions import later
from hie.storage.job_documents import JobDocuments

PATIENT = {"resourceType": "Patient", "active": True}
LATER = {"Prefer": "respond-async"}


@pytest.fixture
def workers():
    """The jobs that were started, to be stopped."""
    started = []
    yield started
    for jobs in started:
        jobs.stop()


@pytest.fixture
def idle(make_api, plain) -> Api:
    """A worker that does no jobs."""
    return make_api(plain, profiles="none")


def start(api: Api, workers) -> Api:
    """Let the worker do jobs, which come back to life fast."""
    jobs = api.app.extensions["jobs"]
    jobs._lease, jobs._idle = 1.0, 0.1
    jobs.start()
    workers.append(jobs)
    return api


@pytest.fixture
def api(idle, workers) -> Api:
    """A worker that does jobs."""
    return start(idle, workers)


@pytest.fixture
def transaction() -> dict:
    entry = {"resource": PATIENT, "request": {"method": "POST", "url": "Patient"}}
    return {"resourceType": "Bundle", "type": "transaction", "entry": [entry, entry]}


def place(response) -> str:
    """The path of the status."""
    assert 202 == response.status_code, response.text
    return response.headers["Content-Location"].partition("/fhir/")[2]


def answer(api: Api, path: str):
    """The final answer at the status ``path``."""
    deadline = time.monotonic() + 30
    while (response := api.get(path)).status_code == 202:
        assert time.monotonic() < deadline, response.headers
        assert response.headers["X-Progress"]
        time.sleep(0.02)
    return response


def total(api: Api) -> int:
    return api.get("Patient?_summary=count").json["total"]


@pytest.mark.parametrize(
    "path",
    [
        "Patient",
        "Patient/{id}",
        "Patient/{id}/_history",
        "metadata",
        "_history?_count=1",
        "Patient/{id}/$everything",
    ],
)
def test_every_get(api, path):
    """The result is what the same request is answered now."""
    created = api.post("Patient", PATIENT).json
    path = path.format(id=created["id"])
    asked = api.get(path, **LATER)
    response = answer(api, place(asked))

    assert ("OperationOutcome", "respond-async") == (
        asked.json["resourceType"],
        asked.headers["Preference-Applied"],
    )
    [entry] = response.json["entry"]
    assert (200, "batch-response", "200 OK") == (
        response.status_code,
        response.json["type"],
        entry["response"]["status"],
    )
    assert api.get(path).json == entry["resource"]
    assert "Expires" in response.headers


def test_what_is_no_resource_is_in_a_binary(api):
    created = api.post("Patient", PATIENT).json
    path = f"Patient/{created['id']}/$graphql?query=%7B%20id%20%7D"
    [entry] = answer(api, place(api.get(path, **LATER))).json["entry"]

    assert ("Binary", "application/json") == (
        entry["resource"]["resourceType"],
        entry["resource"]["contentType"],
    )
    assert {"data": {"id": created["id"]}} == json.loads(base64.b64decode(entry["resource"]["data"]))


def test_a_read_tells_its_version(api):
    created = api.post("Patient", PATIENT).json
    [entry] = answer(api, place(api.get(f"Patient/{created['id']}", **LATER))).json["entry"]

    assert ('W/"1"', created["meta"]["lastUpdated"]) == (
        entry["response"]["etag"],
        entry["response"]["lastModified"],
    )


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_bundles(api, transaction, kind):
    path = place(api.post("", {**transaction, "type": kind}, **LATER))
    [entry] = answer(api, path).json["entry"]

    assert ["201 Created"] * 2 == [each["response"]["status"] for each in entry["resource"]["entry"]]
    assert 2 == total(api)
    assert answer(api, path).json == answer(api, path).json


def test_a_bundle_in_xml(api):
    body = (
        b'<Bundle xmlns="http://hl7.org/fhir"><type value="batch"/><entry><request><method value="GET"/>'
        b'<url value="Patient"/></request></entry></Bundle>'
    )
    path = place(
        api.post("", body, Content_Type="application/fhir+xml", Accept="application/fhir+xml", **LATER)
    )

    assert 'value="200 OK"' in (answer(api, path) and api.get(path, Accept="application/fhir+xml").text)


def test_a_request_that_is_refused(api):
    """The status is found, the answer in it is a refusal, in the language that was asked for."""
    path = place(api.get("Patient/nobody", Accept_Language="uk", **LATER))
    response = answer(api, path)

    [entry] = response.json["entry"]
    assert (200, "404 Not Found") == (response.status_code, entry["response"]["status"])
    assert "не знайдено" in entry["response"]["outcome"]["issue"][0]["diagnostics"]


def test_an_answer_that_is_too_large_to_be_kept(api, monkeypatch):
    """It is refused at once, and not asked for again and again."""
    monkeypatch.setattr(later, "MAX_ANSWER", 1000)
    response = answer(api, place(api.get("metadata", **LATER)))

    [entry] = response.json["entry"]
    assert "413 Request Entity Too Large" == entry["response"]["status"]
    assert "later-too-large" == entry["response"]["outcome"]["issue"][0]["details"]["coding"][0]["code"]


def test_what_cannot_be_understood_is_refused_at_once(api):
    assert 404 == api.get("Patients", **LATER).status_code
    assert 406 == api.get("Patient", Accept="text/turtle", **LATER).status_code


def test_a_single_write_is_answered_at_once(api):
    """Creates are fast: a preference is no order."""
    assert 201 == api.post("Patient", PATIENT, **LATER).status_code


def test_a_status_is_answered_at_once(api):
    path = place(api.get("Patient", **LATER))

    assert 200 == answer(api, path).status_code
    assert 200 == api.get(path, **LATER).status_code


def test_cancelling(idle, transaction, workers):
    """What has not begun is not carried out."""
    path = place(idle.post("", transaction, **LATER))
    waiting = idle.get(path)
    cancelled = idle.delete(path)
    start(idle, workers)
    time.sleep(0.5)

    assert (202, "2") == (waiting.status_code, waiting.headers["Retry-After"])
    assert waiting.headers["X-Progress"].startswith("waiting")
    assert 202 == cancelled.status_code
    assert [404, 404] == [idle.get(path).status_code, idle.delete(path).status_code]
    assert 0 == total(idle)


def test_cancelling_a_transaction_that_runs(api, transaction, monkeypatch):
    """It cannot commit any more."""
    begun, cancelled, over = (threading.Event() for _ in range(3))
    write = later._write

    def slowly(exchange, request, handler, key, running):
        def handle(exchange, request):
            begun.set()
            cancelled.wait(20)
            return handler(exchange, request)

        try:
            return write(exchange, request, handle, key, running)
        finally:
            over.set()

    monkeypatch.setattr(later, "_write", slowly)
    path = place(api.post("", transaction, **LATER))
    assert begun.wait(20)
    assert 202 == api.delete(path).status_code
    cancelled.set()
    assert over.wait(20)

    assert (404, 0) == (api.get(path).status_code, total(api))


def test_cancelling_forgets_a_result(api):
    path = place(api.get("Patient", **LATER))
    answer(api, path)

    assert 202 == api.delete(path).status_code
    assert 404 == api.get(path).status_code


def test_no_such_request(api):
    response = api.get(f"_async/{uuid.uuid4()}")

    assert (404, "later-unknown") == (response.status_code, first_issue(response)[0])


def test_a_restart(idle, plain, workers, transaction):
    """Who was there when the request came need not be there when it is answered."""
    path = place(idle.post("", transaction, **LATER))
    app = create_app(idle.app.wsgi_app._pipeline.exchange.settings, plain)
    after = start(Api(Client(app.wsgi_app), app), workers)

    assert "200 OK" == answer(after, path).json["entry"][0]["response"]["status"]
    assert 2 == total(after)


@pytest.mark.parametrize("is_written", [False, True])
def test_a_worker_that_dies_in_it(idle, plain, workers, transaction, monkeypatch, is_written):
    """Another one takes the request up; what the first has written is not written again."""
    exchange = idle.app.wsgi_app._pipeline.exchange
    path = place(idle.post("", transaction, **LATER))
    taken = exchange.repository.store.jobs.take(later.KIND, "the dead one", 0.5)
    with monkeypatch.context() as dying:
        dying.setattr(JobDocuments, "change", lambda *_: True)
        if not is_written:
            dying.setattr(type(exchange.repository), "transact", _die)
            dying.setattr(type(exchange.repository.answers), "give_up", _die)
        try:
            later.carry_out(exchange)(later.Running(later.Job.of(taken), lambda _: True))
        except RuntimeError:
            assert not is_written
    assert (2 if is_written else 0) == total(idle)
    app = create_app(exchange.settings, plain)
    after = start(Api(Client(app.wsgi_app), app), workers)

    assert "200 OK" == answer(after, path).json["entry"][0]["response"]["status"]
    assert 2 == total(after)


def _die(*_):
    raise RuntimeError("the worker was killed here")


def test_with_an_idempotency_key(api, transaction):
    """Two requests with one key are one, also when they are answered later."""
    key = {"Idempotency_Key": str(uuid.uuid4())}
    first = answer(api, place(api.post("", transaction, **key, **LATER))).json
    second = answer(api, place(api.post("", transaction, **key, **LATER))).json

    assert first["entry"][0]["resource"] == second["entry"][0]["resource"]
    assert 2 == total(api)
