"""Intervals: how those of resources are stored, and how a search value's prefix compares with them.

https://hl7.org/fhir/R4/search.html#prefix

Dates are stored in ``d``, numbers and quantities in ``q``, as ``{p: parameter, l: low, h: high}`` with both
ends inclusive.  An index by ``l`` alone cannot tell what ends after a moment, for the longest interval may
have begun at any time.  So long intervals stand under a name of their own (``date~1``): among the short
ones, what ends after a moment began at most their length before it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hie.search.parameters import Filter

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_PREFIX = re.compile(r"([a-z]{2})(?=[-+.\d])", re.ASCII)

DAY_MS = 86_400_000
#: By field, the lengths that intervals of the first, second … name stay below; those of the last have none.
LENGTHS: Mapping[str, tuple[float, ...]] = {"d": (DAY_MS, 366 * DAY_MS), "q": (5e-324,)}


@dataclass(frozen=True, slots=True)
class Span:
    """A search value: ``prefix``, and the interval that is compared, both ends inclusive."""

    prefix: str
    low: float
    high: float


#: Conditions of which one must hold, by prefix, given the low and the high end of the search value.
_ALTERNATIVES: Mapping[str, Callable[[float, float], list[Filter]]] = {
    "eq": lambda low, high: [{"l": {"$gte": low}, "h": {"$lte": high}}],
    "ne": lambda low, high: [{"l": {"$lt": low}}, {"h": {"$gt": high}}],
    "gt": lambda _, high: [{"h": {"$gt": high}}],
    "lt": lambda low, _: [{"l": {"$lt": low}}],
    # The range above touches the value's, or the search value contains it.
    "ge": lambda low, high: [{"l": {"$gte": low}}, {"h": {"$gt": high}}],
    "le": lambda low, high: [{"h": {"$lte": high}}, {"l": {"$lt": low}}],
    "sa": lambda _, high: [{"l": {"$gt": high}}],
    "eb": lambda low, _: [{"h": {"$lt": low}}],
    "ap": lambda low, high: [{"l": {"$lte": high}, "h": {"$gte": low}}],
}


def split_prefix(text: str) -> tuple[str, str]:
    """The prefix of a search value (``eq`` when it has none) and the rest."""
    match = _PREFIX.match(text)
    return (match[1], text[2:]) if match else ("eq", text)


def alternatives(span: Span) -> list[Filter]:
    """Conditions on ``l`` and ``h`` of which at least one holds when a stored interval matches."""
    return _ALTERNATIVES[span.prefix](span.low, span.high)


def long_date(code: str, length: int) -> str:
    """The name under which a date of ``code`` of a day or more is stored."""
    return f"{code}~1" if length < LENGTHS["d"][1] else f"{code}~2"


def long_quantity(code: str) -> str:
    """The name under which an interval of numbers that is no point is stored."""
    return f"{code}~1"


@lru_cache(maxsize=4096)
def names(field: str, code: str) -> tuple[str, ...]:
    """All names under which intervals of ``code`` are stored in ``field``."""
    return (code, *(f"{code}~{number + 1}" for number in range(len(LENGTHS[field]))))


def element_filter(field: str, code: str, conditions: Sequence[Filter]) -> Filter:
    """The filter for an element of the array ``field``, of parameter ``code``, that meets a condition."""
    tests: list[Filter] = [
        {field: {"$elemMatch": test}} for condition in conditions for test in _bounded(field, code, condition)
    ]
    return tests[0] if len(tests) == 1 else {"$or": tests}


def low_bounds(span: Span) -> tuple[Filter, bool]:
    """What ``span`` demands of the low end of an interval, and whether that is all that it demands."""
    match span.prefix:
        case "eq":
            return {"$gte": span.low, "$lte": span.high}, False
        case "lt":
            return {"$lt": span.low}, True
        case "eb":
            return {"$lt": span.low}, False
        case "le" | "ap":
            return {"$lte": span.high}, False
        case "sa":
            return {"$gt": span.high}, True
        case _:
            return {}, False


def _bounded(field: str, code: str, condition: Filter) -> Iterator[Filter]:
    """``condition`` with the name and with the bounds of ``l`` that follow from those of ``h``."""
    low, high = dict(_test(condition, "l")), dict(_test(condition, "h"))
    for comparison in ("$lt", "$lte"):
        # What ends before a moment begins before it.
        if comparison in high:
            low[comparison] = high[comparison]
    rest = {**condition, **({"h": high} if high else {})}
    least = high.get("$gt", high.get("$gte"))
    if least is None:
        yield {"p": {"$in": names(field, code)}, **rest, "l": low}
        return
    for name, length in zip(names(field, code), (*LENGTHS[field], None), strict=True):
        limit = {} if length is None else {"$gte": least - length}
        begins = {**low, **limit}
        yield {"p": name, **rest, **({"l": begins} if begins else {})}


def _test(condition: Filter, end: str) -> Mapping[str, float]:
    """The comparisons of one end of the interval."""
    found = condition.get(end, {})
    return found if isinstance(found, dict) else {}
