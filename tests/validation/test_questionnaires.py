"""Responses against Questionnaires, and Questionnaires themselves."""

import json
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_resources import changed

from hie.fhir import decode
from hie.outcome.messages.questionnaire import MESSAGES
from hie.validation import Validator

FILE = Path(__file__).parent.parent / "cases" / "validation" / "questionnaires.json"
CASES = decode(FILE.read_bytes())


def _response(case: dict[str, Any]) -> dict[str, Any]:
    """The response of a case, which contains its Questionnaire."""
    questionnaire = {"resourceType": "Questionnaire", "id": "q", "status": "active", "item": case["items"]}
    return {
        "resourceType": "QuestionnaireResponse",
        "contained": [questionnaire],
        "questionnaire": "#q",
        "status": case.get("status", "completed"),
        **({"item": case["answers"]} if case["answers"] else {}),
    }


def _found(validator: Validator, resource: Any, now: datetime) -> list[str]:
    """What our rules find, as ``severity key place``, after both ways have been compared."""
    issues = validator.validate(resource, now=now)
    errors = [issue for issue in issues if issue.is_error]
    assert validator.accepts(resource, now=now) is not bool(errors), errors
    name = resource["resourceType"]
    return [
        f"{issue.severity} {issue.rule} {(issue.expression or '').removeprefix(name).removeprefix('.')}"
        for issue in issues
        if issue.key in MESSAGES
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_responses(validator: Validator, now: datetime, case: dict[str, Any]) -> None:
    """Each case's response has exactly the faults that the case names."""
    assert sorted(case["expected"]) == sorted(_found(validator, _response(case), now))


def test_questionnaire_in_bundle(validator: Validator, now: datetime) -> None:
    """The Questionnaire is found among the entries of the same Bundle."""
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "http://x.test/Questionnaire/a|1",
        "status": "completed",
        "item": [{"linkId": "b"}],
    }
    questionnaire = {
        "resourceType": "Questionnaire",
        "url": "http://x.test/Questionnaire/a",
        "version": "1",
        "status": "active",
        "item": [{"linkId": "a", "type": "string"}],
    }
    entries = [{"resource": questionnaire}, {"resource": response}]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    found = [issue.key for issue in validator.check(bundle, now=now) if issue.key in MESSAGES]
    assert found == ["link-id"]


def test_unknown_questionnaire(validator: Validator, now: datetime) -> None:
    """Without its Questionnaire a response is not judged: that is a warning."""
    response = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    named = response | {"questionnaire": "http://x.test/Questionnaire/none"}
    assert _found(validator, response, now) == ["information questionnaire-unnamed "]
    assert _found(validator, named, now) == ["warning questionnaire-unknown questionnaire"]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([{"enableWhen": [{"question": "z"}]}], ["error enable-when-target item[0].enableWhen[0].question"]),
        ([{"enableWhen": [{"question": "0"}]}], ["error enable-when-target item[0].enableWhen[0].question"]),
        (
            [{"enableWhen": [{"question": "1"}]}, {}],
            ["warning enable-when-order item[0].enableWhen[0].question"],
        ),
        (
            [{"type": "integer"}, {"enableWhen": [{"question": "0", "answerString": "a"}]}],
            ["error enable-when-type item[1].enableWhen[0].answer"],
        ),
        ([{}, {}, {"enableWhen": [{"question": "0"}, {"question": "1"}]}], ["error enable-behavior item[2]"]),
        ([{"initial": [{"valueInteger": 1}]}], ["error initial-type item[0].initial[0].value"]),
        (
            [{"type": "choice", "initial": [{"valueCoding": {"system": "urn:x:1", "code": "a"}}]}],
            [],
        ),
    ],
)
def test_questionnaires(
    validator: Validator, now: datetime, items: list[dict[str, Any]], expected: list[str]
) -> None:
    """Conditions can be met, and initial values can be answers."""
    made = []
    for index, item in enumerate(deepcopy(items)):
        for condition in item.get("enableWhen", ()):
            condition.setdefault("operator", "=")
            if len(condition) == 2:
                condition["answerString"] = "a"
        made.append({"linkId": str(index), "type": "string", **item})
    questionnaire = {"resourceType": "Questionnaire", "status": "active", "item": made}
    assert expected == _found(validator, questionnaire, now)


@settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
@given(st.data())
def test_changed_responses(validator: Validator, now: datetime, data: st.DataObject) -> None:
    """After any change of a response or its form, both ways say the same, and all messages can be read."""
    resource = data.draw(changed(_response(data.draw(st.sampled_from(CASES)))))
    issues = validator.validate(resource, now=now)
    errors = [issue for issue in issues if issue.is_error]
    assert validator.accepts(resource, now=now) is not bool(errors), errors
    assert json.dumps([issue.to_fhir(language) for issue in issues for language in ("uk", "en")])
