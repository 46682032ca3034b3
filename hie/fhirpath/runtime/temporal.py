"""Dates, dateTimes and times of any precision.

https://hl7.org/fhirpath/N1/#datetime
https://hl7.org/fhirpath/N1/#time-valued-quantities

A value covers an interval on the clock of its own timezone: ``2012`` is the whole year, a time with
seconds is one point.  Two values of different precision are comparable exactly when their intervals
do not overlap, which is what comparing them component by component comes to.
"""

import re
from datetime import date as calendar_date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["Date", "DateTime", "Time"]

_PATTERN = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<t>T)?)?"
    r"(?:(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
_COMPONENTS = ("year", "month", "day", "hour", "minute", "second")
#: Index of the last component that a value may lack and still be a date.
DAY_PRECISION = 2
SECOND_PRECISION = 5
_MICROSECONDS = {0: 0, 1: 0, 2: 86_400_000_000, 3: 3_600_000_000, 4: 60_000_000, 5: 1}
_MINUTE = 60_000_000
_WIDEST_OFFSET = 14 * 60 * _MINUTE
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Temporal:
    """A FHIRPath Date, DateTime or Time.

    ``parts`` are year to second as far as they are given (hour to second for a Time); ``precision``
    counts from 0 (year) to 5 (second); ``offset`` is in minutes; ``low`` and ``high`` are inclusive
    microseconds on the value's own clock.
    """

    __slots__ = ("_hash", "fraction", "high", "kind", "low", "offset", "parts", "precision", "text")

    def __init__(
        self, kind: Kind, parts: tuple[int, ...], fraction: str, zone: str | None, text: str
    ) -> None:
        self.kind = kind
        self.parts = parts
        self.fraction = fraction
        self.text = text
        self._hash = hash((kind, text))
        self.precision = len(parts) - 1 + (3 if kind == "Time" else 0)
        self.offset = None if zone is None else _minutes(zone)
        self.low, self.high = _bounds(kind, parts, fraction)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{self.kind}({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Temporal) and self.kind == other.kind and self.text == other.text

    def __hash__(self) -> int:
        return self._hash


def _minutes(zone: str) -> int:
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def days_in_month(year: int, month: int) -> int:
    """The number of days of that month."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _DAYS[month]


def _bounds(kind: Kind, parts: tuple[int, ...], fraction: str) -> tuple[int, int]:
    clock = parts
    low = 0
    if kind != "Time":
        year, month, day = (*parts, 1, 1)[:3] if len(parts) < 3 else parts[:3]
        low = calendar_date(year, month, day).toordinal() * 86_400_000_000
        clock = parts[3:]
        if len(parts) == 1:
            return low, (calendar_date(year, 12, 31).toordinal() + 1) * 86_400_000_000 - 1
        if len(parts) == 2:
            return low, low + days_in_month(year, month) * 86_400_000_000 - 1
    for value, weight in zip(clock, (3_600_000_000, _MINUTE, 1_000_000), strict=False):
        low += value * weight
    if fraction:
        low += int((fraction + "000000")[:6])
    return low, low + _MICROSECONDS[2 + len(clock)] - 1


def _make(kind: Kind, text: str) -> Temporal | None:
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    names = _COMPONENTS[3:] if kind == "Time" else _COMPONENTS
    parts = tuple(int(match[name]) for name in names if match[name] is not None)
    if not _is_shape(kind, match) or not _in_range(kind, parts):
        return None
    return Temporal(kind, parts, match["fraction"] or "", match["zone"], text)


def _is_shape(kind: Kind, match: re.Match[str]) -> bool:
    """Whether the components that are there are those that a value of ``kind`` may have."""
    if kind == "Time":
        return match["year"] is None and match["hour"] is not None and match["zone"] is None
    if match["year"] is None or (kind == "Date" and match["t"] is not None):
        return False
    if match["hour"] is not None:
        return match["t"] is not None and match["day"] is not None
    return True


def _in_range(kind: Kind, parts: tuple[int, ...]) -> bool:
    clock = parts
    if kind != "Time":
        year, month, day = (*parts, 1, 1)[:3] if len(parts) < 3 else parts[:3]
        if year < 1 or not 1 <= month <= 12 or not 1 <= day <= days_in_month(year, month):
            return False
        clock = parts[3:]
    return all(value < limit for value, limit in zip(clock, (24, 60, 61), strict=False))


@lru_cache(maxsize=2048)
def date(text: str) -> Temporal | None:
    """The Date written ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None when there is no such date."""
    return _make("Date", text)


@lru_cache(maxsize=2048)
def date_time(text: str) -> Temporal | None:
    """The DateTime written as a FHIR dateTime, or as a literal with ``T`` after the date."""
    value = _make("DateTime", text)
    return value if value is None or not text.endswith("T") else _make("DateTime", text[:-1])


@lru_cache(maxsize=512)
def time(text: str) -> Temporal | None:
    """The Time written ``hh``, ``hh:mm`` or ``hh:mm:ss`` with or without fractions."""
    return _make("Time", text)


def temporal(value: object) -> Temporal | None:
    """``value`` as a Temporal: itself, or read from the text of a FHIR date, dateTime or time."""
    if value.__class__ is Temporal:
        return value
    if not isinstance(value, str):
        return None
    if value[2:3] == ":":
        return time(value)
    return date(value) if len(value) <= 10 else date_time(value)


def as_date(value: Any) -> Temporal | None:
    """The Date of a FHIR date; a Temporal stays what it is."""
    return date(value) if value.__class__ is str else temporal(value)


def as_date_time(value: Any) -> Temporal | None:
    """The DateTime of a FHIR dateTime or instant, also where that has only a date."""
    return date_time(value) if value.__class__ is str else temporal(value)


def as_time(value: Any) -> Temporal | None:
    """The Time of a FHIR time."""
    return time(value) if value.__class__ is str else temporal(value)


def order(left: object, right: object) -> int | None:
    """-1, 0 or 1 as ``left`` is before, at or after ``right``; None when that cannot be said.

    Both are Temporals or the text of FHIR dates, dateTimes, instants or times.
    """
    one = left if left.__class__ is str else getattr(left, "text", "")
    two = right if right.__class__ is str else getattr(right, "text", "")
    quick = _order_of_texts(one, two)
    if quick is not None:
        return quick
    a, b = temporal(left), temporal(right)
    if a is None or b is None or (a.kind == "Time") != (b.kind == "Time"):
        return None
    return _order(a, b)


def _order_of_texts(left: str, right: str) -> int | None:
    """The order of two dates or dateTimes of one format and zone, which is that of their characters."""
    if len(left) != len(right) or left[4:5] != "-" or right[4:5] != "-":
        return None
    if len(left) <= 10 or left[-1] == right[-1] == "Z" or left[-6:] == right[-6:]:
        return (left > right) - (left < right)
    return None


def _order(a: Temporal, b: Temporal) -> int | None:
    shift, slack = _zones(a, b)
    low, high = a.low - shift, a.high - shift
    if high + slack < b.low:
        return -1
    if low - slack > b.high:
        return 1
    return 0 if a.precision == b.precision and not slack else None


def _zones(a: Temporal, b: Temporal) -> tuple[int, int]:
    """Microseconds to take from ``a`` to read it on the clock of ``b``, and the uncertainty of that.

    A value without a time of day has no timezone: it is a day on the other's calendar.
    """
    if a.precision <= DAY_PRECISION or b.precision <= DAY_PRECISION or a.offset == b.offset:
        return 0, 0
    if a.offset is None or b.offset is None:
        return 0, _WIDEST_OFFSET
    return (a.offset - b.offset) * _MINUTE, 0


def same_time(left: object, right: object) -> bool | None:
    """FHIRPath ``=`` of two temporal values (or texts of FHIR dates): None when they may be equal."""
    if left is None or right is None:
        return None
    if left.__class__ is str and left == right:
        return True
    a, b = temporal(left), temporal(right)
    if a is None or b is None or (a.kind == "Time") != (b.kind == "Time"):
        return False
    compared = _order(a, b)
    return None if compared is None else compared == 0


def moment_key(value: Temporal) -> tuple[bool, int, int, bool]:
    """A key that two values share exactly when they are equal."""
    has_zone = value.offset is not None and value.precision > DAY_PRECISION
    low = value.low - (value.offset or 0) * _MINUTE if has_zone else value.low
    return value.kind == "Time", value.precision, low, has_zone


def render(kind: Kind, parts: tuple[int, ...], fraction: str, zone: str) -> str:
    """The text of a Temporal; ``zone`` is "" or ``Z`` or ``+hh:mm``."""
    calendar = () if kind == "Time" else parts[:3]
    clock = parts if kind == "Time" else parts[3:]
    days = "-".join(f"{part:0{4 if index == 0 else 2}}" for index, part in enumerate(calendar))
    hours = ":".join(f"{part:02}" for part in clock)
    if fraction:
        hours += f".{fraction}"
    return f"{days}T{hours}{zone}" if calendar and clock else days or hours


def zone_of(value: Temporal) -> str:
    """The timezone as it is written at the end of ``value``; "" when it has none."""
    if value.offset is None:
        return ""
    return "Z" if value.text.endswith("Z") else value.text[-6:]


#: No date is further away from another, in any unit.
_LARGEST_DURATION = 10**15
_STEPS = {"week": 7 * 86_400_000_000, "day": 86_400_000_000, "hour": 3_600_000_000, "minute": _MINUTE,
          "second": 1_000_000, "millisecond": 1000}  # fmt: skip
_COARSER = {"month": (12, "year"), "day": (30, "month"), "week": (4, "month"), "hour": (24, "day"),
            "minute": (60, "hour"), "second": (60, "minute"), "millisecond": (1000, "second")}  # fmt: skip
_UNIT_PRECISION = {"year": 0, "month": 1, "week": 2, "day": 2, "hour": 3, "minute": 4, "second": 5,
                   "millisecond": 5}  # fmt: skip


def add_duration(value: Temporal, amount: Decimal, unit: str) -> Temporal | None:
    """``value`` and ``amount`` of the calendar ``unit`` ("day"); None when the result is no date.

    The amount counts in whole units, of seconds too: so the official cases have it.  A unit finer than the
    value is converted to the value's precision first.
    """
    if abs(amount) > _LARGEST_DURATION:
        return None
    count = int(amount)
    while _UNIT_PRECISION[unit] > value.precision and unit in _COARSER:
        factor, unit = _COARSER[unit]
        count = int(Decimal(count) / factor)
    if value.kind == "Time":
        return None if unit in ("year", "month") else _add_to_clock(value, count * _STEPS[unit])
    if unit in ("year", "month"):
        return _add_months(value, count * (12 if unit == "year" else 1))
    return _add_to_clock(value, count * _STEPS[unit])


def _add_months(value: Temporal, months: int) -> Temporal | None:
    total = value.parts[0] * 12 + (value.parts[1] - 1 if len(value.parts) > 1 else 0) + months
    year, month = divmod(total, 12)
    if not 1 <= year <= 9999:
        return None
    parts = [*value.parts]
    parts[0] = year
    if len(parts) > 1:
        parts[1] = month + 1
    if len(parts) > 2:
        parts[2] = min(parts[2], days_in_month(year, month + 1))
    return _moved(value, tuple(parts), value.fraction)


def _add_to_clock(value: Temporal, microseconds: int) -> Temporal | None:
    days, clock = divmod(value.low + microseconds, 86_400_000_000)
    if value.kind == "Time":
        calendar: tuple[int, ...] = ()
    else:
        if not 1 <= days <= calendar_date.max.toordinal():
            return None
        moment = calendar_date.fromordinal(days)
        calendar = (moment.year, moment.month, moment.day)
    seconds, micro = divmod(clock, 1_000_000)
    parts = (*calendar, seconds // 3600, seconds // 60 % 60, seconds % 60)[: len(value.parts)]
    digits = len(value.fraction)
    if value.precision < SECOND_PRECISION or (not digits and not micro):
        return _moved(value, parts, "")
    return _moved(value, parts, f"{micro:06}"[: max(digits, 3)])


def _moved(value: Temporal, parts: tuple[int, ...], fraction: str) -> Temporal | None:
    return _make(value.kind, render(value.kind, parts, fraction, zone_of(value)))
