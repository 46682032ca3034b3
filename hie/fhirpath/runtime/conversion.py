"""Conversion functions.

https://hl7.org/fhirpath/N1/#conversion
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.numbers import INTEGER_MAX
from hie.fhirpath.runtime.quantities import CALENDAR_UNITS, Quantity, decimal, is_number, quantity
from hie.fhirpath.runtime.temporal import Temporal, date, date_time, temporal, time
from hie.fhirpath.runtime.units import convert_quantity

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_QUANTITY = re.compile(
    r"(?P<value>[+-]?\d+(?:\.\d+)?)\s*(?:'(?P<unit>[^']+)'|(?P<calendar>[a-zA-Z]+))?", re.ASCII
)
_TRUE = frozenset(("true", "t", "yes", "y", "1", "1.0"))
_FALSE = frozenset(("false", "f", "no", "n", "0", "0.0"))


def to_boolean(value: Any) -> bool | None:
    """``toBoolean()``."""
    if value.__class__ is bool or value is None:
        return value
    if is_number(value):
        return {0: False, 1: True}.get(value)
    if value.__class__ is str:
        folded = value.lower()
        return True if folded in _TRUE else False if folded in _FALSE else None
    return None


def to_integer(value: Any) -> int | None:
    """``toInteger()``."""
    if value.__class__ is str:
        if len(value) < 10 and value.isdecimal() and value.isascii():
            return int(value)
        # A longer text is out of range, and int() would take quadratic time for it.
        if len(value) > 20 or not _INTEGER.fullmatch(value):
            return None
        value = int(value)
    elif value.__class__ is bool:
        return int(value)
    if value.__class__ is int and -INTEGER_MAX - 1 <= value <= INTEGER_MAX:
        return value
    return None


def to_decimal(value: Any) -> Decimal | None:
    """``toDecimal()``."""
    if value.__class__ is str:
        return Decimal(value) if len(value) <= 64 and _DECIMAL.fullmatch(value) else None
    if value.__class__ is bool:
        return Decimal(value)
    return decimal(value) if is_number(value) else None


def to_text(value: Any) -> str | None:
    """``toString()``."""
    if value.__class__ is str or value is None:
        return value
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is Decimal:
        return f"{value:f}"
    if value.__class__ is dict:
        value = quantity(value)
        return None if value is None else str(value)
    return str(value)


def to_date(value: Any) -> Temporal | None:
    """``toDate()``: of a date, of the day of a dateTime, or of their text."""
    moment = _moment(value)
    if moment is None or moment.kind == "Time":
        return None
    return moment if moment.kind == "Date" else date(moment.text[:10])


def to_date_time(value: Any) -> Temporal | None:
    """``toDateTime()``: of a dateTime, of a date, or of their text."""
    moment = _moment(value)
    if moment is None or moment.kind == "Time":
        return None
    return moment if moment.kind == "DateTime" else date_time(moment.text)


def _moment(value: Any) -> Temporal | None:
    if value.__class__ is Temporal:
        return value
    return temporal(value) if value.__class__ is str else None


def to_time(value: Any) -> Temporal | None:
    """``toTime()``: of a time or its text."""
    if value.__class__ is Temporal:
        return value if value.kind == "Time" else None
    return time(value) if value.__class__ is str else None


def to_quantity(value: Any, unit: str | None = None) -> Quantity | None:
    """``toQuantity(unit)``: of a number, a boolean, a quantity or the text of one."""
    if value.__class__ is bool:
        value = int(value)
    found = _quantity_of_text(value) if value.__class__ is str else quantity(value)
    if found is None or unit is None or found.unit == unit:
        return found
    return convert_quantity(found, unit)


def _quantity_of_text(text: str) -> Quantity | None:
    match = _QUANTITY.fullmatch(text.strip()) if len(text) <= 200 else None
    if match is None:
        return None
    number = Decimal(match["value"])
    if match["calendar"]:
        return Quantity.calendar(number, match["calendar"]) if match["calendar"] in CALENDAR_UNITS else None
    return Quantity(number, match["unit"] or "1")


def converts(value: Any, result: Any) -> bool | None:
    """``convertsTo…()``: whether ``value`` gave a ``result``."""
    return None if value is None else result is not None


def expected_text(value: Any) -> str | None:
    """``value`` where a string is needed.  Raises EvaluationError when it is something else."""
    if value is None or value.__class__ is str:
        return value
    raise EvaluationError(f"a string expected, {value.__class__.__name__} found")


def expected_integer(value: Any) -> int | None:
    """``value`` where an integer is needed.  Raises EvaluationError when it is something else."""
    if value is None or value.__class__ is int:
        return value
    raise EvaluationError(f"an integer expected, {value.__class__.__name__} found")


def expected_number(value: Any) -> Any:
    """``value`` where a number is needed.  Raises EvaluationError when it is something else."""
    if value is None or is_number(value):
        return value
    raise EvaluationError(f"a number expected, {value.__class__.__name__} found")


#: What an argument must be, to the function that sees to it.
EXPECTED: dict[str, Callable[[Any], Any]] = {
    "text": expected_text,
    "integer": expected_integer,
    "number": expected_number,
}
