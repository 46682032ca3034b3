"""HL7's validator suite: our verdicts differ from HL7's only where it is known and said why."""

import json
from pathlib import Path

import pytest
from validator_suite import DIFFERENCES, Result, Suite


@pytest.fixture(scope="module")
def results(suites: Path, packages: Path) -> list[Result]:
    """What we say of each case."""
    return list(Suite(suites, packages).run())


def test_verdicts(results: list[Result]) -> None:
    """Every verdict is that of HL7's validator, but for the cases that are known."""
    known = set(json.loads(DIFFERENCES.read_text()))
    different = {result.id for result in results if not result.is_right}
    assert set() == different - known


def test_known_differences_are_still_there(results: list[Result]) -> None:
    """A case that is judged as HL7's validator does it is no longer listed among the differences."""
    known = set(json.loads(DIFFERENCES.read_text()))
    right = {result.id for result in results if result.is_right}
    assert set() == known & right


def test_check_and_walk_agree(results: list[Result]) -> None:
    """The quick check and the walk find the same errors in every case."""
    disagreeing = [result.id for result in results if not result.agrees]
    assert [] == disagreeing
