"""What rules of profiles mean, for generated code and for the walker alike.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from hie.fhirpath import compare_quantities, quantity, resolve
from hie.validation.bindings import is_bound
from hie.validation.rules import Condition, Step
from hie.validation.runtime import target_type
from hie.validation.value_sets import Codes

#: Whether a value conforms to the profile; ``(canonical, o, r, rr, env)``.
Conforms = Callable[[str, Any, Any, Any, Any], bool]


def fits(pattern: Any, value: Any) -> bool:
    """Whether ``value`` has all that ``pattern`` has (``pattern[x]``)."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key in value and fits(item, value[key]) for key, item in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(fits(item, each) for each in value) for item in pattern)
    return equals(pattern, value)


def equals(expected: Any, value: Any) -> bool:
    """Whether two JSON values are the same (``fixed[x]``); true is not 1."""
    if isinstance(expected, dict):
        return (
            isinstance(value, dict)
            and expected.keys() == value.keys()
            and all(equals(item, value[key]) for key, item in expected.items())
        )
    if isinstance(expected, list):
        return isinstance(value, list) and len(expected) == len(value) and all(map(equals, expected, value))
    if isinstance(expected, bool) or isinstance(value, bool):
        return expected is value
    return bool(expected == value)


def items(owner: Mapping[str, Any], key: str) -> list[Any]:
    """The primitives of an array, with None for those that have only extensions."""
    values = owner.get(key) or []
    others = owner.get(f"_{key}")
    if not isinstance(values, list) or not isinstance(others, list):
        return values if isinstance(values, list) else []
    return [*values, *([None] * (len(others) - len(values)))]


def beside(owner: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """What stands beside each of the primitives of an array; an empty object for nothing."""
    others = owner.get(f"_{key}")
    known = others if isinstance(others, list) else []
    return [
        known[index] if index < len(known) and isinstance(known[index], dict) else {}
        for index in range(len(items(owner, key)))
    ]


def has_value(value: Any, other: Any, alternatives: tuple[str, ...]) -> bool:
    """Whether a primitive has a value, or ``other``, which stands beside it, one of the ``alternatives``."""
    if value is not None:
        return True
    extensions = other.get("extension") if isinstance(other, dict) else None
    found = extensions if isinstance(extensions, list) else []
    return any(isinstance(item, dict) and item.get("url") in alternatives for item in found)


def reach(value: Any, steps: Iterable[Step], rr: Any, env: Any) -> list[Any]:
    """The values at the end of ``steps``; a primitive that has only extensions counts as its sibling."""
    found = [value]
    for step in steps:
        found = [item for each in found for item in _after(step, each, rr, env)]
    return found


def _after(step: Step, value: Any, rr: Any, env: Any) -> list[Any]:
    if step.function is not None:
        return _called(step, value, rr, env)
    if not isinstance(value, dict):
        return []
    found: list[Any] = []
    for key in step.keys:
        for name in (key, f"_{key}"):
            if name in value:
                item = value[name]
                found += item if isinstance(item, list) else [item]
                break
    return found


def _called(step: Step, value: Any, rr: Any, env: Any) -> list[Any]:
    """The result of a function of a discriminator's path."""
    if step.function == "resolve":
        # Only the type of the target is asked for, and the reference often tells it.
        name = target_type(value, rr, env) if isinstance(value, dict) else None
        return [] if name is None else [{"resourceType": name}]
    if step.function == "target":
        target = resolve(value, rr, rr, env)
        return [] if target is None else [target]
    if step.function == "extension" and isinstance(value, dict):
        extensions = value.get("extension")
        found = extensions if isinstance(extensions, list) else []
        return [item for item in found if isinstance(item, dict) and item.get("url") == step.argument]
    return [value]


def belongs(
    conditions: Iterable[Condition], item: tuple[str, Any], focus: tuple[Any, Any, Any], conforms: Conforms
) -> bool:
    """Whether ``item``, a JSON key and its value, satisfies all ``conditions`` of a slice.

    ``focus`` is ``r``, ``rr`` and ``env``.
    """
    return all(_satisfies(condition, item, focus, conforms) for condition in conditions)


def _satisfies(
    condition: Condition, item: tuple[str, Any], focus: tuple[Any, Any, Any], conforms: Conforms
) -> bool:
    key, value = item
    if condition.kind == "type" and not condition.steps:
        return _has_type(key, value, condition.expected)
    found = reach(value, condition.steps, *focus[1:])
    if condition.kind == "exists":
        return bool(found) is condition.expected
    if condition.kind == "value":
        return any(fits(condition.expected, each) for each in found)
    if condition.kind == "codes":
        return any(_is_in(each, condition.expected) for each in found)
    if condition.kind == "type":
        return any(_has_type(_last_key(condition.steps, value), each, condition.expected) for each in found)
    return any(conforms(url, each, *focus) for each in found for url in condition.expected)


def _has_type(key: str, value: Any, names: frozenset[str]) -> bool:
    """Whether a value is of one of the types: by its resourceType, or by the key of its choice."""
    if isinstance(value, dict) and isinstance(value.get("resourceType"), str):
        return value["resourceType"] in names
    return any(key.endswith(name[:1].upper() + name[1:]) for name in names)


def _last_key(steps: tuple[Step, ...], value: Any) -> str:
    """The key that a choice at the end of ``steps`` has in ``value``."""
    keys = steps[-1].keys
    for each in reach(value, steps[:-1], None, None):
        for key in keys:
            if isinstance(each, Mapping) and (key in each or f"_{key}" in each):
                return key
    return ""


def _is_in(value: Any, codes: Codes) -> bool:
    if isinstance(value, str):
        return value in codes.plain
    if not isinstance(value, dict):
        return False
    return is_bound("CodeableConcept" if "coding" in value else "Coding", value, codes)


def at_least(value: Any, limit: Any) -> bool:
    """Whether a number, a date or a Quantity is not below ``limit``; what cannot be compared is not."""
    pair = _comparable(value, limit)
    return pair is None or bool(pair[0] >= pair[1])


def at_most(value: Any, limit: Any) -> bool:
    """Whether a number, a date or a Quantity is not above ``limit``; what cannot be compared is not."""
    pair = _comparable(value, limit)
    return pair is None or bool(pair[0] <= pair[1])


def _comparable(value: Any, limit: Any) -> tuple[Any, Any] | None:
    """Both as numbers, or as texts of dates of one precision, or None."""
    if isinstance(value, dict) and isinstance(limit, dict):
        return _comparable_quantities(value, limit)
    if isinstance(value, str) and isinstance(limit, str):
        size = min(len(value), len(limit), 10)
        return value[:size], limit[:size]
    numbers = (int, float, Decimal)
    if isinstance(value, numbers) and isinstance(limit, numbers):
        return (value, limit) if not isinstance(value, bool) else None
    return None


def _comparable_quantities(value: Mapping[str, Any], limit: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Both Quantities as numbers of one unit, which UCUM may find; None when they cannot be compared."""
    if all(value.get(key) == limit.get(key) for key in ("system", "code")):
        return _comparable(value.get("value"), limit.get("value"))
    if value.get("system") != limit.get("system"):
        return None
    left, right = quantity(value), quantity(limit)
    order = compare_quantities(left, right) if left is not None and right is not None else None
    return (order, 0) if order is not None else None
