"""Date parameters: moments and periods, compared as intervals.

https://hl7.org/fhir/R4/search.html#date
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hie.fhir.dates import OPEN_HIGH, OPEN_LOW, interval
from hie.outcome import BadRequest
from hie.search.escapes import unescape
from hie.search.intervals import DAY_MS, PREFIXES, Span, alternatives, element_filter, long_date, split_prefix
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "d"
MODIFIERS: tuple[str, ...] = ()

#: Elements of the field ``d``.
Elements = list[dict[str, Any]]

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)


def moment(code: str, value: str, d: Elements) -> int | None:
    """Append the interval of a date, dateTime or instant to ``d``; return its low end, to sort by."""
    try:
        low, high = interval(value)
    except ValueError:
        return None
    _append(code, low, high, d)
    return low


def period(code: str, value: Mapping[str, Any], d: Elements) -> int | None:
    """Append the interval of a Period to ``d``, open where an end is absent; return its low end."""
    start, end = value.get("start"), value.get("end")
    if start is None and end is None:
        return None
    try:
        low = OPEN_LOW if start is None else interval(start)[0]
        high = OPEN_HIGH if end is None else interval(end)[1]
    except ValueError:
        return None
    _append(code, low, high, d)
    return low


def timing(code: str, value: Mapping[str, Any], d: Elements) -> int | None:
    """Append the outer limits of a Timing to ``d``: the rest of a schedule does not count."""
    limits: Elements = []
    for event in value.get("event", ()):
        if event is not None:
            moment(code, event, limits)
    period(code, value.get("repeat", {}).get("boundsPeriod", {}), limits)
    if not limits:
        return None
    low: int = min(limit["l"] for limit in limits)
    _append(code, low, max(limit["h"] for limit in limits), d)
    return low


def any_value(code: str, value: Any, d: Elements) -> int | None:
    """Append the interval of a value whose type is seen from its shape; return its low end."""
    if isinstance(value, str):
        return moment(code, value, d)
    if not isinstance(value, dict):
        return None
    if "event" in value or "repeat" in value:
        return timing(code, value, d)
    if "url" in value:
        held = next((value[name] for name in value if name.startswith("value")), None)
        return any_value(code, held, d)
    return period(code, value, d)


#: Function that extracts each FHIR type; ``any_value`` does the others.
EXTRACTORS = {"Period": "period", "Timing": "timing"}


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    if parameter.is_primitive:
        return "moment"
    return (
        EXTRACTORS.get(next(iter(parameter.types)), "any_value") if len(parameter.types) == 1 else "any_value"
    )


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> Span:
    """The interval that is looked for.

    Raises BadRequest when ``text`` is not a date with an optional prefix.
    """
    del modifier
    prefix, value = split_prefix(unescape(text))
    if prefix not in PREFIXES:
        raise BadRequest.because(
            "search-prefix-unknown", name=parameter.code, value=text, prefix=prefix, known=", ".join(PREFIXES)
        )
    # A plus sign that was not escaped in the URL arrives as a space.
    value = value.replace(" ", "+")
    try:
        low, high = interval(value if _DATE.fullmatch(value) else "")
    except ValueError:
        raise BadRequest.because("search-date-invalid", name=parameter.code, value=text) from None
    if prefix == "ap":
        margin = max(abs(options.now_ms - low), abs(options.now_ms - high)) // 10
        low, high = low - margin, high + margin
    return Span(prefix, low, high)


def _append(code: str, low: int, high: int, d: Elements) -> None:
    length = high - low
    d.append({"p": code if length < DAY_MS else long_date(code, length), "l": low, "h": high})


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Span]) -> Filter:
    """The filter for any of ``values``."""
    del modifier
    return element_filter("d", parameter.code, [item for value in values for item in alternatives(value)])
