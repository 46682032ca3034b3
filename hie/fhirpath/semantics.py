"""Finds what an expression cannot mean, before it is evaluated.

https://hl7.org/fhirpath/N1/#type-safety-and-strict-evaluation

The check is the compiler itself, whose source is thrown away.
"""

from collections.abc import Sequence
from functools import lru_cache

from hie.fhirpath.compiler.code import EMPTY, Code
from hie.fhirpath.compiler.expressions import Expressions
from hie.fhirpath.compiler.output import Output
from hie.fhirpath.compiler.scope import Scope
from hie.fhirpath.model import Model
from hie.fhirpath.syntax import Node


class Checker:
    """Checks expressions for types of focus."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._checked = lru_cache(maxsize=1024)(self._check)

    def check(self, node: Node, types: Sequence[str], *, strict: bool) -> None:
        """Raises FhirpathTypeError when ``node`` cannot mean anything for a focus of ``types``."""
        self._checked(node, tuple(types), strict)

    def _check(self, node: Node, types: tuple[str, ...], strict: bool) -> None:
        focus = Code("o", frozenset(types), present=True) if types else EMPTY
        within = Code("r", frozenset(("Resource",)), present=True)
        compiler = Expressions(self._model, Output(), strict=strict, only_checks=True)
        compiler.expression(node, Scope(focus, within, within, focus))
