"""The table of functions, and what a function gets.

https://hl7.org/fhirpath/N1/#functions
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from hie.fhirpath.engine.context import Context
from hie.fhirpath.engine.items import Item, Items, one, spoken
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.runtime.conversion import EXPECTED
from hie.fhirpath.runtime.elements import truth
from hie.fhirpath.syntax import Node, TypeName, as_type_name


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call: its ``focus``, and its arguments, evaluated by whoever knows for what."""

    evaluate: Callable[[Node, Context], Items]
    name: str
    focus: Items
    arguments: tuple[Node, ...]
    context: Context

    def argument(self, index: int) -> Items:
        """An argument evaluated where the call stands; empty when it is not given."""
        if index >= len(self.arguments):
            return []
        return self.evaluate(self.arguments[index], self.context.fork())

    def value(self, index: int, given: str = "") -> Any:
        """An argument that is one value (a "text", an "integer", a "number" when ``given`` says so), or None.

        Raises EvaluationError when it is something else.
        """
        item = one(self.argument(index))
        value = None if item is None else spoken(item)
        return EXPECTED[given](value) if given else value

    def each(self, index: int, item: Item, position: int) -> Items:
        """An argument evaluated for an item of the focus."""
        return self.evaluate(self.arguments[index], self.context.of([item], position))

    def holds(self, index: int, item: Item, position: int) -> bool:
        """Whether a criterion is true for an item of the focus."""
        found = one(self.each(index, item, position))
        return found is not None and truth(spoken(found)) is True

    def focus_value(self) -> Any:
        """The focus as one value that speaks for itself, or None."""
        item = one(self.focus)
        return None if item is None else spoken(item)

    def focus_values(self) -> list[Any]:
        """The items of the focus as values that speak for themselves."""
        return [spoken(item) for item in self.focus]

    def type_name(self) -> TypeName:
        """The argument that names a type.  Raises FhirpathTypeError when it does not."""
        name = as_type_name(self.arguments[0])
        if name is None:
            raise FhirpathTypeError(f"{self.name}() needs the name of a type")
        return name


Function: TypeAlias = Callable[[Invocation], Items]
_FUNCTIONS: dict[str, tuple[Function, int, int]] = {}


def function(name: str, least: int = 0, most: int | None = None) -> Callable[[Function], Function]:
    """Declare the function ``name``, which takes ``least`` to ``most`` arguments."""

    def declare(implementation: Function) -> Function:
        _FUNCTIONS[name] = (implementation, least, least if most is None else most)
        return implementation

    return declare


def names() -> Mapping[str, tuple[Function, int, int]]:
    """All functions by name, with the least and the most arguments that they take."""
    return _FUNCTIONS


def function_named(name: str, arguments: int) -> Function:
    """The function ``name`` for that number of arguments.

    Raises FhirpathTypeError when there is none.
    """
    found = _FUNCTIONS.get(name)
    if found is None:
        raise FhirpathTypeError(f"unknown function {name}()")
    implementation, least, most = found
    if not least <= arguments <= most:
        raise FhirpathTypeError(f"{name}() takes {least} to {most} arguments")
    return implementation


def listed(value: Any) -> Items:
    """The collection of one value; empty for None."""
    return [] if value is None else [value]
