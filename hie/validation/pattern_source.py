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
            yield f"[1 for {inner} in {value} or () if {fits(module, each, inner, depth + 1)}]"
    else:
        yield f"fits({module.constant(item)}, {value})"


def condition(module: ModuleText, item: Condition, at: tuple[str, str], *, is_primitive: bool) -> str:
    """An expression: whether a value satisfies a condition of a slice.

    ``at`` is its JSON key and the variable that holds it, which may be None if it ``is_primitive``.
    """
    key, variable = at
    is_plain = all(step.function is None and len(step.keys) == 1 for step in item.steps)
    if is_plain and not (is_primitive and item.steps):
        if item.kind == "value":
            return _value_condition(module, item, variable)
        if item.kind == "exists" and len(item.steps) == 1:
            name = item.steps[0].keys[0]
            present = f"({name!r} in {variable} or '_{name}' in {variable})"
            return present if item.expected else f"not {present}"
    return f"belongs(({module.constant(item)},), ({key!r}, {variable}), (r, rr, env), conforms)"


def _value_condition(module: ModuleText, item: Condition, variable: str) -> str:
    """A value at the end of plain steps, compared in place."""
    loops = []
    last = len(item.steps) - 1
    is_object = isinstance(item.expected, dict)
    for number, step in enumerate(item.steps):
        source = f"{variable}.get({step.keys[0]!r})"
        if number == last and not is_object and not step.is_list:
            variable = source
            break
        variable = f"y{number}"
        if step.is_list:
            loops.append(f"for {variable} in {source} or ()")
        else:
            loops.append(f"for {variable} in ({source} or E,)")
    test = fits(module, item.expected, variable)
    return f"[1 {' '.join(loops)} if {test}]" if loops else test
