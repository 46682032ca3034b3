"""The text of a generated module: its functions, constants and invariants, each written once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hie.fhirpath import SourceCompiler
from hie.validation.predicates import compiled
from hie.validation.rules import Condition
from hie.validation.shapes import Invariant
from hie.validation.value_sets import Codes, literal

_HEAD = '''"""What a profile asks for.  Generated: do not edit."""
from decimal import Decimal
from hie.validation.narrative_rules import speaks
from hie.validation.profile_runtime import *
from hie.validation.rules import Condition, Step
from hie.validation.runtime import is_aggregated, targets
from hie.validation.value_sets import Codes, OpenPairs, OpenPlain
E = {}
'''


@dataclass(frozen=True, slots=True)
class Scope:
    """Where statements stand: the local variable that they check, and what is around them.

    ``loops`` counts the loops, ``known`` are expressions that are true there.
    """

    variable: str
    loops: int = 0
    known: frozenset[str] = frozenset()

    def inside(self, variable: str) -> "Scope":
        """The scope within a loop whose variable is ``variable``."""
        return Scope(variable, self.loops + 1, self.known)

    def knowing(self, known: Iterable[str]) -> "Scope":
        """The scope where these expressions are true, too."""
        return Scope(self.variable, self.loops, self.known.union(known))

    def of(self, variable: str) -> "Scope":
        """The same scope for another variable."""
        return Scope(variable, self.loops, self.known)


class ModuleText:
    """Collects the parts of a module."""

    def __init__(self, compiler: SourceCompiler) -> None:
        self._compiler = compiler
        self._functions: list[str] = []
        self._constants: dict[str, str] = {}
        self._predicates: dict[Invariant, tuple[str, str]] = {}
        self._variables = 0

    def variable(self, prefix: str) -> str:
        """A new name of a local variable."""
        self._variables += 1
        return f"{prefix}{self._variables}"

    def function(self, parameters: str, lines: Iterable[str]) -> str:
        """The name of a new function of ``lines``, which may themselves make functions."""
        name = f"f{len(self._functions)}"
        self._functions.append("")
        position = len(self._functions) - 1
        body = "".join(f"    {line}\n" for line in lines)
        self._functions[position] = f"def {name}({parameters}):\n{body}"
        return name

    def predicate(self, invariant: Invariant) -> str:
        """The name of the function of ``invariant``."""
        return self._predicate(invariant)[0]

    def holds(self, invariant: Invariant, variable: str) -> str:
        """An expression: whether ``invariant`` holds for ``variable``; ``o`` needs no call."""
        name, text = self._predicate(invariant)
        return text if variable == "o" else f"{name}({variable}, r, rr, env)"

    def _predicate(self, invariant: Invariant) -> tuple[str, str]:
        if invariant not in self._predicates:
            name = f"p{len(self._predicates)}"
            self._predicates[invariant] = (name, compiled(self._compiler, invariant))
        return self._predicates[invariant]

    def constant(self, value: Any) -> str:
        """The name of a constant that is a JSON value, a set of texts or pairs, Codes or a Condition."""
        text = self._literal(value)
        return self._constants.setdefault(text, f"C{len(self._constants)}")

    def _literal(self, value: Any) -> str:
        if isinstance(value, frozenset):
            return literal(value)
        if isinstance(value, Codes):
            return f"Codes({value.value_set!r}, {self.constant(value.pairs)}, {self.constant(value.plain)})"
        if isinstance(value, Condition):
            expected = value.expected
            nested = isinstance(expected, frozenset | Codes)
            text = self.constant(expected) if nested else repr(expected)
            return f"Condition({value.kind!r}, {value.steps!r}, {text})"
        return repr(value)

    def predicates(self) -> str:
        """The source of a table of the invariants' functions, by their identities."""
        pairs = (f"{item.identity!r}: {name}" for item, (name, _) in self._predicates.items())
        return f"{{{', '.join(pairs)}}}"

    def render(self, **names: str) -> str:
        """The source of the module, in which each of ``names`` is the source of what it is."""
        constants = "".join(f"{name} = {text}\n" for text, name in self._constants.items())
        predicates = "".join(
            f"def {name}(o, r, rr, env): return {text}\n" for name, text in self._predicates.values()
        )
        functions = "".join(self._functions)
        prelude = self._compiler.prelude()
        last = "".join(f"{name} = {source}\n" for name, source in names.items())
        return f"{_HEAD}{prelude}\n{constants}{predicates}{functions}{last}"
