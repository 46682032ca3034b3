"""Coded values and special texts, case by case."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hie.validation import Validator

CASES = json.loads((Path(__file__).parents[1] / "cases" / "validation" / "codes.json").read_text("utf-8"))
#: Short resources break these advices, which are tested elsewhere.
_ELSEWHERE = ("dom-6", "extension-unknown")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_rule(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """All findings are those of the case, with severities and places, and every message can be read."""
    issues = [item for item in validator.validate(case["resource"], now=now) if item.rule not in _ELSEWHERE]
    assert case["issues"] == [[issue.severity, issue.rule, issue.expression] for issue in issues]
    assert all(issue.text("uk") != issue.text("en") for issue in issues)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_check_agrees(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """The quick check refuses where the walk finds an error, and only there."""
    has_errors = any(severity == "error" for severity, _, _ in case["issues"])
    assert has_errors is not validator.accepts(case["resource"], now=now)
