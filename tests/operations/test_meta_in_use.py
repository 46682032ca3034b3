"""$meta on a type and on the server."""

import pytest
from rest_api import Api

from hie.operations import meta_in_use as module

_SYSTEM = "http://example.org/tags"


def _basic(**meta: object) -> dict[str, object]:
    return {"resourceType": "Basic", "code": {"text": "x"}, "meta": meta}


def _meta(api: Api, path: str) -> dict[str, object]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    assert api.post(path, b"").json == answer.json
    return answer.json["parameter"][0]["valueMeta"] if "parameter" in answer.json else {}


def test_each_is_listed_once(api: Api) -> None:
    """What resources have now is listed, whatever form it has; what only old versions have is not."""
    tags = [
        {"system": _SYSTEM, "code": "b", "display": "B"},
        {"code": "a"},
        {"system": "urn:x:|", "code": "c"},
    ]
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    profile = "http://hl7.org/fhir/StructureDefinition/Basic"
    for _ in range(3):
        assert (
            api.post("Basic", _basic(tag=tags, security=[label], profile=[f"{profile}|4.0.1"])).status_code
            == 201
        )
    flag = {"resourceType": "Substance", "code": {"text": "x"}}
    other = {**flag, "meta": {"tag": [{"system": _SYSTEM, "code": "old"}]}}
    id = api.post("Substance", other).json["id"]
    assert [{"system": _SYSTEM, "code": "old"}] == _meta(api, "Substance/$meta")["tag"]
    assert {"system": _SYSTEM, "code": "old"} in _meta(api, "$meta")["tag"]
    api.put(f"Substance/{id}", {**flag, "id": id})
    expected = {
        "profile": [profile, f"{profile}|4.0.1"],
        "security": [label],
        "tag": [tags[0], tags[2], tags[1]],
    }
    assert expected == _meta(api, "Basic/$meta") == _meta(api, "$meta")
    assert {} == _meta(api, "Substance/$meta") == _meta(api, "Patient/$meta")


def test_too_many_are_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that grows with the resources is no summary."""
    monkeypatch.setitem(module.__globals__, "LARGEST", 3)
    for number in range(5):
        api.post("Basic", _basic(tag=[{"system": _SYSTEM, "code": str(number)}]))
    answer = api.get("$meta")
    assert (422, "too-costly") == (answer.status_code, answer.json["issue"][0]["code"])


def test_parameters_are_refused(api: Api) -> None:
    """The operation takes none; a type must be one."""
    assert 400 == api.get("Basic/$meta?code=x").status_code
    assert 404 == api.get("Nothing/$meta").status_code
