"""$diff."""

from typing import Any

import pytest
from rest_api import Api

from hie.validation import check_parameters


def _basic(id: str, text: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Basic", "id": id, "code": {"text": text}, **more}


@pytest.fixture(scope="module")
def stored(make_api, plain) -> Api:
    """Three versions of one resource, the fourth a deletion, and another one."""
    api: Api = make_api(plain, profiles="none")
    tag = {"meta": {"tag": [{"code": "t"}]}}
    for body in (_basic("a", "one"), _basic("a", "two"), _basic("a", "two", created="2020", **tag)):
        api.put("Basic/a", body)
    api.put("Basic/b", _basic("b", "one", created="2020"))
    api.put("Basic/c", _basic("c", "one"))
    api.put("Basic/c", _basic("c", "two"))
    api.delete("Basic/c")
    api.put("Patient/p", {"resourceType": "Patient", "id": "p"})
    return api


def _told(api: Api, path: str, plain) -> list[str]:
    """Type, path and name of each operation."""
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    definition = plain.registry.resolve("https://fhir.hie-ua.example/OperationDefinition/diff")
    issues = check_parameters(plain.registry, definition, answer.json, "out")
    # The parts are those of FHIRPath Patch, which has no definition.
    assert [] == [issue for issue in issues if ".part[" not in str(issue.expression)]
    told = []
    for operation in answer.json.get("parameter", ()):
        parts = {part["name"]: part for part in operation["part"]}
        values = [
            parts["type"]["valueCode"],
            parts["path"]["valueString"],
            parts.get("name", {}).get("valueString"),
        ]
        told.append(" ".join(filter(None, values)))
    return told


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Basic/a/$diff", ["add Basic.meta tag", "add Basic created"]),
        ("Basic/a/$diff?fromVersion=2", ["add Basic.meta tag", "add Basic created"]),
        ("Basic/a/$diff?fromVersion=1&toVersion=2", ["replace Basic.code.text"]),
        ("Basic/a/$diff?fromVersion=2&toVersion=1", ["replace Basic.code.text"]),
        ("Basic/a/$diff?toVersion=2", ["replace Basic.code.text"]),
        ("Basic/a/$diff?fromVersion=2&toVersion=2", []),
        (
            "Basic/a/$diff?fromVersion=1&toVersion=2&includeMeta=true",
            ["replace Basic.meta.versionId", "replace Basic.meta.lastUpdated", "replace Basic.code.text"],
        ),
        ("$diff?from=Basic/a/_history/1&to=Basic/b", ["add Basic created"]),
        ("$diff?from=Basic/a/_history/1&to=Basic/b/_history/1", ["add Basic created"]),
        ("$diff?from=http://localhost/fhir/Basic/b&to=Basic/b", []),
    ],
)
def test_what_changed(stored: Api, plain, path: str, expected: list[str]) -> None:
    """Between versions and between resources, without what the server gives."""
    assert expected == _told(stored, path, plain)


def test_it_can_be_sent_as_a_patch(stored: Api) -> None:
    """The difference of two versions, applied to the one, gives the other."""
    stored.put("Basic/d", _basic("d", "one"))
    difference = stored.get("$diff?from=Basic/a/_history/1&to=Basic/a/_history/3").json
    patched = stored.send("PATCH", "Basic/d", difference).json
    found = patched["code"]["text"], patched["created"], patched["meta"]["tag"]
    assert ("two", "2020", [{"code": "t"}]) == found


def test_parameters_may_be_in_the_body(stored: Api) -> None:
    """POST is the same as GET."""
    listed = [{"name": "from", "valueUri": "Basic/a/_history/1"}, {"name": "to", "valueUri": "Basic/b"}]
    posted = stored.post("$diff", {"resourceType": "Parameters", "parameter": listed})
    assert stored.get("$diff?from=Basic/a/_history/1&to=Basic/b").json == posted.json


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Basic/a/$diff?fromVersion=7", 404),
        ("Basic/none/$diff", 404),
        ("Basic/b/$diff", 400),
        ("Basic/c/$diff", 410),
        ("Basic/c/$diff?fromVersion=1&toVersion=3", 410),
        ("Basic/c/$diff?fromVersion=1&toVersion=2", 200),
        ("Basic/a/$diff?fromVersion=x", 404),
        ("Basic/a/$diff?from=Basic/b", 400),
        ("$diff?from=Basic/a", 400),
        ("$diff?from=Basic/a&to=Patient/p", 400),
        ("$diff?from=Basic/a&to=Nothing/p", 404),
        ("$diff?from=Basic/a&to=urn:x", 400),
        ("$diff?from=Basic/a&to=http://other.example/Basic/a", 400),
    ],
)
def test_statuses(stored: Api, path: str, status: int) -> None:
    """What is not there and what cannot be compared."""
    answer = stored.get(path)
    assert status == answer.status_code, answer.text
