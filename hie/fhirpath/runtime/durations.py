"""Dates moved by durations of the calendar.

https://hl7.org/fhirpath/N1/#time-valued-quantities
"""

from datetime import date as calendar_date
from datetime import datetime, timedelta
from decimal import Decimal

from hie.fhirpath.runtime.temporal import (
    SECOND_PRECISION,
    Temporal,
    days_in_month,
    moment,
    read,
    render,
    zone_of,
)

#: No date is further away from another, in any unit.
_LARGEST_DURATION = 10**15
_MILLISECONDS = 3
_STEPS = {"week": 7 * 86_400_000_000, "day": 86_400_000_000, "hour": 3_600_000_000, "minute": 60_000_000,
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
    if len(value.fraction) == _MILLISECONDS and value.zone != "Z" and value.instant is not None:
        return _add_to_moment(value.instant, count * _STEPS[unit])
    return _add_to_clock(value, count * _STEPS[unit])


def _add_to_moment(value: datetime, microseconds: int) -> Temporal | None:
    """As :func:`_add_to_clock`, quickly, for a moment with milliseconds, such as now."""
    try:
        return moment(value + timedelta(microseconds=microseconds))
    except OverflowError:
        return None


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
    return read(value.kind, render(value.kind, parts, fraction, zone_of(value)))
