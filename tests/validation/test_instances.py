"""The rules of Bundles, extensions and vital signs, case by case, by both ways of asking."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hie.app import Definitions
from hie.config import Settings
from hie.conformance import CodeCache
from hie.validation import Policy, Validator

CASES = json.loads((Path(__file__).parents[1] / "cases" / "validation" / "instances.json").read_text("utf-8"))
BASE = "http://x.test/"
REST = {
    "Composition": {
        "status": "final",
        "type": {"text": "a"},
        "date": "2024-05-31",
        "title": "a",
    }
}


def resource_of(case: dict[str, Any]) -> dict[str, Any]:
    """The resource of a case, or the document that it tells in short."""
    if "resource" in case:
        resource: dict[str, Any] = case["resource"]
        return resource
    entries = []
    for name, content in case["document"]:
        type_name, _, id = name.partition("/")
        body = {"resourceType": type_name, "id": id, **REST.get(type_name, {}), **content}
        entries.append({"fullUrl": BASE + name, "resource": body})
    return {
        "resourceType": "Bundle",
        "type": "document",
        "identifier": {"system": "http://x.test/i", "value": "1"},
        "timestamp": "2024-05-31T09:30:00Z",
        "entry": entries,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_rule(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """The errors are those of the case, with their places, and every message can be read."""
    resource = resource_of(case)
    issues = validator.validate(resource, now=now)
    assert case["issues"] == [[issue.key, issue.expression] for issue in issues if issue.is_error]
    assert all(issue.text("uk") and issue.text("en") for issue in issues)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_quick_check_agrees(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """The quick check refuses what the walk finds errors in."""
    assert validator.accepts(resource_of(case), now=now) is not bool(case["issues"])


UNKNOWN = {
    "resourceType": "Patient",
    "meta": {"profile": ["http://x.test/unknown"]},
    "text": {"status": "empty", "div": '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'},
    "extension": [{"url": "http://x.test/extension", "valueBoolean": True}],
}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (Policy(), [("profile-unknown", "warning"), ("extension-unknown", "warning")]),
        (Policy("error", "error"), [("profile-unknown", "error"), ("extension-unknown", "error")]),
        (Policy("ignore", "ignore"), []),
    ],
)
def test_unknown(plain: Definitions, now: datetime, policy: Policy, expected: list[tuple[str, str]]) -> None:
    """What is said of an unknown profile and an unknown extension is a setting, for both ways of asking."""
    strict = Validator(plain.registry, CodeCache(Settings().cache), policy=policy)
    found = [(issue.key, issue.severity) for issue in strict.validate(UNKNOWN, now=now)]
    assert expected == found
    assert strict.accepts(UNKNOWN, now=now) is all(severity != "error" for _, severity in expected)
