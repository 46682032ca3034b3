"""Fixed values, patterns and conditions of slices as Python expressions."""

from collections.abc import Iterator
from typing import Any

from hie.validation.module_text import ModuleText
from hie.validation.rules import Condition

#: Patterns nested deeper are compared by a function instead.
_MAX_DEPTH = 3


def equal(module: ModuleText, expected: Any, variable: str) -> str:
    """An expression: whether ``variable`` is ``expected``."""
    if isinstance(expected, str):
        return f"{variable} == {expected!r}"
    return f"equals({module.constant(expected)}, {variable})"


def fits(module: ModuleText, pattern: Any, variable: str, depth: int = 0) -> str:
    """An expression: whether ``variable``, which is no list, fits ``pattern``."""
    if isinstance(pattern, str):
        return f"{variable} == {pattern!r}"
    if not isinstance(pattern, dict) or depth > _MAX_DEPTH:
        return f"fits({module.constant(pattern)}, {variable})"
    parts = [part for key, item in pattern.items() for part in _member(module, (key, item), variable, depth)]
    return " and ".join(parts) or "True"


def _member(module: ModuleText, member: tuple[str, Any], variable: str, depth: int) -> Iterator[str]:
    key, item = member
    value = f"{variable}.get({key!r})"
    if isinstance(item, str):
        yield f"{value} == {item!r}"
    elif isinstance(item, list) and all(isinstance(each, dict) for each in item):
        inner = f"z{depth}"
        for each in item:
            yield f"any([{fits(module, each, inner, depth + 1)} for {inner} in {value} or ()])"
    else:
        yield f"fits({module.constant(item)}, {value})"


def condition(module: ModuleText, item: Condition) -> str:
    """An expression: whether the value ``x`` under the key ``k`` satisfies a condition of a slice."""
    is_plain = all(step.function is None and len(step.keys) == 1 for step in item.steps)
    if item.kind == "value" and is_plain:
        return _value_condition(module, item)
    if item.kind == "exists" and is_plain and len(item.steps) == 1:
        key = item.steps[0].keys[0]
        present = f"({key!r} in x or '_{key}' in x)"
        return present if item.expected else f"not {present}"
    return f"belongs(({module.constant(item)},), (k, x), (r, rr, env), conforms)"


def _value_condition(module: ModuleText, item: Condition) -> str:
    """A value at the end of plain steps, compared in place."""
    variable, loops = "(x or E)" if item.steps else "x", []
    last = len(item.steps) - 1
    is_text = isinstance(item.expected, str)
    for number, step in enumerate(item.steps):
        source = f"{variable}.get({step.keys[0]!r})"
        variable = f"y{number}"
        if step.is_list:
            loops.append(f"for {variable} in {source} or ()")
        elif number == last and is_text:
            loops.append(f"for {variable} in ({source},)")
        else:
            loops.append(f"for {variable} in ({source} or E,)")
    test = fits(module, item.expected, variable)
    if not loops:
        return f"({test})"
    if len(loops) == 1 and is_text and not item.steps[0].is_list:
        return f"(x or E).get({item.steps[0].keys[0]!r}) == {item.expected!r}"
    return f"any([{test} {' '.join(loops)}])"
