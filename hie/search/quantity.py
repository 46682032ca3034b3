"""Quantity parameters: a number with a unit.

https://hl7.org/fhir/R4/search.html#quantity

The unit forms in ``u`` are ``system|code``, the code, and the unit as people write it.  A quantity with a
unit of UCUM has a second element, ``{p: param~dimension, l, h}`` in the canonical unit of the dimension:
there kilograms find pounds.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hie.outcome import BadRequest
from hie.search.canonical_units import UCUM, canonical, scaled
from hie.search.escapes import split, unescape
from hie.search.intervals import Span, alternatives, element_filter, long_quantity
from hie.search.number import Elements, parse_span
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "q"
MODIFIERS: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A search value: the interval, and the form of its unit (None: any unit).

    With a ``dimension``, the interval is in its canonical unit.
    """

    span: Span
    unit: str | None
    dimension: str | None = None


def quantity(code: str, value: Mapping[str, Any], q: Elements) -> float | None:
    """Append a Quantity (also Age, Money and the like) to ``q``; return its low end, to sort by."""
    amount = value.get("value")
    if amount is None:
        return None
    low = high = amount
    comparator = value.get("comparator")
    if comparator is not None:
        low, high = (-math.inf, high) if comparator[0] == "<" else (low, math.inf)
    _append(code, (low, high), value, q)
    return float(low)


def span_of(code: str, value: Mapping[str, Any], q: Elements) -> float | None:
    """Append the interval of a Range to ``q``, open where an end is absent; return its low end."""
    low, high = value.get("low", {}), value.get("high", {})
    if "value" not in low and "value" not in high:
        return None
    least = low.get("value", -math.inf)
    _append(code, (least, high.get("value", math.inf)), low if "code" in low else high, q)
    return float(least)


def sampled_data(code: str, value: Mapping[str, Any], q: Elements) -> float | None:
    """Append the interval from the least to the greatest sample of a SampledData to ``q``."""
    origin = value.get("origin", {})
    factor = float(value.get("factor", 1))
    samples = list(_numbers(value.get("data", "").split()))
    if not samples:
        return None
    zero = float(origin.get("value", 0))
    ends = sorted((zero + factor * min(samples), zero + factor * max(samples)))
    _append(code, (ends[0], ends[1]), origin, q)
    return ends[0]


def any_value(code: str, value: Any, q: Elements) -> float | None:
    """Append a value whose type is seen from its shape to ``q``; return its low end."""
    if not isinstance(value, dict):
        return None
    if "low" in value or "high" in value:
        return span_of(code, value, q)
    if "origin" in value:
        return sampled_data(code, value, q)
    return quantity(code, value, q)


#: Function that extracts each FHIR type; ``any_value`` does the others.
EXTRACTORS = {"Quantity": "quantity", "Money": "quantity", "Range": "span_of", "SampledData": "sampled_data"}


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    return (
        EXTRACTORS.get(next(iter(parameter.types)), "any_value") if len(parameter.types) == 1 else "any_value"
    )


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> QuantityValue:
    """The number and the unit that are looked for.

    Raises BadRequest when ``text`` is not ``number``, ``number|system|code`` or ``number||code``.
    """
    del modifier, options
    parts = [unescape(part) for part in split(text, "|")]
    _, system, code = parts if len(parts) == 3 else ("", "", "")
    known = canonical(code) if system == UCUM and code else None
    factor = known.factor if known is not None else None
    span = parse_span(parameter, parts[0], factor) if len(parts) in (1, 3) else None
    if span is None:
        raise BadRequest.because("search-quantity-invalid", name=parameter.code, value=text)
    if known is not None:
        return QuantityValue(span, None, known.dimension)
    if system:
        return QuantityValue(span, f"{system}|{code}" if code else f"{system}|")
    return QuantityValue(span, code or None)


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[QuantityValue]) -> Filter:
    """The filter for any of ``values``."""
    del modifier
    by_name: dict[str, list[Filter]] = {}
    for value in values:
        name = parameter.code if value.dimension is None else f"{parameter.code}~{value.dimension}"
        by_name.setdefault(name, []).extend(conditions(value))
    found = [element_filter("q", name, tests) for name, tests in by_name.items()]
    return found[0] if len(found) == 1 else {"$or": found}


def conditions(value: QuantityValue) -> list[Filter]:
    """Conditions on ``l``, ``h`` and ``u`` of which at least one holds for a matching element."""
    unit: Filter = {} if value.unit is None else {"u": value.unit}
    return [{**item, **unit} for item in alternatives(value.span)]


def composite_conditions(value: QuantityValue) -> list[Filter]:
    """As :func:`conditions`, for the members that :func:`in_composites` gives."""
    if value.dimension is None:
        return conditions(value)
    return [
        {"cd": value.dimension, **{f"c{end}": test for end, test in item.items()}}
        for item in alternatives(value.span)
    ]


def in_composites(q: Elements, keys: Mapping[str, str]) -> Elements:
    """The members of composites that the elements ``q``, of no parameter, stand for.

    ``keys`` are their names; the interval in the canonical unit stands beside the one that was written.
    """
    found: Elements = []
    for element in q:
        if "u" in element:
            found.append({keys[name]: element[name] for name in "lhu"})
        else:
            dimension = element["p"].removesuffix(long_quantity(""))[1:]
            found[-1] |= {keys["cl"]: element["l"], keys["ch"]: element["h"], keys["cd"]: dimension}
    return found


def _append(code: str, ends: tuple[Any, Any], unit: Mapping[str, Any], q: Elements) -> None:
    """Append the interval of ``ends`` in ``unit`` to ``q``, and once more in the canonical unit."""
    low, high = (float(end) for end in ends)
    is_long = low != high
    q.append({"p": long_quantity(code) if is_long else code, "l": low, "h": high, "u": _units(unit)})
    known = canonical(unit["code"]) if unit.get("system") == UCUM and "code" in unit else None
    if known is not None:
        name = f"{code}~{known.dimension}"
        low, high = (float(scaled(Decimal(str(end)), known.factor)) for end in ends)
        q.append({"p": long_quantity(name) if is_long else name, "l": low, "h": high})


def _units(value: Mapping[str, Any]) -> list[str]:
    """The forms of the unit of a Quantity, or of the currency of a Money."""
    code = value.get("code")
    if code is None:
        unit = value.get("unit") or value.get("currency")
        return [] if unit is None else [unit]
    system = value.get("system")
    forms = [code] if system is None else [f"{system}|{code}", f"{system}|", code]
    unit = value.get("unit")
    return forms if unit is None or unit == code else [*forms, unit]


def _numbers(words: Iterable[str]) -> Iterable[float]:
    """The numbers among the samples, which may also be E, U and L."""
    for word in words:
        try:
            yield float(word)
        except ValueError:
            continue
