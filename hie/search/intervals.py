"""Prefixes: how the interval of a search value is compared with the intervals of resources.

https://hl7.org/fhir/R4/search.html#prefix

Dates, numbers and quantities are stored as ``{p: parameter, l: low, h: high}``, both ends inclusive, and
compared by the same rules.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hie.search.parameters import Filter

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
#: Conditions by prefix, given the low and the high end of the search value.
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
_PREFIX = re.compile(r"([a-z]{2})(?=[-+.\d])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """A search value: ``prefix``, and the interval that is compared, both ends inclusive."""

    prefix: str
    low: float
    high: float


def split_prefix(text: str) -> tuple[str, str]:
    """The prefix of a search value (``eq`` when it has none) and the rest."""
    match = _PREFIX.match(text)
    return (match[1], text[2:]) if match else ("eq", text)


def alternatives(span: Span) -> list[Filter]:
    """Conditions on ``l`` and ``h`` of which at least one holds when a stored interval matches."""
    return _ALTERNATIVES[span.prefix](span.low, span.high)


def element_filter(field: str, code: str, conditions: list[Filter]) -> Filter:
    """The filter for an element of the array ``field``, of parameter ``code``, that meets a condition."""
    if len(conditions) == 1:
        return {field: {"$elemMatch": {"p": code, **conditions[0]}}}
    return {field: {"$elemMatch": {"p": code, "$or": conditions}}}


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
