"""The rules of base R4, case by case, and what both ways of asking answer."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hie.validation import Validator

CASES = json.loads((Path(__file__).parents[1] / "cases" / "validation" / "base.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_rule(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """The errors of a resource are those of the case, in this order, with their places."""
    found = [[issue.key, issue.expression] for issue in validator.check(case["resource"], now=now)]
    assert case["issues"] == found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_walk_agrees(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """The walk finds errors exactly where the quick check refuses, and every message can be read."""
    issues = validator.validate(case["resource"], now=now)
    assert case["issues"] == [[issue.key, issue.expression] for issue in issues if issue.is_error]
    assert all(issue.text("uk") and issue.text("en") for issue in issues)


def test_expected_type(validator: Validator, now: datetime) -> None:
    """A resource of another type than the URL asks for is refused."""
    issues = validator.check({"resourceType": "Patient"}, now=now, expected_type="Observation")
    expected = [("resource-type-expected", "resourceType")]
    assert expected == [(issue.key, issue.expression) for issue in issues]


def test_warnings_are_no_reason_to_refuse(validator: Validator, now: datetime) -> None:
    """A best-practice rule is told by the walk and not by the check."""
    resource = {"resourceType": "Patient", "active": True}
    expected = ["dom-6"]
    assert expected == [issue.key for issue in validator.validate(resource, now=now)]
    assert not validator.check(resource, now=now)


def test_hints(validator: Validator, now: datetime) -> None:
    """Messages say what would be right: the nearest name, the allowed codes, the expected format."""
    resource = {"resourceType": "Patient", "gendr": "male", "gender": "m", "birthDate": "1.2.2000"}
    texts = [issue.text("en") for issue in validator.check(resource, now=now)]
    assert "did you mean gender?" in texts[0]
    assert "allowed are: female, male, other, unknown" in texts[1]
    assert "2024-05-31" in texts[2]


def test_limit_of_findings(validator: Validator, now: datetime) -> None:
    """A report of a hostile resource ends somewhere, and says so."""
    resource = {"resourceType": "Patient", "name": [{"given": [1]}] * 3000}
    issues = validator.check(resource, now=now)
    assert issues[-1].key == "too-many-issues"
    assert len(issues) <= 1001


def test_many_local_references(validator: Validator, now: datetime) -> None:
    """The time for local references grows with their number, not with its square."""
    count = 20_000
    resource = {
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "contained": [{"resourceType": "Patient", "id": f"p{number}"} for number in range(count)],
        "entry": [{"item": {"reference": f"#p{number}"}} for number in range(count)],
    }
    assert not validator.check(resource, now=now)
