"""Number parameters, with the precision that the search value implies.

https://hl7.org/fhir/R4/search.html#number
"""

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hie.outcome import BadRequest
from hie.search.canonical_units import scaled
from hie.search.escapes import unescape
from hie.search.intervals import PREFIXES, Span, alternatives, element_filter, long_quantity, split_prefix
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "q"
MODIFIERS: tuple[str, ...] = ()

#: Elements of the field ``q``.
Elements = list[dict[str, Any]]

_NUMBER = re.compile(r"[-+]?\d{1,64}(\.\d{1,64})?([eE][-+]?\d{1,3})?", re.ASCII)


def number(code: str, value: Any, q: Elements) -> float:
    """Append a number to ``q``; return it, to sort by."""
    point = float(value)
    q.append({"p": code, "l": point, "h": point})
    return point


def span_of(code: str, value: Mapping[str, Any], q: Elements) -> float | None:
    """Append the interval of a Range to ``q``, open where an end is absent; return its low end."""
    low, high = (value.get(end, {}).get("value") for end in ("low", "high"))
    if low is None and high is None:
        return None
    least = -math.inf if low is None else float(low)
    most = math.inf if high is None else float(high)
    q.append({"p": code if least == most else long_quantity(code), "l": least, "h": most})
    return least


def any_value(code: str, value: Any, q: Elements) -> float | None:
    """Append the number or the Range ``value`` to ``q``; return its low end."""
    if isinstance(value, dict):
        return span_of(code, value, q)
    return number(code, value, q) if isinstance(value, int | float | Decimal) else None


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    return "number" if parameter.is_primitive else "any_value"


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> Span:
    """The interval that is looked for.

    Raises BadRequest when ``text`` is not a number with an optional prefix.
    """
    del modifier, options
    span = parse_span(parameter, unescape(text))
    if span is None:
        raise BadRequest.because("search-number-invalid", name=parameter.code, value=text)
    return span


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Span]) -> Filter:
    """The filter for any of ``values``."""
    del modifier
    return element_filter("q", parameter.code, [item for value in values for item in alternatives(value)])


def parse_span(parameter: Parameter, text: str, factor: Decimal | None = None) -> Span | None:
    """The interval of a number with an optional prefix, times ``factor``; None when ``text`` is no number.

    For ``eq`` and ``ne`` it is what rounds to the number at its precision; ``ap`` is within a tenth;
    the other prefixes take the number as it is.  Raises BadRequest for an unknown prefix.
    """
    prefix, digits = split_prefix(text)
    if prefix not in PREFIXES:
        raise BadRequest.because(
            "search-prefix-unknown", name=parameter.code, value=text, prefix=prefix, known=", ".join(PREFIXES)
        )
    if not _NUMBER.fullmatch(digits):
        return None
    value = Decimal(digits)
    if prefix in ("eq", "ne"):
        half = _half_step(value)
        # The upper end does not belong to the interval: 99.5 is 100, but 100.5 is not.
        low, end = _times(value - half, factor), _times(value + half, factor)
        return Span(prefix, low, math.nextafter(end, -math.inf))
    margin = abs(value) / 10 if prefix == "ap" else 0
    return Span(prefix, _times(value - margin, factor), _times(value + margin, factor))


def _times(value: Decimal, factor: Decimal | None) -> float:
    return float(value if factor is None else scaled(value, factor))


def _half_step(value: Decimal) -> Decimal:
    """Half of the last digit's place.

    A lone digit with an exponent counts as two digits: the specification reads 1e2 as 95 to 105.
    """
    exponent = int(value.as_tuple().exponent)
    if exponent > 0 and len(value.as_tuple().digits) == 1:
        exponent -= 1
    return Decimal(5).scaleb(exponent - 1)
