"""$meta, $meta-add and $meta-delete."""

from concurrent.futures import ThreadPoolExecutor

import requests
from live_server import Server

_TAG = {"system": "http://example.org/tags", "code": "seen"}


def _parameters(**meta: object) -> dict[str, object]:
    return {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": meta}]}


def _new(server: Server) -> str:
    """The URL of a new resource."""
    basic = {"resourceType": "Basic", "code": {"text": "x"}}
    made = requests.post(f"{server.base}/Basic", json=basic, timeout=30)
    assert made.status_code == 201, made.text
    return f"{server.base}/Basic/{made.json()['id']}"


def _post(url: str, body: object, **headers: str) -> requests.Response:
    return requests.post(url, json=body, headers=headers, timeout=30)


def test_add_and_delete_change_the_meta_alone(server: Server) -> None:
    """Each change is one version, a repeated one is none, and the rest stays."""
    url = _new(server)
    for _ in range(2):
        added = _post(f"{url}/$meta-add", _parameters(tag=[_TAG]))
        assert added.status_code == 200, added.text
        found = added.json()["parameter"][0]["valueMeta"]
        assert ([_TAG], "2") == (found["tag"], found["versionId"])
    assert found == requests.get(f"{url}/$meta", timeout=30).json()["parameter"][0]["valueMeta"]
    deleted = _post(f"{url}/$meta-delete", _parameters(tag=[{**_TAG, "display": "Seen"}]))
    assert "tag" not in deleted.json()["parameter"][0]["valueMeta"]
    old = requests.get(f"{url}/_history/2/$meta", timeout=30).json()
    assert [_TAG] == old["parameter"][0]["valueMeta"]["tag"]
    now = requests.get(url, timeout=30).json()
    assert ({"text": "x"}, "3") == (now["code"], now["meta"]["versionId"])


def test_changes_at_once_are_all_kept(server: Server) -> None:
    """Tags that are added side by side are all there afterwards."""
    url = _new(server)
    bodies = [_parameters(tag=[{**_TAG, "code": f"t{number}"}]) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        statuses = [answer.status_code for answer in pool.map(lambda b: _post(f"{url}/$meta-add", b), bodies)]
    assert [200] * 4 == statuses
    tags = requests.get(url, timeout=30).json()["meta"]["tag"]
    assert ["t0", "t1", "t2", "t3"] == sorted(tag["code"] for tag in tags)


def test_bad_input_is_refused(server: Server) -> None:
    """What is wrong is answered by its own status, with an OperationOutcome."""
    url = _new(server)
    unknown = {"resourceType": "Parameters", "parameter": [{"name": "mta", "valueMeta": {}}]}
    wrong = {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueString": "x"}]}
    answers = [
        _post(f"{url}/$meta-add", {"resourceType": "Parameters"}),
        _post(f"{url}/$meta-add", unknown),
        _post(f"{url}/$meta-add", wrong),
        _post(f"{url}/$meta-add", _parameters(tag="x")),
        _post(f"{url}/$meta-add", _parameters(tag=[_TAG]), **{"If-Match": 'W/"7"'}),
        _post(f"{server.base}/Basic/none/$meta-delete", _parameters(tag=[_TAG])),
    ]
    assert [400, 400, 400, 422, 412, 404] == [answer.status_code for answer in answers]
    assert {"OperationOutcome"} == {answer.json()["resourceType"] for answer in answers}


def test_a_transaction_validates_the_new_version(server: Server) -> None:
    """An entry of a transaction changes the meta, and cannot claim a profile that does not hold."""
    url = _new(server)
    path = url.removeprefix(f"{server.base}/")
    answers = []
    for meta in ({"tag": [_TAG]}, {"profile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns"]}):
        request = {"method": "POST", "url": f"{path}/$meta-add"}
        entry = {"resource": _parameters(**meta), "request": request}
        answers.append(
            _post(server.base, {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
        )
    assert [200, 422] == [answer.status_code for answer in answers], answers[-1].text
    assert [_TAG] == requests.get(url, timeout=30).json()["meta"]["tag"]


def test_xml_goes_in_and_out(server: Server) -> None:
    """The operation reads and writes XML as well."""
    url = _new(server)
    body = (
        '<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="meta"/><valueMeta><tag>'
        '<code value="x"/></tag></valueMeta></parameter></Parameters>'
    )
    kind = {"Content-Type": "application/fhir+xml", "Accept": "application/fhir+xml"}
    answer = requests.post(f"{url}/$meta-add", data=body, headers=kind, timeout=30)
    assert answer.status_code == 200, answer.text
    assert '<tag><code value="x"/></tag></valueMeta>' in answer.text
