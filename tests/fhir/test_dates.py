"""Intervals of FHIR dates."""

import pytest

from hie.fhir.dates import OPEN_HIGH, OPEN_LOW, interval

DAY = 86_400_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01", (0, DAY - 1)),
        ("1970", (0, 365 * DAY - 1)),
        ("1970-02", (31 * DAY, 59 * DAY - 1)),
        ("1970-12", (334 * DAY, 365 * DAY - 1)),
        ("1972-02", (761 * DAY, 790 * DAY - 1)),
        ("0001", (OPEN_LOW, OPEN_LOW + 365 * DAY - 1)),
        ("9999", (OPEN_HIGH - 365 * DAY + 1, OPEN_HIGH)),
        ("9999-12", (OPEN_HIGH - 31 * DAY + 1, OPEN_HIGH)),
        ("1970-01-01T00:01", (60_000, 119_999)),
        ("1970-01-01T00:01Z", (60_000, 119_999)),
        ("1970-01-01T00:00:01Z", (1000, 1999)),
        ("1970-01-01T00:00:01", (1000, 1999)),
        ("1970-01-01T02:00:01+02:00", (1000, 1999)),
        ("1969-12-31T19:00:01-05:00", (1000, 1999)),
        ("1970-01-01T00:00:00.1Z", (100, 100)),
        ("1970-01-01T00:00:00.123999999Z", (123, 123)),
        ("1970-01-01T00:00:60Z", (59_000, 59_999)),
        ("0001-01-01T00:00:00+14:00", (OPEN_LOW - 50_400_000, OPEN_LOW - 50_399_001)),
    ],
)
def test_interval(text, expected):
    """A date stands for all the time that it leaves open; without a time zone it is in UTC."""
    assert expected == interval(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "20", "1970-13", "1970-00", "1970-02-30", "19700101", "1970-W01-1", "1970-01-01T10",
     "1970-01-01 10:00", "1970-01-01T25:00:00Z", "1970-01-01T10:00:00+25:00",
     "0000", "12345", "1970/01", "1970-1"],
)  # fmt: skip
def test_not_a_date(text):
    """What is no date of the calendar has no interval."""
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own messages are as good.
        interval(text)
