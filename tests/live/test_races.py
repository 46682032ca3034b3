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


@pytest.fixture(scope="module")
def national(start_server, tmp_path_factory):
    data = tmp_path_factory.mktemp("national-races") / "data"
    return start_server(data, "--workers", "2")


def _programs(number):
    """Processes, not threads: none waits for the other's interpreter."""
    return ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))


#: A type with an identifier that its national profile makes a business key, and one with any other.
ROOM, BASIC = ("Location", "https://fhir.hie-ua.example/sid/esoz"), ("Basic", "urn:race")


def _resource(kind, value):
    type, system = kind
    identified = {"resourceType": type, "identifier": [{"system": system, "value": value}]}
    if kind == BASIC:
        return {**identified, "code": {"text": "race"}}
    whole = {"reference": "Location/whole"}
    return {**identified, "status": "active", "name": "Кабінет 1", "mode": "instance", "partOf": whole}


def _condition(kind, value):
    return f"identifier={kind[1]}|{value}"


def _answered(send):
    """The answer, once it is none that asks to come again."""
    while (answer := send()).status_code == 503:
        time.sleep(int(answer.headers["Retry-After"]))
    return answer


def _create(session, base, kind, value):
    """The status and id of one conditional create."""
    headers, body = {"If-None-Exist": _condition(kind, value)}, _resource(kind, value)
    answer = _answered(lambda: session.post(f"{base}/{kind[0]}", json=body, headers=headers, timeout=60))
    return answer.status_code, answer.json()["id"]


def _update(session, base, kind, value):
    """The status and id of one conditional update."""
    url, body = f"{base}/{kind[0]}?{_condition(kind, value)}", _resource(kind, value)
    answer = _answered(lambda: session.put(url, json=body, timeout=60))
    return answer.status_code, answer.json()["id"]


def _transact(session, base, kind, value):
    """The status and id of one conditional create in a transaction."""
    request = {"method": "POST", "url": kind[0], "ifNoneExist": _condition(kind, value)}
    entry = {"resource": _resource(kind, value), "request": request}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    answer = _answered(lambda: session.post(base, json=bundle, timeout=60))
    response = answer.json()["entry"][0]["response"]
    return int(response["status"][:3]), response["location"].split(f"/{kind[0]}/")[-1].split("/")[0]


def _race(barrier, base, kind, values, ways):
    """What one program is answered: for each of ``values``, which all programs come to together."""
    answers = []
    with requests.Session() as session:
        session.headers.update(HEADERS)
        session.get(f"{base}/{kind[0]}?_count=1", timeout=60)
        for turn, value in enumerate(values):
            barrier.wait(60)
            answers.append([way(session, base, kind, value) for way in ways[turn % 3 :] + ways[: turn % 3]])
    return answers


@pytest.mark.parametrize("kind", [ROOM, BASIC])
@pytest.mark.parametrize("ways", [[_create], [_create, _update, _transact]])
def test_conditional_writes_of_many_programs_make_one_resource(national, kind, ways):
    """Two hundred or more for each kind, eight at the same moment: the match and the write are one."""
    values = [str(uuid.uuid4()) for _ in range(25)]
    with multiprocessing.get_context("spawn").Manager() as manager, _programs(PROGRAMS) as programs:
        race = (manager.Barrier(PROGRAMS), national.base, kind, values, ways)
        tasks = [programs.submit(_race, *race) for _ in range(PROGRAMS)]
        answers = [task.result() for task in tasks]

    for turn, value in enumerate(values):
        told = [answer for of_program in answers for answer in of_program[turn]]
        assert [201] + [200] * (PROGRAMS * len(ways) - 1) == sorted(
            (status for status, _ in told), reverse=True
        )
        assert 1 == len({id for _, id in told})
        query = f"{_condition(kind, value)}&_total=accurate"
        assert 1 == requests.get(f"{national.base}/{kind[0]}?{query}", timeout=60).json()["total"]


def test_two_hundred_conditional_creates_make_one_resource(busy):
    value = uuid.uuid4().hex
    with _programs(PROGRAMS) as programs:
        tasks = [programs.submit(_alone, busy.base, value) for _ in range(200)]
        statuses, ids = zip(*(task.result() for task in tasks), strict=True)

    assert (1, 199) == (statuses.count(201), statuses.count(200))
    assert 1 == len(set(ids))
    found = requests.get(f"{busy.base}/Basic?{_condition(BASIC, value)}&_total=accurate", timeout=60)
    assert 1 == found.json()["total"]


def _alone(base, value):
    """One conditional create by a client of its own."""
    with requests.Session() as session:
        session.headers.update(HEADERS)
        return _create(session, base, BASIC, value)


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
