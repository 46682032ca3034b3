"""Arithmetic, exact in Decimal; an overflow is an empty result.

https://hl7.org/fhirpath/N1/#math
"""

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.durations import add_duration
from hie.fhirpath.runtime.numbers import CONTEXT, finite, integer, quantized
from hie.fhirpath.runtime.quantities import DURATIONS, Quantity, decimal, is_number, quantity
from hie.fhirpath.runtime.strings import limited
from hie.fhirpath.runtime.temporal import Temporal, temporal
from hie.fhirpath.runtime.units import add_quantities, divide_quantities, multiply_quantities


def _unsupported(operator: str, left: Any, right: Any) -> EvaluationError:
    kinds = f"{left.__class__.__name__} {operator} {right.__class__.__name__}"
    return EvaluationError(f"{kinds} is not defined")


def add(left: Any, right: Any) -> Any:
    """FHIRPath ``+`` of numbers, texts, quantities, and of a date and a duration."""
    if left is None or right is None:
        return None
    if left.__class__ is int and right.__class__ is int:
        return integer(left + right)
    if is_number(left) and is_number(right):
        return finite(CONTEXT.add(decimal(left), decimal(right)))
    if left.__class__ is str and right.__class__ is str:
        limited(len(left) + len(right))
        return left + right
    return _add_durations(left, right, "+")


def subtract(left: Any, right: Any) -> Any:
    """FHIRPath ``-`` of numbers, quantities, and of a date and a duration."""
    if left is None or right is None:
        return None
    if left.__class__ is int and right.__class__ is int:
        return integer(left - right)
    if is_number(left) and is_number(right):
        return finite(CONTEXT.subtract(decimal(left), decimal(right)))
    if left.__class__ is str and right.__class__ is str:
        raise _unsupported("-", left, right)
    return _add_durations(left, right, "-")


def _add_durations(left: Any, right: Any, operator: str) -> Any:
    amount = quantity(right) if not is_number(right) else None
    if amount is None:
        raise _unsupported(operator, left, right)
    if operator == "-":
        amount = negate(amount)
    moment = temporal(left)
    if moment is not None:
        return _shifted(moment, amount)
    other = quantity(left) if not is_number(left) else None
    if other is None:
        raise _unsupported(operator, left, right)
    return add_quantities(other, amount)


@lru_cache(maxsize=512)
def _shifted(moment: Temporal, amount: Quantity) -> Temporal | None:
    return add_duration(moment, amount.value, _calendar_unit(amount))


def _calendar_unit(amount: Quantity) -> str:
    """The calendar duration to add; UCUM's years and months are other lengths of time."""
    if amount.is_calendar:
        return amount.unit
    if amount.unit in DURATIONS:
        return DURATIONS[amount.unit]
    if amount.unit in ("year", "month", *DURATIONS.values()):
        return amount.unit
    raise EvaluationError(f"'{amount.unit}' cannot be added to a date")


def multiply(left: Any, right: Any) -> Any:
    """FHIRPath ``*`` of numbers and quantities."""
    if left is None or right is None:
        return None
    if left.__class__ is int and right.__class__ is int:
        return integer(left * right)
    if is_number(left) and is_number(right):
        return finite(CONTEXT.multiply(decimal(left), decimal(right)))
    return multiply_quantities(*_quantities(left, right, "*"))


_DIGITS = {str(digit): digit for digit in range(10)}


def weighted_digits(text: str | None, places: Sequence[int], weights: Sequence[int]) -> int | None:
    """The sum of the digits of ``text`` at ``places``, each times its weight; None where one is no digit."""
    if text is None:
        return None
    try:
        return sum([_DIGITS[text[place]] * weight for place, weight in zip(places, weights, strict=True)])
    except (KeyError, IndexError):
        return None


def divide(left: Any, right: Any) -> Any:
    """FHIRPath ``/``: always a decimal (or a quantity), empty for a division by zero."""
    if left is None or right is None:
        return None
    if is_number(left) and is_number(right):
        return None if right == 0 else finite(CONTEXT.divide(decimal(left), decimal(right)))
    return divide_quantities(*_quantities(left, right, "/"))


def _quantities(left: Any, right: Any, operator: str) -> tuple[Quantity, Quantity]:
    a, b = quantity(left), quantity(right)
    if a is None or b is None:
        raise _unsupported(operator, left, right)
    return a, b


def _numbers(
    operation: Callable[[Decimal, Decimal], Decimal | int | None], name: str
) -> Callable[[Any, Any], Any]:
    def operate(left: Any, right: Any) -> Any:
        if left is None or right is None:
            return None
        if not is_number(left) or not is_number(right):
            raise _unsupported(name, left, right)
        if right == 0:
            return None
        return operation(decimal(left), decimal(right))

    return operate


