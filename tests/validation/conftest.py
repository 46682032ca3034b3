"""Fixtures of the validation tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def suites() -> Path:
    """The folder of public conformance suites."""
    folder = Path(os.environ.get("HIE_SUITES", ROOT.parent / "shared" / "suites"))
    if not folder.is_dir():
        pytest.skip(f"the public suites are not in {folder} (HIE_SUITES)")
    return folder
