"""Reads OperationOutcomes."""

from werkzeug.test import TestResponse


def first_issue(response: TestResponse) -> tuple[str, str | None]:
    """Rule key and place of the first issue."""
    outcome = response.json
    assert outcome["resourceType"] == "OperationOutcome"
    found = outcome["issue"][0]
    return found["details"]["coding"][0]["code"], found.get("expression", [None])[0]


def keys(response: TestResponse) -> list[str]:
    """Rule keys of all issues."""
    assert response.json["resourceType"] == "OperationOutcome"
    return [issue["details"]["coding"][0]["code"] for issue in response.json["issue"]]
