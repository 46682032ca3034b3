from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from hie.fhirpath.environment import Environment
from hie.fhirpath.runtime import Clock, Quantity, subtract
from hie.fhirpath.runtime.temporal_order import order

_NOW = datetime(2026, 3, 1, 0, 30, 15, 250999, tzinfo=timezone(timedelta(hours=2)))
_TEXTS = [
    "2026",
    "2026-02",
    "2026-03",
    "2027",
    "2012-02-29",
    "2026-02-25",
    "2026-02-26",
    "2026-02-28",
    "2026-03-01",
    "2026-03-02",
    "2026-03-04",
    "2026-03-05",
    "2026-02-28T22:30:15Z",
    "2026-02-28T22:30:15.250Z",
    "2026-02-28T22:30:15.2505Z",
    "2026-02-28T22:30:15.251Z",
    "2026-03-01T12:30:15+14:00",
    "2026-02-28T10:30:16-12:00",
    "2026-02-28T22:30:60Z",
    "2026-03-01T00:30:15",
    "1876-04-07T00:30:15.250+02:00",
    "1876-04-07T00:30:15.251+02:00",
    "2012-03-01",
    "2012-03-02",
    "0001-01-01",
    "9999-12-31",
]
_AMOUNTS = [
    None,
    Quantity.calendar(Decimal(54750), "days"),
    Quantity.calendar(Decimal(14), "years"),
    Quantity.calendar(Decimal(36), "hours"),
    Quantity.calendar(Decimal(-7990), "years"),
    Quantity.calendar(Decimal(3000), "years"),
]


@pytest.mark.parametrize("name", ["now", "today"])
@pytest.mark.parametrize("amount", _AMOUNTS, ids=str)
def test_a_clock_orders_as_the_time_that_it_stands_for(name, amount):
    """What a comparison with the clock says by the day alone is what a comparison in full says."""
    clock = Clock(name) if amount is None else Clock(name, subtract, amount)
    for now in (_NOW, _NOW.astimezone(UTC), _NOW + timedelta(hours=23)):
        env = Environment(now)
        exact = env.moment() if name == "now" else env.today()
        exact = exact if amount is None else subtract(exact, amount)
        for text in _TEXTS:
            compared = order(text, exact)
            expected = (
                (None,) * 4
                if compared is None
                else (compared < 0, compared <= 0, compared > 0, compared >= 0)
            )
            found = [
                compare(text, env)
                for compare in (clock.earlier, clock.not_later, clock.later, clock.not_earlier)
            ]
            assert (text, *expected) == (text, *found)


def test_a_clock_knows_no_order_to_what_is_no_date():
    """A value that is absent, or no date at all, is neither before nor after the time."""
    env = Environment(_NOW)
    for value in (None, "", "soon", "10:00:00", 5):
        assert Clock("now").not_later(value, env) is None
