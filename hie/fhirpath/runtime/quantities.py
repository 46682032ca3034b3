"""Quantities: a number with a UCUM unit or a calendar duration.

https://hl7.org/fhirpath/N1/#quantity
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_SINGULAR = ("year", "month", "week", "day", "hour", "minute", "second", "millisecond")
#: Calendar duration, singular or plural, to its singular.
CALENDAR_UNITS = {name: name for name in _SINGULAR} | {f"{name}s": name for name in _SINGULAR}
#: Calendar durations that are a fixed number of the UCUM unit.
_DEFINITE = {"week": "wk", "day": "d", "hour": "h", "minute": "min", "second": "s", "millisecond": "ms"}
#: UCUM unit to its calendar duration, for arithmetic with dates.
DURATIONS = {ucum: name for name, ucum in _DEFINITE.items()}
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` in ``unit``: a UCUM code, or a calendar duration's singular when ``is_calendar``."""

    value: Decimal
    unit: str
    is_calendar: bool = False
    #: The unit as it was written, for toString ("weeks").
    written: str = ""

    @classmethod
    def calendar(cls, value: Decimal, unit: str) -> "Quantity":
        """A calendar duration; ``unit`` is singular or plural."""
        return cls(value, CALENDAR_UNITS[unit], is_calendar=True, written=unit)

    def __str__(self) -> str:
        if self.is_calendar:
            return f"{self.value} {self.written or self.unit}"
        return f"{self.value} '{self.unit}'"

    @property
    def ucum(self) -> str | None:
        """The UCUM unit that this is measured in; None for years and months of the calendar."""
        return _DEFINITE.get(self.unit) if self.is_calendar else self.unit


def quantity(value: Any) -> Quantity | None:
    """``value`` as a Quantity: itself, a number, or a FHIR Quantity in JSON."""
    if value.__class__ is Quantity:
        return value
    if value.__class__ is dict:
        number = value.get("value")
        unit = (value.get("code") if value.get("system") == UCUM else None) or value.get("unit") or "1"
        if value.get("system") not in (UCUM, None):
            unit = value.get("code") or unit
        return Quantity(decimal(number), unit) if is_number(number) else None
    return Quantity(decimal(value), "1") if is_number(value) else None


def is_number(value: Any) -> bool:
    """Whether ``value`` is a number as JSON or FHIRPath have them."""
    return value.__class__ is int or value.__class__ is Decimal or value.__class__ is float


def decimal(value: Any) -> Decimal:
    """The number ``value`` as a Decimal with the digits that it is written with."""
    if value.__class__ is Decimal:
        return value
    return Decimal(repr(value)) if value.__class__ is float else Decimal(value)
