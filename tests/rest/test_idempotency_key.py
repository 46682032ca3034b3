"""A POST that comes again with its Idempotency-Key is carried out once.

https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header
"""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from outcomes import first_issue
from rest_api import Api
from werkzeug.test import Client

from hie.app import create_app
from hie.interactions import Request, Response, answered_once, create
from hie.outcome import Conflict
from hie.repository import Repository

PATIENT = {"resourceType": "Patient", "active": True}
BASIC = {"resourceType": "Basic", "code": {"text": "x"}}


@pytest.fixture
def key() -> dict[str, str]:
    """The header, with a key that was never used."""
    return {"Idempotency_Key": f'"{uuid.uuid4()}"'}


@pytest.fixture
def other_worker(api, plain) -> Api:
    """Another worker on the same database; also what is there after a restart."""
    app = create_app(exchange_of(api).settings, plain)
    return Api(Client(app.wsgi_app), app)


def exchange_of(api: Api):
    """The parts that the API works with."""
    return api.app.wsgi_app._pipeline.exchange


def expire(api: Api) -> None:
    """Let a minute pass for all claims."""
    collection = exchange_of(api).repository.store._here.database["answers"]
    collection.update_many({}, [{"$set": {"until": "$$NOW"}}])


def total(api: Api, path: str = "Patient") -> int:
    return api.get(f"{path}?_summary=count").json["total"]