_slow_modulo = _numbers(lambda left, right: finite(CONTEXT.remainder(left, right)), "mod")


def modulo(left: Any, right: Any) -> Any:
    """FHIRPath ``mod``: the remainder, with the sign of ``left``; empty for a division by zero."""
    if left.__class__ is int and right.__class__ is int:
        return None if right == 0 else int(math.fmod(left, right))
    return _slow_modulo(left, right)


_slow_quotient = _numbers(lambda left, right: integer(CONTEXT.divide_int(left, right)), "div")


def quotient(left: Any, right: Any) -> Any:
    """FHIRPath ``div``: the integer part of the quotient; empty for a division by zero."""
    return _slow_quotient(left, right)


def negate(value: Any) -> Any:
    """FHIRPath unary ``-``."""
    if value is None:
        return None
    if value.__class__ is int or value.__class__ is Decimal:
        return -value
    if value.__class__ is Quantity:
        return Quantity(-value.value, value.unit, value.is_calendar, value.written)
    if value.__class__ is dict and (found := quantity(value)) is not None:
        return negate(found)
    raise EvaluationError(f"-{value.__class__.__name__} is not defined")


def positive(value: Any) -> Any:
    """FHIRPath unary ``+``."""
    negate(value)
    return value


def concatenate(left: str | None, right: str | None) -> str:
    """FHIRPath ``&``: as ``+`` of texts, with empty taken as the empty text."""
    for operand in (left, right):
        if operand is not None and not isinstance(operand, str):
            raise EvaluationError(f"& of {operand.__class__.__name__} is not defined")
    limited(len(left or "") + len(right or ""))
    return (left or "") + (right or "")


def _number(value: Any, name: str) -> Decimal | None:
    if value is None:
        return None
    if not is_number(value):
        raise EvaluationError(f"{name}() of {value.__class__.__name__} is not defined")
    return decimal(value)


def absolute(value: Any) -> Any:
    """``abs()`` of a number or a quantity."""
    if value.__class__ is dict:
        value = quantity(value)
    if value.__class__ is Quantity:
        return Quantity(abs(value.value), value.unit, value.is_calendar, value.written)
    if value.__class__ is int:
        return abs(value)
    number = _number(value, "abs")
    return None if number is None else abs(number)


def _rounded(number: Decimal, rounding: str) -> int | None:
    whole = quantized(number, 0, rounding)
    return None if whole is None else integer(whole)


def ceiling(value: Any) -> int | None:
    """``ceiling()``: the next integer upwards."""
    number = _number(value, "ceiling")
    return None if number is None else _rounded(number, ROUND_CEILING)


def floor(value: Any) -> int | None:
    """``floor()``: the next integer downwards."""
    number = _number(value, "floor")
    return None if number is None else _rounded(number, ROUND_FLOOR)


def truncate(value: Any) -> int | None:
    """``truncate()``: the integer part."""
    number = _number(value, "truncate")
    return None if number is None else integer(number)


def round_to(value: Any, precision: int | None = 0) -> Any:
    """``round(precision)``: half away from zero.  Raises EvaluationError for a negative precision."""
    number = _number(value, "round")
    if number is None:
        return None
    digits = precision or 0
    if digits < 0:
        raise EvaluationError("round() needs a precision of 0 or more")
    return number if digits > 28 else quantized(number, digits)


def _real(compute: Callable[[Decimal], Decimal], name: str) -> Callable[[Any], Decimal | None]:
    def function(value: Any) -> Decimal | None:
        number = _number(value, name)
        return None if number is None else finite(compute(number))

    return function


exponential = _real(lambda number: number.exp(CONTEXT), "exp")
natural_logarithm = _real(lambda number: number.ln(CONTEXT), "ln")
square_root = _real(lambda number: number.sqrt(CONTEXT), "sqrt")


def logarithm(value: Any, base: Any) -> Decimal | None:
    """``log(base)``; empty where there is none."""
    number, radix = natural_logarithm(value), natural_logarithm(base)
    if number is None or not radix:
        return None
    # Some digits less than the context computes hide the rounding of the quotient: log(16, 2) is 4.
    result = quantized(CONTEXT.divide(number, radix), 20)
    return None if result is None else result.normalize(CONTEXT)


def power(value: Any, exponent: Any) -> Any:
    """``power(exponent)``: an integer of integers, else a decimal; empty where there is none."""
    number, exponent_number = _number(value, "power"), _number(exponent, "power")
    if number is None or exponent_number is None:
        return None
    result = finite(CONTEXT.power(number, exponent_number))
    if result is not None and value.__class__ is int and exponent.__class__ is int and exponent >= 0:
        return integer(result)
    return result
