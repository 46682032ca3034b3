"""Comparison of quantities whose units differ.

https://hl7.org/fhirpath/N1/#quantity
https://ucum.org/ucum
"""

from decimal import Decimal

from hie.fhirpath.runtime.quantities import Quantity

#: Multiplicative units in their base unit: the ones of durations, which need no table of UCUM.
_SECONDS = {
    "ms": Decimal("0.001"),
    "s": Decimal(1),
    "min": Decimal(60),
    "h": Decimal(3600),
    "d": Decimal(86400),
    "wk": Decimal(604800),
}


def compare_quantities(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1; None when the units do not measure the same or cannot be converted."""
    a, b = left.value, right.value
    if left.unit != right.unit or left.is_calendar != right.is_calendar:
        converted = _converted(left, right)
        if converted is None:
            return None
        a, b = converted
    return (a > b) - (a < b)


def equivalent_quantities(left: Quantity, right: Quantity) -> bool:
    """FHIRPath ``~``: equal when rounded to the digits of the less precise one."""
    return compare_quantities(left, right) == 0


def convert_quantity(value: Quantity, unit: str) -> Quantity | None:
    """``value`` in the UCUM ``unit``; None when it does not measure the same."""
    a = value.ucum
    if a == unit:
        return Quantity(value.value, unit)
    if a in _SECONDS and unit in _SECONDS:
        return Quantity(value.value * _SECONDS[a] / _SECONDS[unit], unit)
    return None


def add_quantities(left: Quantity, right: Quantity) -> Quantity | None:
    """The sum in the unit of ``left``; None when the units do not measure the same."""
    if left.unit == right.unit and left.is_calendar == right.is_calendar:
        return Quantity(left.value + right.value, left.unit, left.is_calendar, left.written)
    a, b = left.ucum, right.ucum
    if a in _SECONDS and b in _SECONDS:
        total = left.value + right.value * _SECONDS[b] / _SECONDS[a]
        return Quantity(total, left.unit, left.is_calendar, left.written)
    return None


def multiply_quantities(left: Quantity, right: Quantity) -> Quantity | None:
    """The product; None when its unit is not known."""
    if right.unit == "1":
        return Quantity(left.value * right.value, left.unit, left.is_calendar, left.written)
    if left.unit == "1":
        return Quantity(left.value * right.value, right.unit, right.is_calendar, right.written)
    return None


def divide_quantities(left: Quantity, right: Quantity) -> Quantity | None:
    """The quotient; None for a division by zero and when its unit is not known."""
    if right.value == 0:
        return None
    if right.unit == "1":
        return Quantity(left.value / right.value, left.unit, left.is_calendar, left.written)
    if left.unit == right.unit:
        return Quantity(left.value / right.value, "1")
    return None


def _converted(left: Quantity, right: Quantity) -> tuple[Decimal, Decimal] | None:
    """Both values in one unit, or None."""
    a, b = left.ucum, right.ucum
    if a is None or b is None:
        return None
    if a == b:
        return left.value, right.value
    if a in _SECONDS and b in _SECONDS:
        return left.value * _SECONDS[a], right.value * _SECONDS[b]
    return None
