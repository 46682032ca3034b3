"""Slicing as Python source: which slice each value belongs to, and how many there are.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from collections.abc import Callable, Iterable, Iterator

from hie.validation.module_text import ModuleText
from hie.validation.pattern_source import condition
from hie.validation.rules import Group, Slice, ValueRule

_PARAMETERS = "keys, values, r, rr, env"


class SliceSource:
    """Writes functions that take the keys and values of an element and check its slices."""

    def __init__(self, module: ModuleText, check: Callable[[ValueRule, str], Iterable[str]]) -> None:
        self._module = module
        self._check = check

    def function(self, group: Group) -> str:
        """The name of the function of ``group``."""
        return self._module.function(_PARAMETERS, self._lines(group))

    def _lines(self, group: Group) -> Iterator[str]:
        nested = {number: item.group for number, item in enumerate(group.slices) if item.group is not None}
        for number in range(len(group.slices)):
            yield f"n{number} = 0"
        for number in nested:
            yield f"k{number}, v{number} = [], []"
        yield "last, ended = -1, False"
        yield "for k, x in zip(keys, values):"
        yield from (f"    {line}" for line in self._chain(group))
        for number, item in enumerate(group.slices):
            if item.min > 0:
                yield f"if n{number} < {item.min}: return False"
            if item.max is not None:
                yield f"if n{number} > {item.max}: return False"
        for number, inner in nested.items():
            yield f"if not {self.function(inner)}(k{number}, v{number}, r, rr, env): return False"
        yield "return True"

    def _chain(self, group: Group) -> Iterator[str]:
        """Statements that find the slice of ``x``."""
        word = "if"
        for number, item in enumerate(group.slices):
            test = " and ".join(condition(self._module, each) for each in item.conditions) or "False"
            yield f"{word} {test}:"
            yield from (f"    {line}" for line in self._member(group, number, item))
            word = "elif"
        if group.rules == "closed":
            yield "else: return False"
        elif group.rules == "openAtEnd":
            yield "else: ended = True"

    def _member(self, group: Group, number: int, item: Slice) -> Iterator[str]:
        """Statements for a value that belongs to slice ``number``."""
        yield f"n{number} += 1"
        if group.rules == "openAtEnd":
            yield "if ended: return False"
        if group.ordered:
            yield f"if last > {number}: return False"
            yield f"last = {number}"
        yield from self._check(item.value, "x")
        if item.group is not None:
            yield f"k{number}.append(k); v{number}.append(x)"
