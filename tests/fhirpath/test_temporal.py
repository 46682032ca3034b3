import pytest

from hie.fhirpath.runtime.durations import add_duration
from hie.fhirpath.runtime.temporal import temporal
from hie.fhirpath.runtime.temporal_order import order, same_time


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2012-04-15", "2012-04-16", -1),
        ("2012-04", "2012-04-16", None),
        ("2011-12", "2012-04-16", -1),
        ("2012-04-15T10:00:00Z", "2012-04-15T12:00:00+03:00", 1),
        ("2012-04-15T15:30:31", "2012-04-15T15:30:31.0", 0),
        ("2012-04-15T15:00:00Z", "2012-04-15T10:00:00", None),
        ("2012-04-15T15:00:00Z", "2012-04-17T10:00:00", -1),
        ("2012-04-15", "2012-04-16T23:00:00+03:00", -1),
        ("10:30", "10:30:00", None),
        ("10:30", "10:31:00", -1),
        ("2012", "10:30", None),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00-12:00", -1),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59+14:00", 1),
    ],
)
def test_order_respects_precision_and_zone(left, right, expected):
    """Values are ordered when the intervals that they stand for do not overlap."""
    assert expected == order(left, right)
    assert (None if expected is None else -expected) == order(right, left)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2023-02-29",
        "2024-13",
        "0000",
        "2024-05-01T24:00:00Z",
        "24:00",
        "2024-5-1",
        "2024T10",
        "",
        "x",
    ],
)
def test_what_does_not_exist_is_no_date(text):
    """A month has its days, a day its hours."""
    assert temporal(text) is None


def test_a_date_never_equals_a_time():
    """Equality of different kinds is false, not unknown."""
    assert same_time("2012-04-15", temporal("12:00")) is False


@pytest.mark.parametrize(
    ("text", "amount", "unit", "expected"),
    [
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-02-29", -1, "day", "2024-02-28"),
        ("2024", 13, "month", "2025"),
        ("2024-01", 31, "day", "2024-02"),
        ("2024-05-01T23:59:59+03:00", 1, "second", "2024-05-02T00:00:00+03:00"),
        ("23:30", 60, "minute", "00:30"),
        ("9999-12-31", 1, "day", None),
        ("2024-05-01T10:00:00.000Z", 5, "millisecond", "2024-05-01T10:00:00.005Z"),
    ],
)
def test_durations_are_added_on_the_calendar(text, amount, unit, expected):
    """The last day of a month stays in it; the precision stays what it was."""
    result = add_duration(temporal(text), amount, unit)
    assert expected == (None if result is None else str(result))
