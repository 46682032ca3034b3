"""Reads OperationOutcomes."""

from werkzeug.test import TestResponse


def first_issue(response: TestResponse) -> tuple[str, str | None]:
    """Rule key and place of the first issue."""
    outcome = response.json
    assert outcome["resourceType"] == "OperationOutcome"
    found = outcome["issue"][0]
    return found["details"]["coding"][0]["code"], found.get("expression", [None])[0]
