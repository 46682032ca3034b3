"""Conversion, comparison and arithmetic of quantities whose units differ.

https://hl7.org/fhirpath/N1/#quantity
"""

from decimal import Context, Decimal
from typing import Any

from hie.fhirpath.runtime.numbers import CONTEXT, quantized
from hie.fhirpath.runtime.quantities import Quantity, quantity
from hie.fhirpath.runtime.ucum import unit as ucum_unit

#: Definite durations in seconds, which need no library.
_SECONDS = {
    "ms": Decimal("0.001"),
    "s": Decimal(1),
    "min": Decimal(60),
    "h": Decimal(3600),
    "d": Decimal(86400),
    "wk": Decimal(604800),
}
#: What the factors of the library are good for.
_DIGITS = Context(prec=12)


def ratio(unit: str, other: str) -> Decimal | None:
    """How many ``other`` one ``unit`` is; None when they do not measure the same."""
    if unit == other:
        return Decimal(1)
    if unit in _SECONDS and other in _SECONDS:
        return CONTEXT.divide(_SECONDS[unit], _SECONDS[other])
    a, b = ucum_unit(unit), ucum_unit(other)
    if a is None or b is None or a.dimensions != b.dimensions:
        return None
    return _DIGITS.divide(a.factor, b.factor)


def comparable(left: Any, right: Any) -> bool | None:
    """``comparable()``: whether the units of two quantities measure the same."""
    a, b = quantity(left), quantity(right)
    return None if a is None or b is None else _ratio(b, a) is not None


def _ratio(value: Quantity, target: Quantity) -> Decimal | None:
    """How many units of ``target`` one unit of ``value`` is."""
    if value.unit == target.unit and value.is_calendar == target.is_calendar:
        return Decimal(1)
    if value.is_calendar and target.is_calendar and {value.unit, target.unit} == {"year", "month"}:
        return Decimal(12) if value.unit == "year" else CONTEXT.divide(Decimal(1), Decimal(12))
    a, b = value.ucum, target.ucum
    return None if a is None or b is None else ratio(a, b)


def compare_quantities(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1; None when the units do not measure the same."""
    if left.unit == right.unit and left.is_calendar == right.is_calendar:
        return int(left.value > right.value) - int(left.value < right.value)
    factor = _ratio(right, left)
    if factor is None:
        return None
    a, b = left.value, CONTEXT.multiply(right.value, factor)
    return int(a > b) - int(a < b)


def equivalent_quantities(left: Quantity, right: Quantity) -> bool:
    """FHIRPath ``~``: equal when rounded to the digits of the less precise one."""
    factor = _ratio(right, left)
    if factor is None:
        return False
    return equivalent_numbers(left.value, CONTEXT.multiply(right.value, factor))


def equivalent_numbers(left: Decimal, right: Decimal) -> bool:
    """Equal when rounded to the digits of the less precise one."""
    digits = min(_decimals(left), _decimals(right))
    return quantized(left, digits) == quantized(right, digits) if digits <= 28 else left == right


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def convert_quantity(value: Quantity, unit: str) -> Quantity | None:
    """``value`` in the UCUM ``unit``; None when it does not measure the same."""
    target = Quantity(Decimal(0), unit)
    factor = _ratio(value, target)
    return None if factor is None else Quantity(CONTEXT.multiply(value.value, factor), unit)


def add_quantities(left: Quantity, right: Quantity) -> Quantity | None:
    """The sum in the unit of ``left``; None when the units do not measure the same."""
    factor = _ratio(right, left)
    if factor is None:
        return None
    total = CONTEXT.add(left.value, CONTEXT.multiply(right.value, factor))
    return Quantity(total, left.unit, left.is_calendar, left.written)


def multiply_quantities(left: Quantity, right: Quantity) -> Quantity:
    """The product, in the product of the units."""
    return _combined(left, right, CONTEXT.multiply(left.value, right.value), ".")


def divide_quantities(left: Quantity, right: Quantity) -> Quantity | None:
    """The quotient, in the quotient of the units; None for a division by zero."""
    if right.value == 0:
        return None
    if right.unit != "1" and left.unit == right.unit and left.is_calendar == right.is_calendar:
        return Quantity(CONTEXT.divide(left.value, right.value), "1")
    return _combined(left, right, CONTEXT.divide(left.value, right.value), "/")


def _combined(left: Quantity, right: Quantity, value: Decimal, operator: str) -> Quantity:
    if right.unit == "1":
        return Quantity(value, left.unit, left.is_calendar, left.written)
    if left.unit == "1" and operator == ".":
        return Quantity(value, right.unit, right.is_calendar, right.written)
    first, second = left.ucum or left.unit, right.ucum or right.unit
    if "." in second or "/" in second:
        second = f"({second})"
    return Quantity(value, f"{first}{operator}{second}")
