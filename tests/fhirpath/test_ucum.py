"""Units of UCUM."""

import json
import random
from decimal import Decimal

import pytest

from hie.fhirpath.runtime.common_units import table
from hie.fhirpath.runtime.ucum import COMMON, common_units, computed, unit


def test_common_units_are_what_the_library_says():
    """The table is the one that is made now; a sample of it, as all takes its time."""
    numbers = random.Random(7)  # noqa: S311 - The same units in every run.
    chosen = numbers.sample(sorted(common_units()), 200)
    rows = json.loads(COMMON.read_text("utf-8"))
    assert {code: rows[code] for code in chosen} == json.loads(table(chosen))


@pytest.mark.parametrize("code", ["mL/min/{1.73_m2}", "{beats}/min", "mg{total}"])
def test_annotations_measure_nothing(code):
    """An annotation is left out, and what is left is looked up."""
    assert computed(code) == unit(code)
    assert computed(code) is not None


def test_an_annotation_alone_is_one():
    """What is counted in scores is a plain number."""
    assert unit("{score}") == unit("1")


@pytest.mark.parametrize("code", ["nonsense", "mg/", "Cel", "[pH]", "x" * 101])
def test_no_unit(code):
    """What is no unit, or has an offset, has no factor."""
    assert unit(code) is None


def test_pounds():
    """A unit is so many base units."""
    assert (Decimal("453.59237"), frozenset({("[mass]", 1)})) == (
        unit("[lb_av]").factor,
        unit("[lb_av]").dimensions,
    )
