"""Values of answers, compared as enableWhen and the limits of questions need it.

https://hl7.org/fhir/R4/valueset-questionnaire-enable-operator.html
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hie.fhir import interval
from hie.fhirpath import compare_quantities, quantity
from hie.validation.node import Choice

_DATES = frozenset({"date", "dateTime", "instant"})
_NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})


def is_same(answer: Choice, expected: Choice) -> bool:
    """Whether two values mean the same; a Coding without a system stands for its code in any system."""
    left, right = answer.value, expected.value
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if expected.type == "Coding":
            return is_same_coding(left, right)
        if expected.type == "Reference":
            return "reference" in right and left.get("reference") == right["reference"]
    order = compare(answer, expected)
    return bool(left == right) if order is None else order == 0


def is_same_coding(coding: Any, expected: Mapping[str, Any]) -> bool:
    """Whether ``coding`` has the code that is ``expected``, of the same system if one is named."""
    if not isinstance(coding, Mapping) or coding.get("code") != expected.get("code"):
        return False
    return "system" not in expected or coding.get("system") == expected["system"]


def compare(left: Choice, right: Choice) -> int | None:
    """-1, 0 or 1; None when the two cannot be compared, or nobody can tell for want of precision."""
    if left.type in _DATES and right.type in _DATES:
        return _compare_dates(left.value, right.value)
    if left.type == right.type == "Quantity":
        return compare_units(left.value, right.value)
    if (
        left.type in _NUMBERS
        and right.type in _NUMBERS
        and _is_number(left.value)
        and _is_number(right.value)
    ):
        return int(left.value > right.value) - int(left.value < right.value)
    if isinstance(left.value, str) and isinstance(right.value, str):
        return int(left.value > right.value) - int(left.value < right.value)
    return None


def compare_units(left: Any, right: Any) -> int | None:
    """The order of two Quantities; None when their units do not measure the same, or are words only."""
    if not (_is_measured(left) and _is_measured(right)):
        return None
    a, b = quantity(dict(left)), quantity(dict(right))
    return None if a is None or b is None else compare_quantities(a, b)


def _is_measured(value: Any) -> bool:
    """Whether a Quantity has a unit that means the same everywhere."""
    return isinstance(value, Mapping) and isinstance(value.get("code"), str) and "system" in value


def _compare_dates(left: Any, right: Any) -> int | None:
    try:
        (low, high), (first, last) = interval(left), interval(right)
    except (TypeError, ValueError):
        return None
    if low > last or high < first:
        return 1 if low > last else -1
    return 0 if (low, high) == (first, last) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
