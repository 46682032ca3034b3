"""Parameters that are fields of the stored document: ``_id`` and ``_lastUpdated``.

https://hl7.org/fhir/R4/search.html#all
"""

from collections.abc import Sequence
from typing import Any

from hie.search import date
from hie.search.escapes import unescape
from hie.search.intervals import Span
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = ""
MODIFIERS: tuple[str, ...] = ()

#: Search parameter to the field that holds it.
FIELDS = {"_id": "_id", "_lastUpdated": "t"}


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> str | Span:
    """The id or the interval that is looked for.

    Raises BadRequest when ``_lastUpdated`` is not a date with an optional prefix.
    """
    if parameter.code == "_lastUpdated":
        return date.parse(parameter, modifier, text, options)
    return unescape(text)


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Any]) -> Filter:
    """The filter for any of ``values``."""
    del modifier
    if parameter.code == "_id":
        unique = list(dict.fromkeys(values))
        return {"_id": unique[0] if len(unique) == 1 else {"$in": unique}}
    found = [_moment(value) for value in values]
    return found[0] if len(found) == 1 else {"$or": found}


def _moment(span: Span) -> Filter:
    """The filter for a moment, whose interval is one millisecond."""
    low, high = span.low, span.high
    match span.prefix:
        case "ne":
            return {"$or": [{"t": {"$lt": low}}, {"t": {"$gt": high}}]}
        case "gt" | "sa":
            return {"t": {"$gt": high}}
        case "lt" | "eb":
            return {"t": {"$lt": low}}
        case "ge":
            return {"t": {"$gte": low}}
        case "le":
            return {"t": {"$lte": high}}
        case _:
            return {"t": {"$gte": low, "$lte": high}}
