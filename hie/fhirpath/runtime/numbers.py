"""The range of numbers: what leaves it is an empty result, however it is computed.

https://hl7.org/fhirpath/N1/#math
"""

from decimal import ROUND_HALF_UP, Context, Decimal

INTEGER_MAX = 2**31 - 1
#: For results: 28 digits.  Nothing is trapped; what is no number is sorted out by :func:`finite`.
CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP, traps=[])
#: For steps in between, which must not round.
EXACT = Context(prec=100, rounding=ROUND_HALF_UP, traps=[])


def finite(number: Decimal) -> Decimal | None:
    """``number``, or None when the computation overflowed or meant nothing."""
    return number if number.is_finite() else None


def integer(number: Decimal | int) -> int | None:
    """The integer part of ``number``, or None when it does not fit in 32 bits."""
    # The comparison comes first: int() of 1E+999999 would take very long.
    return int(number) if -INTEGER_MAX - 2 < number <= INTEGER_MAX else None


def quantized(number: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal | None:
    """``number`` with exactly ``digits`` decimals, or None when it is too large for that."""
    return finite(number.quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=EXACT))
