"""The comparisons of ``_filter``: what each operator means for each type of parameter.

https://hl7.org/fhir/R4/search_filter.html#ops

A comparison is about the set of values that a resource has for a parameter, and one value suffices.  What
another parameter can ask as well becomes the same condition; the rest is a filter of its own.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from hie.outcome import BadRequest
from hie.search import date, missing, number, string
from hie.search.checked_text import check_length
from hie.search.escapes import unescape
from hie.search.folding import fold
from hie.search.intervals import PREFIXES, element_filter
from hie.search.kinds import KINDS
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter
from hie.search.request import Clause, Condition, Test

#: What a value of a token may begin with instead of the URI.
SYSTEMS: Mapping[str, str] = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ucum": "http://unitsofmeasure.org",
}
#: Operators that are modifiers of tokens elsewhere.  The value subsumes (ss) what lies below it.
_OF_TOKENS: Mapping[str, str] = {"ss": "below", "sb": "above", "in": "in", "ni": "not-in"}
_ORDER: Mapping[str, str] = {"gt": "$gt", "ge": "$gte", "lt": "$lt", "le": "$lte"}

Compare = Callable[[Parameter, str, str, SearchOptions], Clause]


def compared(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    """The clause for ``parameter operator text``.

    Raises BadRequest when the operator means nothing for the parameter, or ``text`` is no value of it.
    """
    check_length(parameter.code, text)
    if operator == "pr":
        return Condition(parameter, "missing", (not missing.parse(parameter, text),))
    operators, compare = _KINDS.get(parameter.code, _KINDS.get(parameter.kind, ((), _equal)))
    if operator not in operators:
        known = ", ".join((*operators, "pr"))
        raise BadRequest.because(
            "search-filter-operator", name=parameter.code, operator=operator, known=known
        )
    return compare(parameter, operator, text, options)


def _condition(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> Condition:
    value: Any = KINDS[parameter.kind].parse(parameter, modifier, text, options)
    return Condition(parameter, modifier, (value,))


def _equal(parameter: Parameter, _operator: str, text: str, options: SearchOptions) -> Clause:
    return _condition(parameter, None, text, options)


def _string(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    if operator in ("sw", "co"):
        return _condition(parameter, "contains" if operator == "co" else None, text, options)
    name = f"{parameter.code}="
    value = name + fold(string.parse(parameter, None, text, options))
    match operator:
        case "eq":
            return Test({"s": value})
        case "ne":
            return Test(_other("s", parameter, value))
        case "ew":
            ending = re.escape(value.removeprefix(name))
            return Test({"s": {"$regex": f"^{re.escape(name)}.*{ending}$"}})
    limits = _limits(parameter)
    del limits["$gte" if operator in ("gt", "ge") else "$lt"]
    return Test({"s": {"$elemMatch": {**limits, _ORDER[operator]: value}}})


def _number(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    if operator != "co":
        return _prefixed(parameter, operator, text, options)
    # With a prefix the number is taken as it is, not with the precision that is written.
    span = number.parse(parameter, None, f"ge{text}", options)
    return Test(element_filter("q", parameter.code, [{"l": {"$lte": span.low}, "h": {"$gte": span.high}}]))


def _date(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    if operator not in ("co", "po"):
        return _prefixed(parameter, operator, text, options)
    span = date.parse(parameter, None, f"eq{text}", options)
    first, last = (span.low, span.high) if operator == "co" else (span.high, span.low)
    return Test(element_filter("d", parameter.code, [{"l": {"$lte": first}, "h": {"$gte": last}}]))


def _prefixed(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    return _condition(parameter, None, operator + text, options)


def _updated(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    """A moment lies in a period or not."""
    return _prefixed(parameter, "eq" if operator == "po" else operator, text, options)


def _token(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    system, bar, code = text.partition("|")
    if bar and operator not in ("in", "ni"):
        text = f"{SYSTEMS.get(system, system)}|{code}"
    if operator in _OF_TOKENS:
        return _condition(parameter, _OF_TOKENS[operator], text, options)
    equal = _condition(parameter, None, text, options)
    if operator == "eq":
        return equal
    # Of the entries of a coding those are compared that have as much of it as the value has.
    (entry,) = equal.values[0]
    value = entry.removeprefix(f"{parameter.code}=")
    form = r"[^|]*$" if "|" not in value else r"(.*\||\|.*)$" if value.endswith("|") else r".*\|[^|]+$"
    return Test(_other("k", parameter, entry, form))


def _uri(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    if operator in ("eq", "co"):
        return _condition(parameter, "contains" if operator == "co" else None, text, options)
    value, name = unescape(text), re.escape(f"{parameter.code}=")
    match operator:
        case "sw":
            return Test({"k": {"$regex": f"^{name}{re.escape(value)}"}})
        case "ew":
            return Test({"k": {"$regex": f"^{name}.*{re.escape(value)}$"}})
    # A canonical with a version has an entry without it too.
    form = r".*\|.*$" if "|" in value else r"[^|]*$"
    return Test(_other("k", parameter, f"{parameter.code}={value}", form))


def _id(parameter: Parameter, operator: str, text: str, options: SearchOptions) -> Clause:
    if operator == "eq":
        return _condition(parameter, None, text, options)
    return Test({"_id": {"$ne": unescape(text)}}, is_positive=False)


def _limits(parameter: Parameter) -> Filter:
    """The range that the values of ``parameter`` are in: ">" comes after "="."""
    return {"$gte": f"{parameter.code}=", "$lt": f"{parameter.code}>"}


def _other(field: str, parameter: Parameter, value: str, form: str = "") -> Filter:
    """The filter for one in ``field`` that is of ``parameter``, has the ``form``, and is not ``value``."""
    # The limits are in the pattern too, but from a pattern and $ne alone no range is made.
    test = {**_limits(parameter), "$ne": value}
    if form:
        test["$regex"] = f"^{re.escape(parameter.code)}={form}"
    return {field: {"$elemMatch": test}}


#: The operators and their meaning, by the type of the parameter, or by its name.
_KINDS: Mapping[str, tuple[tuple[str, ...], Compare]] = {
    "string": (("eq", "ne", "co", "sw", "ew", *_ORDER), _string),
    "number": ((*PREFIXES, "co"), _number),
    "date": ((*PREFIXES, "co", "po"), _date),
    "quantity": (PREFIXES, _prefixed),
    "token": (("eq", "ne", *_OF_TOKENS), _token),
    "reference": (("eq", "re"), _equal),
    "uri": (("eq", "ne", "co", "sw", "ew"), _uri),
    "composite": (("eq",), _equal),
    "_id": (("eq", "ne"), _id),
    "_lastUpdated": ((*PREFIXES, "po"), _updated),
}
