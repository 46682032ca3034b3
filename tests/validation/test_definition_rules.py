"""Definitions that are validated themselves."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_resources import changed

from hie.fhir import decode
from hie.outcome.messages.definitions import MESSAGES
from hie.validation import Validator

FILE = Path(__file__).parent.parent / "cases" / "validation" / "definitions.json"
CASES = decode(FILE.read_bytes())


def _found(validator: Validator, resource: dict[str, Any], now: datetime) -> list[str]:
    """What our rules find, as ``severity key place``."""
    name = resource["resourceType"]
    return [
        f"{issue.severity} {issue.rule} {(issue.expression or '').removeprefix(name + '.')}"
        for issue in validator.validate(resource, now=now)
        if issue.key in MESSAGES
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_definitions(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """Each case's definition has exactly the faults that the case names."""
    assert sorted(case["expected"]) == sorted(_found(validator, case["resource"], now))


@settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
@given(st.data())
def test_changed_definitions(validator: Validator, now: datetime, data: st.DataObject) -> None:
    """After any change of a definition, both ways say the same, and all messages can be read."""
    resource = data.draw(changed(data.draw(st.sampled_from(CASES))["resource"]))
    issues = validator.validate(resource, now=now)
    errors = [issue for issue in issues if issue.is_error]
    assert validator.accepts(resource, now=now) is not bool(errors), errors
    assert json.dumps([issue.to_fhir(language) for issue in issues for language in ("uk", "en")])
