"""Fixtures of the validation tests."""

from datetime import UTC, datetime

import pytest

from hie.app import Definitions
from hie.validation import Validator


@pytest.fixture(scope="session")
def validator(plain: Definitions) -> Validator:
    """The validator of plain R4, plus whatever a resource claims."""
    return plain.validator


@pytest.fixture(scope="session")
def now() -> datetime:
    """The time at which the tests validate."""
    return datetime(2026, 1, 15, 12, tzinfo=UTC)
