"""The interval that a value of limited precision stands for: its boundaries, and its precision.

https://build.fhir.org/ig/HL7/FHIRPath/#lowboundaryprecision-integer-decimal--date--datetime--time
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.numbers import EXACT, quantized
from hie.fhirpath.runtime.quantities import Quantity, decimal, is_number, quantity
from hie.fhirpath.runtime.temporal import Temporal, date, date_time, days_in_month, time, zone_of

_MOST_DIGITS = 31
#: Digits of a date, dateTime or time to the number of components that they are.
_CALENDAR_DIGITS = {4: 1, 6: 2, 8: 3, 10: 4, 12: 5, 14: 6, 17: 6}
_CLOCK_DIGITS = {2: 1, 4: 2, 6: 3, 9: 3}
_DEFAULTS = {"Date": 8, "DateTime": 17, "Time": 9}
_READERS = {"Date": date, "DateTime": date_time, "Time": time}


def low_boundary(value: Any, precision: int | None = None) -> Any:
    """``lowBoundary(precision)``: the least that ``value`` may be; None for an impossible precision."""
    return _boundary(value, precision, upwards=False)


def high_boundary(value: Any, precision: int | None = None) -> Any:
    """``highBoundary(precision)``: the most that ``value`` may be; None for an impossible precision."""
    return _boundary(value, precision, upwards=True)


def _boundary(value: Any, precision: int | None, *, upwards: bool) -> Any:
    if value is None:
        return None
    if value.__class__ is Temporal:
        return _of_temporal(value, precision, upwards=upwards)
    if is_number(value):
        return _of_number(decimal(value), precision, upwards=upwards)
    amount = quantity(value)
    if amount is None:
        raise EvaluationError(f"{value.__class__.__name__} has no boundaries")
    number = _of_number(amount.value, precision, upwards=upwards)
    return None if number is None else Quantity(number, amount.unit, amount.is_calendar, amount.written)


def _of_number(number: Decimal, precision: int | None, *, upwards: bool) -> Decimal | None:
    digits = 8 if precision is None else precision
    if not 0 <= digits <= _MOST_DIGITS:
        return None
    exponent = number.as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    edge = EXACT.add(number, half if upwards else -half)
    # The boundary away from zero is rounded, the one towards zero is cut: so the official cases have it.
    outer = upwards != number.is_signed()
    rounding = ROUND_HALF_UP if outer else ROUND_DOWN
    return quantized(edge, digits, rounding)


def _of_temporal(value: Temporal, precision: int | None, *, upwards: bool) -> Temporal | None:
    digits = _DEFAULTS[value.kind] if precision is None else precision
    table = _CLOCK_DIGITS if value.kind == "Time" else _CALENDAR_DIGITS
    if digits not in table or (value.kind == "Date" and digits > 8):
        return None
    parts = list(value.parts)
    if value.kind != "Time" and len(parts) == 4:
        # An hour alone is written as that hour and no minutes.
        parts.append(0)
    _fill(parts, value.kind == "Time", upwards=upwards)
    fraction = (value.fraction or ("999" if upwards and len(value.parts) < _whole(value) else "000")).ljust(
        3, "0"
    )
    zone = zone_of(value) or ("-12:00" if upwards else "+14:00")
    return _READERS[value.kind](_text(parts[: table[digits]], value.kind, digits, (fraction[:3], zone)))


def _whole(value: Temporal) -> int:
    return 3 if value.kind == "Time" else 6


def _fill(parts: list[int], is_time: bool, *, upwards: bool) -> None:
    if not is_time:
        if len(parts) == 1:
            parts.append(12 if upwards else 1)
        if len(parts) == 2:
            parts.append(days_in_month(parts[0], parts[1]) if upwards else 1)
        if len(parts) == 3:
            parts.append(23 if upwards else 0)
    while len(parts) < (3 if is_time else 6):
        parts.append(59 if upwards else 0)


def _text(parts: list[int], kind: str, digits: int, rest: tuple[str, str]) -> str:
    fraction, zone = rest
    written = [
        f"{part:04}" if kind != "Time" and not index else f"{part:02}" for index, part in enumerate(parts)
    ]
    clock = written if kind == "Time" else written[3:]
    text = ":".join(clock)
    if digits in (9, 17):
        text += f".{fraction}"
    if kind == "Time":
        return text
    return "-".join(written[:3]) + (f"T{text}{zone}" if clock else "")


def precision(value: Any) -> int | None:
    """``precision()``: decimals of a number, digits of a date, dateTime or time."""
    if value is None:
        return None
    if value.__class__ is Temporal:
        digits = sum(4 if value.kind != "Time" and not index else 2 for index in range(len(value.parts)))
        return digits + (3 if value.fraction else 0)
    if not is_number(value):
        raise EvaluationError(f"{value.__class__.__name__} has no precision")
    exponent = decimal(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
