"""Slicing as Python source: which slice each value belongs to, and how many there are.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

import re
from collections.abc import Callable, Iterable, Iterator

from hie.validation.module_text import ModuleText, Scope
from hie.validation.pattern_source import condition
from hie.validation.rules import Condition, Group, Slice, ValueRule

#: The comparison of a member of a local with a text.
_COMPARISON = re.compile(r"(\w+\.get\('\w+'\)) == ['\"]")


class SliceSource:
    """Writes statements that check the slices of an element.

    The locals of a group begin with a name of its own, here ``n``: ``n_0`` counts the members of the first
    slice, ``n_0s`` lists them, ``n_last`` is the slice before, ``n_ended`` that a value was of none, ``n_of``
    what tells slices apart.
    """

    def __init__(self, module: ModuleText, check: Callable[[ValueRule, Scope], Iterable[str]]) -> None:
        self._module = module
        self._check = check

    def of_list(self, group: Group, key: str, values: str, scope: Scope) -> Iterator[str]:
        """Statements for the list in the local ``values``, which stands under ``key``."""
        name, item = self._module.variable("n"), self._module.variable("x")
        yield from _before(group, name)
        yield f"for {item} in {values}:"
        yield from indented(self._chain(group, name, key, scope.inside(item)))
        yield from _after(group, name)
        for number, inner in _nested(group):
            yield from self.of_list(inner, key, f"{name}_{number}s", scope)

    def of_choice(self, group: Group, keys: Iterable[str], scope: Scope) -> Iterator[str]:
        """Statements for an element that is a choice of types, of which the object has one of ``keys``."""
        name, item = self._module.variable("n"), self._module.variable("x")
        yield from _before(group, name)
        for key in keys:
            yield f"if {key!r} in {scope.variable} or '_{key}' in {scope.variable}:"
            yield f"    {item} = {scope.variable}.get({key!r})"
            yield from indented(self._chain(group, name, key, scope.of(item), is_choice=True))
            for number, inner in _nested(group):
                yield from indented(self.of_list(inner, key, f"{name}_{number}s", scope))
        yield from _after(group, name)

    def _chain(
        self, group: Group, name: str, key: str, scope: Scope, *, is_choice: bool = False
    ) -> Iterator[str]:
        """Statements that find the slice of a value."""
        word = "if"
        tests_of: dict[int, list[str]] = {}
        for number, item in enumerate(group.slices):
            tests = [self._test(each, item, (key, scope.variable), is_choice) for each in item.conditions]
            if tests and "False" not in tests:
                tests_of[number] = tests
        compared = _compared([tests[0] for tests in tests_of.values()])
        if compared:
            yield f"{name}_of = {compared}"
        for number, tests in tests_of.items():
            first = tests[0].replace(compared, f"{name}_of", 1) if compared else tests[0]
            yield f"{word} {' and '.join((first, *tests[1:]))}:"
            yield from indented(self._member(group, name, number, scope.knowing(tests)))
            word = "elif"
        closing = {"closed": "return False", "openAtEnd": f"{name}_ended = True"}.get(group.rules)
        if closing is not None:
            yield f"else: {closing}" if word == "elif" else closing
        elif word == "if":
            yield "pass"

    def _test(self, item: Condition, member: Slice, at: tuple[str, str], is_choice: bool) -> str:
        if is_choice and item.kind == "type" and not item.steps:
            return str(any(at[0].endswith(name[:1].upper() + name[1:]) for name in item.expected))
        return condition(self._module, item, at, is_primitive=member.value.is_primitive)

    def _member(self, group: Group, name: str, number: int, scope: Scope) -> Iterator[str]:
        """Statements for a value that belongs to slice ``number``."""
        item = group.slices[number]
        yield f"{name}_{number} += 1"
        if group.rules == "openAtEnd":
            yield f"if {name}_ended: return False"
        if group.ordered:
            yield f"if {name}_last > {number}: return False"
            yield f"{name}_last = {number}"
        yield from self._check(item.value, scope)
        if item.group is not None:
            yield f"{name}_{number}s.append({scope.variable})"


def _compared(tests: list[str]) -> str:
    """What all of several ``tests`` compare with a text, such as a system; else nothing."""
    found = [_COMPARISON.match(test) for test in tests]
    sources = {match[1] for match in found if match is not None}
    return sources.pop() if len(tests) > 2 and None not in found and len(sources) == 1 else ""


def _before(group: Group, name: str) -> Iterator[str]:
    """Statements before the values."""
    for number, item in enumerate(group.slices):
        yield f"{name}_{number} = 0"
        if item.group is not None:
            yield f"{name}_{number}s = []"
    if group.ordered:
        yield f"{name}_last = -1"
    if group.rules == "openAtEnd":
        yield f"{name}_ended = False"


def _after(group: Group, name: str) -> Iterator[str]:
    """Statements after the values: whether there are as many as there may be."""
    for number, item in enumerate(group.slices):
        if item.min > 0:
            yield f"if {name}_{number} < {item.min}: return False"
        if item.max is not None:
            yield f"if {name}_{number} > {item.max}: return False"


def _nested(group: Group) -> list[tuple[int, Group]]:
    return [(number, item.group) for number, item in enumerate(group.slices) if item.group is not None]


def indented(lines: Iterable[str]) -> Iterator[str]:
    """``lines``, one step further in."""
    for line in lines:
        yield f"    {line}"