def bundle(kind: str, *requests) -> dict:
    entries = [
        {"request": {"method": method, "url": url}, **({"resource": resource} if resource else {})}
        for method, url, resource in requests
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def test_a_repeat_gets_the_first_answer(api, other_worker, key):
    """From every worker, also after a restart; without its key it is another request."""
    first = api.post("Patient", PATIENT, **key)
    repeats = [each.post("Patient", PATIENT, **key) for each in (api, other_worker, api)]

    assert (201, None) == (first.status_code, first.headers.get("Idempotency-Replayed"))
    for repeat in repeats:
        assert (201, "true") == (repeat.status_code, repeat.headers["Idempotency-Replayed"])
        assert first.data == repeat.data
        for name in ("ETag", "Last-Modified", "Location"):
            assert first.headers[name] == repeat.headers[name]
    assert 1 == total(api)
    api.post("Patient", PATIENT)
    assert 2 == total(api)


def test_also_when_the_resource_has_changed_since(api, key):
    first = api.post("Patient", PATIENT, **key)
    api.put(f"Patient/{first.json['id']}", {**first.json, "active": False})
    api.delete(f"Patient/{first.json['id']}")

    assert first.data == api.post("Patient", PATIENT, **key).data


def test_in_the_format_that_the_repeat_asks_for(api, key):
    first = api.post("Patient", PATIENT, **key)
    repeat = api.post("Patient", PATIENT, Accept="application/fhir+xml", **key)

    assert f'<id value="{first.json["id"]}"/>' in repeat.text


@pytest.mark.parametrize("change", [{"active": False}, {"gender": "male"}])
def test_a_key_is_of_one_request(api, key, change):
    api.post("Patient", PATIENT, **key)

    response = api.post("Patient", {**PATIENT, **change}, **key)

    assert (422, "once-other-request") == (response.status_code, first_issue(response)[0])
    assert 422 == api.post("Basic", BASIC, **key).status_code
    assert 1 == total(api)


def test_a_request_that_was_refused_keeps_nothing(api, key):
    """Nothing was written, so it can be mended and sent with the same key."""
    refused = api.post("Patient", {**PATIENT, "gender": "?"}, **key)
    mended = api.post("Patient", PATIENT, **key)

    assert [422, 201] == [refused.status_code, mended.status_code]


@pytest.mark.parametrize("text", ["", '""', "k" * 256])
def test_a_key_that_is_none(api, text):
    response = api.post("Patient", PATIENT, Idempotency_Key=text)

    assert (400, "once-key") == (response.status_code, first_issue(response)[0])


def test_conditional_create(api, key):
    """The first answer stays 201, although a repeat would find the resource by now."""
    patient = {**PATIENT, "identifier": [{"system": "urn:x", "value": "1"}]}
    condition = {"If_None_Exist": "identifier=urn:x|1"}
    first = api.post("Patient", patient, **condition, **key)

    assert 200 == api.post("Patient", patient, **condition).status_code
    assert first.data == api.post("Patient", patient, **condition, **key).data
    assert 201 == first.status_code


def test_transaction(api, other_worker, key):
    sent = bundle(
        "transaction", ("POST", "Patient", PATIENT), ("POST", "Basic", BASIC), ("GET", "Basic", None)
    )
    first = api.post("", sent, **key)
    repeat = other_worker.post("", sent, **key)

    assert (200, 200, "true") == (
        first.status_code,
        repeat.status_code,
        repeat.headers["Idempotency-Replayed"],
    )
    assert first.data == repeat.data
    assert (1, 1) == (total(api), total(api, "Basic"))


def test_batch(api, key):
    sent = bundle(
        "batch", ("POST", "Patient", PATIENT), ("POST", "Nothing", PATIENT), ("GET", "Patient", None)
    )
    first = api.post("", sent, **key)

    assert first.data == api.post("", sent, **key).data
    assert ["201", "404", "200"] == [entry["response"]["status"][:3] for entry in first.json["entry"]]
    assert 1 == total(api)


def test_a_batch_that_was_cut_short_goes_on(api, key, monkeypatch):
    """What was written of it before the crash is not written again."""
    sent = bundle(
        "batch", *[("POST", "Patient", {**PATIENT, "gender": gender}) for gender in ("male", "female")]
    )
    answers = type(exchange_of(api).repository.answers)
    with monkeypatch.context() as crash:
        crash.setattr(answers, "finish", _die)
        crash.setattr(answers, "give_up", _die)
        assert 500 == api.post("", sent, **key).status_code
    written = sorted(api.ids("Patient"))
    assert 2 == len(written)
    assert (409, "once-running") == (
        (running := api.post("", sent, **key)).status_code,
        first_issue(running)[0],
    )
    expire(api)
    repeat = api.post("", sent, **key)

    places = [entry["response"]["location"] for entry in repeat.json["entry"]]
    assert written == sorted(place.split("/Patient/")[1].partition("/")[0] for place in places)
    assert 2 == total(api)


def _die(*_):
    raise RuntimeError("the worker was killed here")


def test_while_the_first_is_being_carried_out(api, key, monkeypatch):
    """A repeat is told to come back; when the first has died in it, the repeat takes its place."""
    answers = type(exchange_of(api).repository.answers)
    with monkeypatch.context() as crash:
        crash.setattr(Repository, "create", _die)
        crash.setattr(answers, "give_up", _die)
        assert 500 == api.post("Patient", PATIENT, **key).status_code
    running = api.post("Patient", PATIENT, **key)
    assert (409, "once-running") == (running.status_code, first_issue(running)[0])
    assert int(running.headers["Retry-After"]) > 0
    assert 422 == api.post("Patient", {**PATIENT, "gender": "male"}, **key).status_code
    expire(api)

    assert 201 == api.post("Patient", PATIENT, **key).status_code
    assert 1 == total(api)


def test_a_slow_worker_cannot_write_beside_the_one_that_took_over(api):
    """Of the two only one writes, whatever the first one believes."""
    exchange = exchange_of(api)
    request = Request("POST", "http://localhost/fhir", "Patient", body=b'{"resourceType":"Patient"}')

    def slow(exchange, request) -> Response:
        expire(api)
        answered_once(
            exchange_of(api), Request("POST", request.base, "Patient", body=request.body), create, "k"
        )
        return exchange.repository.transact(
            ["Patient"],
            lambda repository: _kept(create(exchange.inside(repository), request), repository, request),
        )

    with pytest.raises(Conflict):
        answered_once(exchange, request, slow, "k")
    assert 1 == total(api)


def _kept(response: Response, repository: Repository, request: Request) -> Response:
    repository.keep_answer(request.once, b"")
    return response


@pytest.mark.parametrize("kind", ["create", "transaction"])
def test_many_at_once(api, other_worker, key, kind):
    """Of many that come at the same time to two workers one is carried out, the others hear of it."""
    path, sent = (
        ("Patient", PATIENT) if kind == "create" else ("", bundle(kind, ("POST", "Patient", PATIENT)))
    )

    def post(number: int):
        return (api, other_worker)[number % 2].post(path, sent, **key)

    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(post, range(32)))

    done = [response for response in responses if response.status_code != 409]
    assert {201 if kind == "create" else 200} == {response.status_code for response in done}
    assert 1 == len({response.data for response in done})
    assert {"once-running"} >= {
        first_issue(response)[0] for response in responses if response.status_code == 409
    }
    assert 1 == total(api)


def test_the_database_keeps_digests_of_keys(api):
    """A key may be made of something that nobody else is to read; what is kept goes after a day."""
    api.post("Patient", PATIENT, Idempotency_Key="ivan-1980")
    answers = exchange_of(api).repository.store._here.database["answers"]

    assert "ivan" not in str(list(answers.find()))
    assert 86_400 in [index.get("expireAfterSeconds") for index in answers.list_indexes()]
