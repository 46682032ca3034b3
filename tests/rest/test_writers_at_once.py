"""Many writers of one resource, on two workers: each of them is heard, one after the other."""

import json
from concurrent.futures import ThreadPoolExecutor

import requests

WRITERS = 16


def new(server) -> str:
    body = {"resourceType": "Basic", "code": {"text": "x"}, "identifier": [{"value": "first"}]}
    answer = requests.post(f"{server.base}/Basic", json=body, timeout=30)
    return f"{server.base}/Basic/{answer.json()['id']}"


def at_once(send) -> list[int]:
    """The statuses of what ``send`` is answered for each number of a writer."""
    with ThreadPoolExecutor(WRITERS) as pool:
        return [answer.status_code for answer in pool.map(send, range(WRITERS))]


def test_every_patch_is_applied(server):
    url = new(server)

    def send(number):
        body = json.dumps([{"op": "add", "path": "/identifier/-", "value": {"value": str(number)}}])
        headers = {"Content-Type": "application/json-patch+json"}
        return requests.patch(url, data=body, headers=headers, timeout=30)

    assert [200] * WRITERS == at_once(send)
    resource = requests.get(url, timeout=30).json()
    assert {"first", *map(str, range(WRITERS))} == {each["value"] for each in resource["identifier"]}
    assert str(WRITERS + 1) == resource["meta"]["versionId"]


def test_every_update_without_if_match_is_a_version(server):
    url = new(server)
    id = url.rpartition("/")[2]

    def send(number):
        body = {"resourceType": "Basic", "id": id, "code": {"text": str(number)}}
        return requests.put(url, json=body, timeout=30)

    assert [200] * WRITERS == at_once(send)
    history = requests.get(f"{url}/_history?_count=100", timeout=30).json()
    texts = [entry["resource"]["code"]["text"] for entry in history["entry"]]
    assert sorted(["x", *map(str, range(WRITERS))]) == sorted(texts)


def test_of_many_with_the_same_if_match_one_is_first(server):
    """Who names the version that it saw is told that another was first, and never made to wait for it."""
    url = new(server)
    id = url.rpartition("/")[2]

    def send(number):
        body = {"resourceType": "Basic", "id": id, "code": {"text": str(number)}}
        return requests.put(url, json=body, headers={"If-Match": 'W/"1"'}, timeout=30)

    assert [200] + [412] * (WRITERS - 1) == sorted(at_once(send))


def test_of_many_deletes_each_is_answered(server):
    url = new(server)

    assert [204] * WRITERS == at_once(lambda _: requests.delete(url, timeout=30))
    history = requests.get(f"{url}/_history", timeout=30).json()
    assert ["DELETE", "POST"] == [entry["request"]["method"] for entry in history["entry"]]
