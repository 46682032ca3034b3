"""Values of primitive types as they stand in a query string.

https://hl7.org/fhir/R4/datatypes.html#primitive
"""

import re
from decimal import Decimal, InvalidOperation

from hie.fhir import primitives

#: Types whose values are numbers.
NUMBERS = frozenset({"decimal", "integer", "positiveInt", "unsignedInt"})
_LONGEST_NUMBER = 40


def from_text(type: str, text: str) -> bool | int | Decimal | str | None:
    """The value of the primitive ``type`` that ``text`` says; None when it says none."""
    value: bool | int | Decimal | str | None = text
    if type == "boolean":
        value = {"true": True, "false": False}.get(text)
    elif type in ("dateTime", "instant"):
        # A "+" that was not escaped has become a blank.
        value = text.replace(" ", "+")
    elif type in NUMBERS:
        value = _number(text)
    return value if type in primitives.CHECKS and primitives.is_primitive(type, value) else None


def _number(text: str) -> int | Decimal | None:
    if len(text) <= _LONGEST_NUMBER and re.fullmatch(r"-?\d+", text, re.ASCII):
        return int(text)
    try:
        return Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        return None
