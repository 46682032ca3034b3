"""Many programs want the same at once, on a server with several workers."""

import multiprocessing
import time
import uuid
from concurrent.futures import ProcessPoolExecutor

import pytest
import requests

HEADERS = {"Content-Type": "application/fhir+json"}
PROGRAMS = 8
CLIENTS = 24
ENTRIES = 500


@pytest.fixture(scope="module")
def busy(start_server, tmp_path_factory):
    data = tmp_path_factory.mktemp("races") / "data"
    return start_server(data, "--workers", "2", HIE_PROFILES="none")


def _programs(number):
    """Processes, not threads: none waits for the other's interpreter."""
    return ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))


#: An identifier that profiles make a business key, and one that is none.
KEY, PLAIN = "https://fhir.hie-ua.example/sid/esoz", "urn:race"


def _patient(system, value):
    return {"resourceType": "Patient", "identifier": [{"system": system, "value": value}]}


def _answered(send):
    """The answer, once it is none that asks to come again."""
    while (answer := send()).status_code == 503:
        time.sleep(int(answer.headers["Retry-After"]))
    return answer


def _create(base, system, value):
    """The status and id of one conditional create."""
    headers = {**HEADERS, "If-None-Exist": f"identifier={system}|{value}"}
    body = _patient(system, value)
    answer = _answered(lambda: requests.post(f"{base}/Patient", json=body, headers=headers, timeout=60))
    return answer.status_code, answer.json()["id"]


def _update(base, system, value):
    """The status and id of one conditional update."""
    query, body = f"identifier={system}|{value}", _patient(system, value)
    answer = _answered(
        lambda: requests.put(f"{base}/Patient?{query}", json=body, headers=HEADERS, timeout=60)
    )
    return answer.status_code, answer.json()["id"]


def _transact(base, system, value):
    """The status and id of one conditional create in a transaction."""
    request = {"method": "POST", "url": "Patient", "ifNoneExist": f"identifier={system}|{value}"}
    entry = {"resource": _patient(system, value), "request": request}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    answer = _answered(lambda: requests.post(base, json=bundle, headers=HEADERS, timeout=60))
    response = answer.json()["entry"][0]["response"]
    return int(response["status"][:3]), response["location"].split("/Patient/")[-1].split("/")[0]


@pytest.mark.parametrize("system", [KEY, PLAIN])
@pytest.mark.parametrize("ways", [[_create], [_create, _update, _transact]])
def test_two_hundred_conditional_writes_make_one_resource(busy, system, ways):
    value = str(uuid.uuid4())
    with _programs(PROGRAMS) as programs:
        tasks = [programs.submit(ways[turn % len(ways)], busy.base, system, value) for turn in range(200)]
        answers = [task.result() for task in tasks]

    statuses = [status for status, _ in answers]
    assert 1 == statuses.count(201)
    assert 199 == statuses.count(200)
    assert 1 == len({id for _, id in answers})
    found = requests.get(f"{busy.base}/Patient?identifier={system}|{value}&_total=accurate", timeout=60)
    assert 1 == found.json()["total"]


def _package(client):
    """A transaction of many observations about a patient that all clients share."""
    patient = {"resourceType": "Patient", "identifier": [{"system": "urn:shared", "value": "one"}]}
    entries = [
        {
            "fullUrl": "urn:uuid:5c1f0c8e-0b8e-4b3e-9a57-0d4f6c1f7c11",
            "resource": patient,
            "request": {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=urn:shared|one"},
        }
    ]
    for number in range(ENTRIES - 1):
        value = f"{client}-{number}"
        observation = {
            "resourceType": "Observation",
            "status": "final",
            "identifier": [{"system": "urn:observation", "value": value}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]},
            "subject": {"reference": "urn:uuid:5c1f0c8e-0b8e-4b3e-9a57-0d4f6c1f7c11"},
        }
        condition = f"identifier=urn:observation|{value}"
        request = {"method": "POST", "url": "Observation", "ifNoneExist": condition}
        entries.append({"resource": observation, "request": request})
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _send(base, client):
    """The statuses of the answers, the last of them 200, and the longest time for one, in seconds."""
    bundle, statuses, longest = _package(client), [], 0.0
    while not statuses or statuses[-1] == 503:
        begun = time.monotonic()
        answer = requests.post(base, json=bundle, headers=HEADERS, timeout=120)
        longest = max(longest, time.monotonic() - begun)
        statuses.append(answer.status_code)
        if answer.status_code == 503:
            time.sleep(int(answer.headers["Retry-After"]))
    return statuses, longest


def test_large_transactions_of_many_clients_are_all_answered(busy):
    """200, or 503 with Retry-After, each within a minute; after retries every one is in, once."""
    with _programs(CLIENTS) as programs:
        tasks = [programs.submit(_send, busy.base, client) for client in range(CLIENTS)]
        answers = [task.result() for task in tasks]

    assert [200] * CLIENTS == [statuses[-1] for statuses, _ in answers]
    assert {200, 503} >= {status for statuses, _ in answers for status in statuses}
    assert max(longest for _, longest in answers) < 60
    for kind, expected in (("Observation", CLIENTS * (ENTRIES - 1)), ("Patient", 1)):
        where = "identifier=urn:shared|one" if kind == "Patient" else "code=718-7"
        found = requests.get(f"{busy.base}/{kind}?{where}&_summary=count&_total=accurate", timeout=60)
        assert expected == found.json()["total"]
