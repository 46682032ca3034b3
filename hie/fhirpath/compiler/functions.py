"""The table of functions: how each one is compiled, and what the compiling function gets.

https://hl7.org/fhirpath/N1/#functions
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hie.fhirpath.compiler.code import Code
from hie.fhirpath.compiler.scope import Scope
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.syntax import (
    Node,
    mentions,
)

if TYPE_CHECKING:
    from hie.fhirpath.compiler.expressions import Expressions


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call with its focus compiled; arguments are compiled by whoever knows their scope."""

    compiler: "Expressions"
    focus: Code
    arguments: tuple[Node, ...]
    scope: Scope
    name: str

    def argument(self, index: int) -> Code:
        """An argument evaluated where the call stands."""
        return self.compiler.expression(self.arguments[index], self.scope)

    def one(self, index: int, given: str = "") -> str:
        """Source of an argument that is one value; ``given`` says if it is "text", "integer" or "number".

        Raises FhirpathTypeError when it cannot be one.
        """
        return self.compiler.expected(self.compiler.scalar(self.argument(index)), given, self.name)

    def each(self, index: int) -> tuple[Code, Code]:
        """The focus item by item, and an argument evaluated for each item."""
        node = self.arguments[index]
        item, position = self.compiler.iterate(self.focus, indexed=mentions(node, "$index"))
        bare = replace(item, loops=())
        return item, self.compiler.expression(node, self.scope.of(bare, position))

    def text(self, function: str, *arguments: str) -> str:
        """Source of a call of the runtime."""
        return self.compiler.out.call(function, *arguments)


Compile = Callable[[Invocation], Code]
_FUNCTIONS: dict[str, tuple[Compile, int, int]] = {}


def function(name: str, least: int = 0, most: int | None = None) -> Callable[[Compile], Compile]:
    """Declare how ``name`` is compiled, and how many arguments it takes."""

    def declare(compile_function: Compile) -> Compile:
        _FUNCTIONS[name] = (compile_function, least, least if most is None else most)
        return compile_function

    return declare


def functions() -> Mapping[str, tuple[Compile, int, int]]:
    """All functions of this module by name, with their least and most arguments."""
    return _FUNCTIONS


#: Functions of the evaluator that definitions cannot use, because types are known only there.
ONLY_EVALUATED = {
    "repeatAll": (1, 1),
    "defineVariable": (1, 2),
    "subsumes": (1, 1),
    "subsumedBy": (1, 1),
    "getValue": (0, 0),
    "getResourceKey": (0, 0),
    "elementDefinition": (0, 0),
    "checkModifiers": (0, 99),
    "slice": (2, 2),
}


def only_evaluated(call: Invocation) -> Code:
    """A call of one of ONLY_EVALUATED: nothing is known of what it gives."""
    if not call.compiler.only_checks:
        raise FhirpathTypeError(f"{call.name}() is not supported in definitions")
    if call.name == "defineVariable":
        return call.focus
    return Code("()", None, many=True)
