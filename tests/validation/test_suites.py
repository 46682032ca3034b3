"""Validation against public resources."""

import json
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hie.fhir import decode
from hie.validation import Validator

#: Examples of the specification that break it, with what is wrong with each.
FAULTY_EXAMPLES = {
    "ActivityDefinition-blood-tubes-supply": "narrative-blank",
    "ActivityDefinition-heart-valve-replacement": "narrative-blank",
    "Bundle-lri-example": "full-url-other",
    "DeviceMetric-example": "reference-target",
    "DeviceUseStatement-example": "reference-target",
    "MedicationRequest-medrx0301": "reference-target",
    "Organization-2.16.840.1.113883.19.5": "identifier-not-uri",
    "Questionnaire-zika-virus-exposure-assessment": "narrative-blank",
}
#: What is wrong with the test data: elements of STU3, and its code systems.
FAULTS_OF_TEST_DATA = {
    "Condition": {"unknown-element", "not-in-value-set"},
    "DiagnosticReport": {"system-relative", "unknown-element"},
}


def _examples(suites: Path) -> Iterator[tuple[str, Any]]:
    for line in (suites / "r4-examples.jsonl").open():
        case = json.loads(line)
        yield case["id"].rpartition("/")[2], decode((suites / "files" / case["file"]).read_bytes())


def test_examples_of_the_specification(suites: Path, validator: Validator, now: datetime) -> None:
    """All examples are valid, but for those whose own fault is known."""
    found = {}
    for name, resource in _examples(suites):
        issues = validator.check(resource, now=now)
        if issues:
            found[name] = issues[0].key
    expected = {name: key for name, key in FAULTY_EXAMPLES.items() if name in found}
    assert expected == found


def test_both_ways_agree_on_examples(suites: Path, validator: Validator, now: datetime) -> None:
    """The quick check refuses the same examples as the walk."""
    for name, resource in _examples(suites):
        walked = any(issue.is_error for issue in validator.validate(resource, now=now))
        assert walked is not validator.accepts(resource, now=now), name


def test_primitives_suite_references(suites: Path, validator: Validator, now: datetime) -> None:
    """References are judged as the public suite of primitive values says."""
    cases = [json.loads(line) for line in (suites / "primitives.jsonl").open()]
    wrong = []
    for case in cases:
        if case["type"] == "reference":
            extension = {"url": "http://x.test/a", "valueReference": json.loads(case["json"])}
            resource = {"resourceType": "Basic", "code": {"text": "a"}, "extension": [extension]}
            contained = {"resourceType": "Patient", "id": "p1"}
            if case["json"].find('"#p1"') > 0:
                resource["contained"] = [contained]
            if (not validator.check(resource, now=now)) != case["valid"]:
                wrong.append(case["id"])
    assert not wrong


@pytest.fixture(scope="module")
def test_data(packages: Path) -> list[Any]:
    """The 6,202 resources of HL7's R4 test data."""
    found = []
    with tarfile.open(packages / "fhir.test.data.r4.tar.xz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith(".json") else None
            resource = decode(stream.read()) if stream is not None else None
            kind = resource.get("resourceType") if isinstance(resource, dict) else None
            if kind not in (None, "ImplementationGuide"):
                found.append(resource)
    return found


def test_test_data(test_data: list[Any], validator: Validator, now: datetime) -> None:
    """HL7's test data is valid, but for what is of another version of FHIR in it."""
    refused: dict[str, set[str]] = {}
    for resource in test_data:
        for issue in validator.check(resource, now=now):
            refused.setdefault(resource["resourceType"], set()).add(issue.rule)
    expected_count = 6202
    assert expected_count == len(test_data)
    assert FAULTS_OF_TEST_DATA == refused
