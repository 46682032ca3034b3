"""Dates, dateTimes and times of any precision.

https://hl7.org/fhirpath/N1/#datetime

A value covers an interval on the clock of its own timezone: ``2012`` is the whole year, a time with
seconds is one point.
"""

import re
from datetime import date as calendar_date
from datetime import datetime
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
#: Microseconds.
MINUTE = 60_000_000
#: What may follow the seconds of a dateTime that has a zone.
_AFTER_SECONDS = frozenset(".Z+-")
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Temporal:
    """A FHIRPath Date, DateTime or Time.

    ``parts`` are year to second as far as they are given (hour to second for a Time); ``precision``
    counts from 0 (year) to 5 (second); ``offset`` is in minutes; ``low`` and ``high`` are inclusive
    microseconds on the value's own clock.
    """

    __slots__ = ("_bounds", "_instant", "fraction", "kind", "parts", "precision", "text", "zone")

    def __init__(
        self, kind: Kind, parts: tuple[int, ...], fraction: str, zone: str | None, text: str
    ) -> None:
        self.kind = kind
        self.parts = parts
        self.fraction = fraction
        self.zone = zone
        self.text = text
        self.precision = len(parts) - 1 + (3 if kind == "Time" else 0)
        # Mostly a few characters settle what is asked of a value, so the rest is computed when needed.
        self._bounds: tuple[int, int] | None = None
        self._instant: datetime | Literal[False] | None = None

    @property
    def low(self) -> int:
        """The first microsecond."""
        if self._bounds is None:
            self._bounds = _bounds(self.kind, self.parts, self.fraction)
        return self._bounds[0]

    @property
    def high(self) -> int:
        """The last microsecond."""
        if self._bounds is None:
            self._bounds = _bounds(self.kind, self.parts, self.fraction)
        return self._bounds[1]

    @property
    def offset(self) -> int | None:
        """The timezone in minutes; None when there is none."""
        return None if self.zone is None else _minutes(self.zone)

    @property
    def instant(self) -> datetime | None:
        """The moment with its zone; None for what is no moment of a known zone."""
        if self._instant is None:
            self._instant = instant_of(self.text) or False
        return self._instant or None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"{self.kind}({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Temporal) and self.kind == other.kind and self.text == other.text

    def __hash__(self) -> int:
        return hash((self.kind, self.text))


def instant_of(text: str) -> datetime | None:
    """A dateTime with seconds and a zone; None for other texts, and for the seconds that only UTC has."""
    if text[10:11] != "T" or text[4] != "-" or (text[-6] not in "+-" and text[-1] != "Z"):
        return None
    if text[19:20] not in _AFTER_SECONDS:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


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
    for value, weight in zip(clock, (3_600_000_000, MINUTE, 1_000_000), strict=False):
        low += value * weight
    if fraction:
        low += int((fraction + "000000")[:6])
    return low, low + _MICROSECONDS[2 + len(clock)] - 1


def read(kind: Kind, text: str) -> Temporal | None:
    """The value of ``kind`` that is written ``text``; None when there is no such value."""
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
    return read("Date", text)


@lru_cache(maxsize=2048)
def date_time(text: str) -> Temporal | None:
    """The DateTime written as a FHIR dateTime, or as a literal with ``T`` after the date."""
    value = read("DateTime", text)
    return value if value is None or not text.endswith("T") else read("DateTime", text[:-1])


def moment(now: datetime) -> Temporal:
    """The DateTime of ``now``, which has a zone, with milliseconds."""
    text = now.isoformat(timespec="milliseconds")
    parts = (now.year, now.month, now.day, now.hour, now.minute, now.second)
    return Temporal("DateTime", parts, text[20:23], text[23:], text)


@lru_cache(maxsize=512)
def time(text: str) -> Temporal | None:
    """The Time written ``hh``, ``hh:mm`` or ``hh:mm:ss`` with or without fractions."""
    return read("Time", text)


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
