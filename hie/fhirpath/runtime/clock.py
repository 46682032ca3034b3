"""The time of an evaluation, and constant distances from it, in comparisons with dates.

https://hl7.org/fhirpath/N1/#current-date-and-time-functions

``issued >= now() - 54750 days`` is nearly always settled by the day, which very many evaluations share.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Protocol

from hie.fhirpath.runtime.temporal import Temporal
from hie.fhirpath.runtime.temporal_order import order

_Shift = Callable[[Any, Any], Temporal | None]
#: So many days away no clock of the world shows the day of the other: a day for the widest difference of two
#: zones, one for what is left of it, one for a distance in hours.
_MARGIN = timedelta(days=3)


class HasTime(Protocol):
    """What is used of the environment of an evaluation."""

    @property
    def day(self) -> date:
        """The date of ``now``."""

    def moment(self) -> Temporal:
        """``now()``."""

    def today(self) -> Temporal:
        """``today()``."""

    def shifted(self, shift: _Shift, clock: Temporal, amount: Any) -> Temporal | None:
        """``shift(clock, amount)``."""


class Clock:
    """``now()`` or ``today()``, shifted by a constant ``amount`` when there is one."""

    __slots__ = ("_amount", "_days", "_is_day", "_shift")

    def __init__(self, name: str, shift: _Shift | None = None, amount: Any = None) -> None:
        self._is_day = name == "today"
        self._shift = shift
        self._amount = amount
        #: The day of the last evaluation, and the days before and after which there is no doubt.
        self._days: tuple[date | None, str, str] = (None, "", "")

    def value(self, env: HasTime) -> Temporal | None:
        """The value in an environment; None when there is no such date."""
        clock = env.today() if self._is_day else env.moment()
        return clock if self._shift is None else env.shifted(self._shift, clock, self._amount)

    def earlier(self, text: Any, env: HasTime) -> bool | None:
        """FHIRPath ``<`` of the text of a FHIR date, which may be None, and this."""
        compared = self.order(text, env)
        return None if compared is None else compared < 0

    def not_later(self, text: Any, env: HasTime) -> bool | None:
        """FHIRPath ``<=``."""
        compared = self.order(text, env)
        return None if compared is None else compared <= 0

    def later(self, text: Any, env: HasTime) -> bool | None:
        """FHIRPath ``>``."""
        compared = self.order(text, env)
        return None if compared is None else compared > 0

    def not_earlier(self, text: Any, env: HasTime) -> bool | None:
        """FHIRPath ``>=``."""
        compared = self.order(text, env)
        return None if compared is None else compared >= 0

    def order(self, text: Any, env: HasTime) -> int | None:
        """-1, 0 or 1 as a date is before, at or after this; None when that cannot be said."""
        if text.__class__ is str and len(text) >= 10 and text[4] == "-":
            today, before, after = self._days
            if today != env.day:
                today, before, after = self._days = self._around(env)
            day = text[:10]
            if day < before:
                return -1
            if day > after:
                return 1
        return order(text, self.value(env))

    def _around(self, env: HasTime) -> tuple[date, str, str]:
        value = self.value(env)
        if value is None:
            return env.day, "", "~"
        day = date.fromisoformat(value.text[:10])
        before = day - _MARGIN if day - date.min > _MARGIN else date.min
        after = day + _MARGIN if date.max - day > _MARGIN else date.max
        return env.day, before.isoformat(), after.isoformat()
