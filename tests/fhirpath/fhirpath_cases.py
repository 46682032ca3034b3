"""Reads the data files of the tests of FHIRPath."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parent.parent / "cases" / "fhirpath"


def rows(name: str) -> list[Any]:
    """The cases of one data file."""
    return json.loads((CASES / f"{name}.json").read_text(), parse_float=Decimal)


def cases(name: str) -> list[Any]:
    """The cases of one data file, as test parameters named by their rule."""
    return [pytest.param(row, id=row.get("rule") or row["expression"]) for row in rows(name)]
