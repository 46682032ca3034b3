"""What a question's extensions ask of the value of an answer: ranges, lengths, units, targets.

https://hl7.org/fhir/R4/questionnaire-profiles.html#extensions
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hie.fhir import parse_reference
from hie.fhirpath import FhirpathError, full_matcher
from hie.terminology import contains
from hie.validation.answer_values import compare, compare_units, is_same_coding
from hie.validation.hints import shown
from hie.validation.node import Choice, Node
from hie.validation.questionnaire_form import BASE, SDC, Item
from hie.validation.subject import Subject

Check = Callable[[Subject, Item, Choice], None]

_RANGES = ((f"{BASE}minValue", -1, "answer-below"), (f"{BASE}maxValue", 1, "answer-above"))
_UNIT_RANGES = (*_RANGES, (f"{SDC}minQuantity", -1, "answer-below"), (f"{SDC}maxQuantity", 1, "answer-above"))


def check_limits(subject: Subject, item: Item, value: Choice) -> None:
    """Note where ``value`` breaks the limits that ``item`` sets."""
    for check in _CHECKS.get(value.type, ()):
        check(subject, item, value)


def _range(subject: Subject, item: Item, value: Choice) -> None:
    for url, wrong, key in _RANGES:
        limit = _extension(item, url)
        if limit is not None and compare(value, limit) == wrong:
            params = {"value": shown(value.value), "limit": shown(limit.value)}
            subject.findings.add(value.place, key, "invariant", **params)


def _quantity_range(subject: Subject, item: Item, value: Choice) -> None:
    for url, wrong, key in _UNIT_RANGES:
        limit = _extension(item, url)
        if limit is None or limit.type != "Quantity" or not isinstance(value.value, Mapping):
            continue
        order = compare_units(value.value, limit.value)
        params = {"value": _quantity(value.value), "limit": _quantity(limit.value)}
        if order is None:
            subject.findings.add(value.place, "answer-not-comparable", "invariant", **params)
        elif order == wrong:
            subject.findings.add(value.place, key, "invariant", **params)


def _length(subject: Subject, item: Item, value: Choice) -> None:
    if not isinstance(value.value, str):
        return
    length, longest, shortest = (
        len(value.value),
        item.node.number("maxLength"),
        item.limit(f"{BASE}minLength"),
    )
    if longest is not None and length > longest:
        subject.findings.add(value.place, "answer-too-long", "invariant", length=length, limit=longest)
    if shortest is not None and length < shortest:
        subject.findings.add(value.place, "answer-too-short", "invariant", length=length, limit=shortest)


def _line(subject: Subject, item: Item, value: Choice) -> None:
    if (
        item.type == "string"
        and isinstance(value.value, str)
        and ("\n" in value.value or "\r" in value.value)
    ):
        subject.findings.warn(value.place, "answer-lines", "invariant")


def _regex(subject: Subject, item: Item, value: Choice) -> None:
    regex = item.node.extension(f"{BASE}regex")
    if not isinstance(regex, str) or not isinstance(value.value, str):
        return
    try:
        matches = full_matcher(regex)(value.value)
    except FhirpathError:
        # The Questionnaire is to blame, not the answer.
        return
    if not matches:
        params = {"value": shown(value.value), "regex": shown(regex)}
        subject.findings.add(value.place, "answer-regex", "invariant", **params)


def _decimals(subject: Subject, item: Item, value: Choice) -> None:
    limit = item.limit(f"{BASE}maxDecimalPlaces")
    number = value.value.get("value") if isinstance(value.value, Mapping) else value.value
    if limit is None or not isinstance(number, Decimal) or not number.is_finite():
        return
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > limit:
        subject.findings.add(value.place, "answer-decimals", "invariant", value=shown(number), limit=limit)


def _units(subject: Subject, item: Item, value: Choice) -> None:
    if not isinstance(value.value, Mapping):
        return
    unit = value.value
    options = [
        found for node in item.node.extensions(f"{BASE}questionnaire-unitOption") if (found := _coding(node))
    ]
    if options and not any(is_same_coding(unit, option) for option in options):
        allowed = ", ".join(shown(option.get("code")) for option in options)
        params = {"value": _quantity(unit), "allowed": allowed}
        subject.findings.add(value.place, "answer-unit~options", "invariant", **params)
    value_set = item.node.extension(f"{BASE}questionnaire-unitValueSet")
    if not isinstance(value_set, str):
        return
    system, code = unit.get("system"), unit.get("code")
    registry = subject.knowledge.registry
    is_text = isinstance(system, str) and isinstance(code, str)
    if not is_text or contains(registry, value_set, str(system), str(code)) is False:
        params = {"value": _quantity(unit), "value_set": value_set}
        subject.findings.add(value.place, "answer-unit", "invariant", **params)


def _target(subject: Subject, item: Item, value: Choice) -> None:
    text = value.value.get("reference") if isinstance(value.value, Mapping) else None
    parsed = parse_reference(text) if isinstance(text, str) else None
    if parsed is None:
        return
    nodes = item.node.extensions(f"{BASE}questionnaire-referenceResource")
    allowed = [
        found.value for node in nodes if (found := node.choice("value")) and isinstance(found.value, str)
    ]
    if parsed.type not in subject.knowledge.registry.resource_types:
        subject.findings.add(value.place, "answer-target-unknown", "invariant", type=parsed.type)
    elif allowed and parsed.type not in allowed:
        params = {"type": parsed.type, "allowed": ", ".join(map(shown, allowed))}
        subject.findings.add(value.place, "answer-target", "invariant", **params)


def _attachment(subject: Subject, item: Item, value: Choice) -> None:
    if not isinstance(value.value, Mapping):
        return
    limit, size, data = (
        item.node.extension(f"{BASE}maxSize"),
        value.value.get("size"),
        value.value.get("data"),
    )
    if isinstance(data, str):
        text = "".join(data.split())
        size = len(text) * 3 // 4 - text[-2:].count("=")
    if isinstance(limit, int | Decimal) and isinstance(size, int) and size > limit:
        params = {"size": size, "limit": shown(limit)}
        subject.findings.add(value.place, "answer-too-large", "required", **params)
    nodes = item.node.extensions(f"{BASE}mimeType")
    allowed = [
        found.value for node in nodes if (found := node.choice("value")) and isinstance(found.value, str)
    ]
    kind = value.value.get("contentType")
    if allowed and isinstance(kind, str) and kind.partition(";")[0].strip() not in allowed:
        params = {"type": shown(kind), "allowed": ", ".join(map(shown, allowed))}
        subject.findings.add(value.place, "answer-mime-type", "invariant", **params)


def _extension(item: Item, url: str) -> Choice | None:
    for node in item.node.extensions(url):
        return node.choice("value")
    return None


def _coding(node: Node) -> Mapping[str, Any] | None:
    found = node.choice("value")
    return found.value if found is not None and isinstance(found.value, Mapping) else None


def _quantity(value: Any) -> str:
    if not isinstance(value, Mapping):
        return shown(value)
    return f"{shown(value.get('value'))} {shown(value.get('code') or value.get('unit') or '')}".strip()


_TEXT: tuple[Check, ...] = (_length, _line, _regex)
_CHECKS: Mapping[str, tuple[Check, ...]] = {
    "string": _TEXT,
    "uri": _TEXT,
    "decimal": (_range, _decimals),
    "integer": (_range,),
    "date": (_range,),
    "dateTime": (_range,),
    "time": (_range,),
    "Quantity": (_quantity_range, _units, _decimals),
    "Reference": (_target,),
    "Attachment": (_attachment,),
}
