"""The rules of the Ukrainian profiles, each by an example that keeps it and one that breaks it alone."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from case_files import (
    Example,
    Refusal,
    read_constraints,
    read_definitions,
    read_examples,
    read_files,
    read_refusals,
)

from hie.app import Definitions
from hie.outcome import Issue

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SEVERITIES = {constraint["key"]: constraint["severity"] for _, constraint in read_constraints()}
#: What the specification's own profiles of vital signs say of the same examples.
ALSO = {"ua-obs-9": {"not-fixed"}, "ua-obs-10": {"vs-3"}, "ua-obs-12": {"missing~profile"}}


def national_keys(issues: list[Issue]) -> set[str]:
    """Keys of all errors, and of the warnings of national rules."""
    return {issue.key for issue in issues if issue.is_error or issue.key.startswith("ua-")}


@pytest.mark.parametrize("example", list(read_examples()), ids=str)
def test_example(national: Definitions, example: Example) -> None:
    """An example breaks the rule that it is made to break, and no other."""
    found = national_keys(national.validator.validate(example.resource, now=NOW))
    expected = {example.breaks} | ALSO.get(example.breaks, set()) if example.breaks else set()
    assert expected == found


@pytest.mark.parametrize("example", list(read_examples()), ids=str)
def test_quick_check_agrees(national: Definitions, example: Example) -> None:
    """What the compiled check refuses is what the walk finds errors in."""
    is_error = example.breaks is not None and SEVERITIES[example.breaks] == "error"
    expected = ({example.breaks} if is_error else set()) | ALSO.get(example.breaks, set())
    issues = national.validator.check(example.resource, now=NOW)
    assert expected == {issue.key for issue in issues}


@pytest.mark.parametrize("content", read_files(), ids=lambda content: content["profile"])
def test_base_is_valid(national: Definitions, content: dict) -> None:
    """The resource that the examples of a profile are made of is valid, warnings included."""
    assert set() == national_keys(national.validator.validate(content["base"], now=NOW))


@pytest.mark.parametrize("content", read_files(), ids=lambda content: content["profile"])
def test_profile_holds_without_claim(national: Definitions, content: dict) -> None:
    """A resource is held to the national profile of its type though it claims none."""
    broken = {name: value for name, value in content["base"].items() if name != "meta"}
    broken["identifier"] = [*broken.get("identifier", []), {"system": esoz_system(), "value": "17"}]
    assert "ua-esoz-1" in national_keys(national.validator.validate(broken, now=NOW))


@pytest.mark.parametrize("refusal", list(read_refusals()), ids=str)
def test_refusal(national: Definitions, refusal: Refusal) -> None:
    """What the structure of a profile does not allow is an error at its place."""
    issues = national.validator.check(refusal.resource, now=NOW)
    places = [issue.expression or "" for issue in issues]
    assert places, "nothing was refused"
    assert any(place.startswith(refusal.at) for place in places), places


def test_every_invariant_has_examples() -> None:
    """No invariant of the package goes without its two examples."""
    assert set(SEVERITIES) == {case["key"] for content in read_files() for case in content["cases"]}


def test_every_profile_has_examples() -> None:
    """Every profile of a resource has a case file."""
    profiles = {item["id"] for item in read_definitions() if item["type"] != "Extension"}
    assert profiles == {content["profile"] for content in read_files()}


def esoz_system() -> str:
    """The system of ЕСОЗ ids."""
    profile = next(item for item in read_definitions() if item["id"] == "ua-patient")
    elements = {element["id"]: element for element in profile["differential"]["element"]}
    return elements["Patient.identifier:esoz.system"]["fixedUri"]


def test_a_document_may_be_issued_today(national: Definitions) -> None:
    """A day is not over yet when a moment of it is compared with it."""
    [content] = [each for each in read_files() if each["profile"] == "ua-patient"]
    patient = deepcopy(content["base"])
    for day, expected in (("2026-01-15", set()), ("2026-01-16", {"ua-pat-20"})):
        patient["identifier"][2]["period"] = {"start": day}
        assert expected == national_keys(national.validator.validate(patient, now=NOW))
