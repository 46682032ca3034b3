"""Invariants as Python: compiled into the accept functions, and one by one for the walker.

https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from hie.validation.shapes import Invariant, Shape

Predicate = Callable[[Any, Any, Any, Any], Any]


class PredicateCompiler(Protocol):
    """The part of ``hie.fhirpath.SourceCompiler`` that validation uses."""

    def predicate(self, expression: str, type: str, element_path: str | None = None) -> str:  # noqa: A002 - FHIRPath's word.
        """A Python expression over ``o``, ``r``, ``rr`` and ``env``, falsy when the invariant is violated."""

    def prelude(self) -> str:
        """Imports and constants of what was compiled so far."""


def errors(invariants: Iterable[Invariant]) -> list[Invariant]:
    """Those of ``invariants`` whose violation is an error."""
    return [item for item in invariants if item.constraint.severity == "error"]


def compiled(compiler: PredicateCompiler, invariant: Invariant) -> str:
    """The Python expression of ``invariant``; one that never fails where it cannot be compiled."""
    try:
        return compiler.predicate(invariant.constraint.expression or "true", invariant.type, invariant.path)
    except ValueError:
        # A fault in a profile's expression may not stop resources that are not to blame for it.
        return "True"


def module(compiler: PredicateCompiler, shapes: Iterable[Shape]) -> str:
    """Python source with ``PREDICATES``: (path, key) to a function, for all invariants of ``shapes``."""
    lines: dict[tuple[str, str], str] = {}
    for shape in shapes:
        for invariant in _all(shape):
            lines.setdefault(
                (invariant.path, invariant.constraint.key),
                f"lambda o, r, rr, env: {compiled(compiler, invariant)}",
            )
    entries = "".join(f"    {key!r}: {source},\n" for key, source in lines.items())
    return f"{compiler.prelude()}\nPREDICATES = {{\n{entries}}}\n"


def _all(shape: Shape) -> Iterable[Invariant]:
    yield from shape.invariants
    for field in shape.fields.values():
        yield from field.invariants


class Predicates:
    """The compiled invariants, loaded when the first one is asked for."""

    def __init__(self, load: Callable[[], Mapping[tuple[str, str], Predicate]]) -> None:
        self._load = load
        self._functions: Mapping[tuple[str, str], Predicate] | None = None

    def holds(self, invariant: Invariant, *focus: Any) -> bool:
        """Whether ``invariant`` holds for ``focus``: ``o``, ``r``, ``rr`` and ``env``.

        An invariant that cannot be evaluated counts as held: what stops it is a fault of structure,
        which has been noted already.
        """
        if self._functions is None:
            self._functions = self._load()
        try:
            return bool(self._functions[invariant.path, invariant.constraint.key](*focus))
        except Exception:  # noqa: BLE001 - A resource may be wrong in any way.
            return True
