"""The official R4 examples: created, read back unchanged, found.

https://hl7.org/fhir/R4/downloads.html
"""

import json
from decimal import Decimal

import pytest

#: Examples that break R4 themselves, and the place where.
FAULTY = {
    "ActivityDefinition-blood-tubes-supply": "ActivityDefinition.text.div",
    "ActivityDefinition-heart-valve-replacement": "ActivityDefinition.text.div",
    "Bundle-lri-example": "Bundle.entry[1].fullUrl",
    "DeviceMetric-example": "DeviceMetric.parent",
    "DeviceUseStatement-example": "DeviceUseStatement.reasonReference[0]",
    "MedicationRequest-medrx0301": "MedicationRequest.dispenseRequest.performer",
    "Organization-2.16.840.1.113883.19.5": "Organization.identifier[0].value",
    "Questionnaire-zika-virus-exposure-assessment": "Questionnaire.text.div",
}


@pytest.fixture(scope="module")
def examples(suites):
    """Name to content."""
    cases = map(json.loads, (suites / "r4-examples.jsonl").read_text().splitlines())
    return {case["id"].partition("/")[2]: (suites / "files" / case["file"]).read_bytes() for case in cases}


def exact(text):
    """JSON with its decimals as they are written, without what the server gives: id, version, time."""
    value = json.loads(text, parse_float=lambda digits: ("decimal", str(Decimal(digits))))
    value.pop("id", None)
    for given in ("versionId", "lastUpdated"):
        value.get("meta", {}).pop(given, None)
    if not value.get("meta"):
        value.pop("meta", None)
    return value


def test_examples_are_stored_as_they_are_and_found(shared_api, examples):
    """Every example that keeps to R4 is created, read back identical and found by its id."""
    refused = {}
    for name, body in examples.items():
        type = json.loads(body)["resourceType"]
        created = shared_api.post(type, body)
        if created.status_code != 201:
            refused[name] = created.json["issue"][0]["expression"][0]
            continue
        id = created.json["id"]
        assert exact(body) == exact(shared_api.get(f"{type}/{id}").data), name
        assert [id] == shared_api.ids(f"{type}?_id={id}"), name

    assert {name: place for name, place in FAULTY.items() if name in examples} == refused
