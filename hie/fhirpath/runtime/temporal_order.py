"""The order and equality of dates, dateTimes and times.

https://hl7.org/fhirpath/N1/#comparison

Two values of different precision are comparable exactly when their intervals do not overlap, which is
what comparing them component by component comes to.
"""

from datetime import datetime

from hie.fhirpath.runtime.temporal import (
    DAY_PRECISION,
    MINUTE,
    SECOND_PRECISION,
    Temporal,
    instant_of,
    temporal,
)

#: How far the clocks of two timezones may be apart, at the most.
_WIDEST_OFFSET = 14 * 60 * MINUTE


def order(left: object, right: object) -> int | None:
    """-1, 0 or 1 as ``left`` is before, at or after ``right``; None when that cannot be said.

    Both are Temporals or the text of FHIR dates, dateTimes, instants or times.
    """
    if left.__class__ is str:
        quick = _order_of_texts(left, right) if right.__class__ is str else _order_to(left, right)
        if quick is not None:
            return quick
    a, b = temporal(left), temporal(right)
    if a is None or b is None or (a.kind == "Time") != (b.kind == "Time"):
        return None
    return _order(a, b)


def _order_to(text: str, value: object) -> int | None:
    if value.__class__ is not Temporal:
        return None
    if len(text) == len(value.text) == 10 and text[4] == value.text[4] == "-":
        return (text > value.text) - (text < value.text)
    if value.precision < SECOND_PRECISION:
        return None
    return _order_of_moments(instant_of(text), value.instant)


def _order_of_moments(left: datetime | None, right: datetime | None) -> int | None:
    if left is None or right is None:
        return None
    return (left > right) - (left < right)


def _order_of_texts(left: str, right: str) -> int | None:
    """The order of two dates of one format and zone, which is that of their characters, or of moments."""
    if left[4:5] != "-" or right[4:5] != "-":
        return None
    if len(left) == len(right) and (
        len(left) <= 10 or left[-6:] == right[-6:] or left[-1] == right[-1] == "Z"
    ):
        return (left > right) - (left < right)
    return _order_of_moments(instant_of(left), instant_of(right))


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
    return (a.offset - b.offset) * MINUTE, 0


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
    low = value.low - (value.offset or 0) * MINUTE if has_zone else value.low
    return value.kind == "Time", value.precision, low, has_zone
