"""The statistics that $stats knows, of values at moments.

http://terminology.hl7.org/CodeSystem/observation-statistics

Deviation and variance are those of a sample; quantiles are interpolated between the values that there are;
skew and kurtosis are the moments of the values themselves, kurtosis above that of the normal distribution.
"""

import statistics
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from typing import NamedTuple

SYSTEM = "http://terminology.hl7.org/CodeSystem/observation-statistics"
#: Digits that are told: measurements are no better.
_DIGITS = Context(prec=12)
_HOUR_MS = 3_600_000


class Value(NamedTuple):
    """A value that was measured at a moment, in ms since the epoch."""

    moment: int
    value: Decimal


class Result(NamedTuple):
    """A figure; ``power`` is that of its unit, and ``text`` tells which of several it is."""

    value: Decimal
    power: int = 1
    text: str | None = None
    per_hour: bool = False


#: Makes the figures of a statistic; none where there are too few values for it.
_Statistic = Callable[[Sequence[Value]], list[Result]]


def _of_values(function: Callable[[list[Decimal]], Decimal], least: int = 1, power: int = 1) -> _Statistic:
    """A statistic of the values alone, for which ``least`` are needed."""

    def statistic(values: Sequence[Value]) -> list[Result]:
        if len(values) < least:
            return []
        return [Result(_rounded(function([each.value for each in values])), power)]

    return statistic


def _rounded(value: Decimal) -> Decimal:
    """``value`` with the digits that are told, and without zeros at its end."""
    plain = _DIGITS.plus(value).normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _quantile(parts: int, number: int) -> Callable[[list[Decimal]], Decimal]:
    """The boundary ``number`` of the ``parts`` that hold as many values each."""

    def boundary(values: list[Decimal]) -> Decimal:
        if len(values) == 1:
            return values[0]
        return statistics.quantiles(values, n=parts, method="inclusive")[number - 1]

    return boundary


def _quartile_deviation(values: list[Decimal]) -> Decimal:
    return (_quantile(4, 3)(values) - _quantile(4, 1)(values)) / 2


def _moment(power: int) -> _Statistic:
    """The moment of ``power`` of the values, relative to their deviation."""

    def statistic(values: Sequence[Value]) -> list[Result]:
        numbers = [float(each.value) for each in values]
        deviation = statistics.pstdev(numbers) if numbers else 0.0
        if deviation == 0:
            return []
        mean = statistics.fmean(numbers)
        found = statistics.fmean([((number - mean) / deviation) ** power for number in numbers])
        return [Result(_rounded(Decimal(repr(found - 3 if power == 4 else found))), 0)]

    return statistic


def _regression(values: Sequence[Value]) -> list[Result]:
    """Gradient in an hour, and the value at the first moment."""
    moments = [(each.moment - values[0].moment) / _HOUR_MS for each in values]
    if len(set(moments)) < 2:
        return []
    gradient, intercept = statistics.linear_regression(moments, [float(each.value) for each in values])
    return [
        Result(_rounded(Decimal(repr(gradient))), 1, "gradient", per_hour=True),
        Result(_rounded(Decimal(repr(intercept))), 1, "intercept"),
    ]


#: By code; the counts are not among them, for they are of more than the values.
STATISTICS: Mapping[str, _Statistic] = {
    "average": _of_values(statistics.mean),
    "maximum": _of_values(max),
    "minimum": _of_values(min),
    "median": _of_values(statistics.median),
    "std-dev": _of_values(statistics.stdev, 2),
    "sum": _of_values(lambda values: sum(values, Decimal(0))),
    "variance": _of_values(statistics.variance, 2, 2),
    "20-percent": _of_values(_quantile(5, 1)),
    "80-percent": _of_values(_quantile(5, 4)),
    "4-lower": _of_values(_quantile(4, 1)),
    "4-upper": _of_values(_quantile(4, 3)),
    "4-dev": _of_values(_quartile_deviation),
    "5-1": _of_values(_quantile(5, 1)),
    "5-2": _of_values(_quantile(5, 2)),
    "5-3": _of_values(_quantile(5, 3)),
    "5-4": _of_values(_quantile(5, 4)),
    "skew": _moment(3),
    "kurtosis": _moment(4),
    "regression": _regression,
}
COUNTS = ("count", "total-count")
#: The shorter names that the definition of the operation has too.
ALIASES = {"max": "maximum", "min": "minimum"}
