"""Invariants as Python: compiled into the accept functions, and one by one for the walker.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hie.fhirpath import EvaluationError, FhirpathError, SourceCompiler
from hie.validation.shapes import Invariant, Shape

Identity = tuple[str, str | None, str, str | None]
Predicate = Callable[[Any, Any, Any, Any], Any]


def errors(invariants: Iterable[Invariant]) -> list[Invariant]:
    """Those of ``invariants`` whose violation is an error."""
    return [item for item in invariants if item.constraint.severity == "error"]


def compiled(compiler: SourceCompiler, invariant: Invariant) -> str:
    """The Python expression of ``invariant``; one that never fails where it cannot be compiled."""
    try:
        if invariant.type is None:
            root = invariant.path.partition(".")[0]
            return compiler.predicate(invariant.constraint.expression or "true", root, invariant.path)
        return compiler.predicate(invariant.constraint.expression or "true", invariant.type)
    except (FhirpathError, KeyError):
        # A fault in a profile's expression may not stop resources that are not to blame for it.
        return "True"


def module(compiler: SourceCompiler, shapes: Iterable[Shape]) -> str:
    """Python source with ``PREDICATES``: identity to a function, for all invariants of ``shapes``."""
    lines: dict[Identity, str] = {}
    for shape in shapes:
        for invariant in _all(shape):
            lines.setdefault(invariant.identity, f"lambda o, r, rr, env: {compiled(compiler, invariant)}")
    entries = "".join(f"    {key!r}: {source},\n" for key, source in lines.items())
    return f"{compiler.prelude()}\nPREDICATES = {{\n{entries}}}\n"


def _all(shape: Shape) -> Iterable[Invariant]:
    yield from shape.invariants
    for field in shape.fields.values():
        yield from field.invariants


class Predicates:
    """The compiled invariants, loaded when the first one is asked for."""

    def __init__(self, load: Callable[[], Mapping[Identity, Predicate]]) -> None:
        self._load = load
        self._functions: Mapping[Identity, Predicate] | None = None

    def warm(self) -> Mapping[Identity, Predicate]:
        """The functions, loaded if they were not."""
        if self._functions is None:
            self._functions = self._load()
        return self._functions

    def holds(self, invariant: Invariant, *focus: Any) -> bool:
        """Whether ``invariant`` holds for ``focus``: ``o``, ``r``, ``rr`` and ``env``.

        One whose evaluation FHIRPath ends with an error is violated.  Where Python stops it, the fault is
        one of structure, which has been noted already, and the invariant counts as held.
        """
        functions = self._functions or self.warm()
        try:
            return bool(functions[invariant.identity](*focus))
        except EvaluationError:
            return False
        except Exception:  # noqa: BLE001 - A resource may be wrong in any way.
            return True
