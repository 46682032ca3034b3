"""The syntax tree of an expression.

https://hl7.org/fhirpath/N1/grammar.html

``and``, ``or`` and ``|`` have any number of operands, so that a long list of codes is no deep tree.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from hie.fhirpath.runtime.quantities import Quantity
from hie.fhirpath.runtime.temporal import Temporal

LiteralValue: TypeAlias = bool | int | Decimal | str | Temporal | Quantity


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant."""

    value: LiteralValue
    at: int


@dataclass(frozen=True, slots=True)
class Empty:
    """``{}``, the empty collection."""

    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    """One of ``$this``, ``$index`` and ``$total``."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class External:
    """``%name``: a value from the environment."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """``focus.name``; without ``focus`` the name stands at the start of a path."""

    focus: "Node | None"
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """``focus.name(arguments)``."""

    focus: "Node | None"
    name: str
    arguments: tuple["Node", ...]
    at: int


@dataclass(frozen=True, slots=True)
class Indexer:
    """``focus[index]``."""

    focus: "Node"
    index: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Polarity:
    """``-operand`` or ``+operand``."""

    sign: str
    operand: "Node"
    at: int


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and an operator; any number of operands for ``and``, ``or`` and ``|``."""

    operator: str
    operands: tuple["Node", ...]
    at: int


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type specifier such as ``FHIR.Patient`` or ``Quantity``."""

    namespace: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}.{self.name}" if self.namespace else self.name


@dataclass(frozen=True, slots=True)
class TypeOperation:
    """``operand is type`` or ``operand as type``."""

    operator: str
    operand: "Node"
    type: TypeName
    at: int


Node: TypeAlias = (
    Literal | Empty | Variable | External | Member | Call | Indexer | Polarity | Operation | TypeOperation
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``."""
    match node:
        case Member(focus):
            return () if focus is None else (focus,)
        case Call(focus, _, arguments):
            return arguments if focus is None else (focus, *arguments)
        case Indexer(focus, index):
            return (focus, index)
        case Polarity(_, operand) | TypeOperation(_, operand):
            return (operand,)
        case Operation(_, operands):
            return operands
        case _:
            return ()


def mentions(node: Node, variable: str) -> bool:
    """Whether ``variable`` (``$index``) occurs in ``node``, not counting functions with their own."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Variable) and current.name == variable:
            return True
        waiting.extend(children(current))
    return False


def as_type_name(node: Node) -> TypeName | None:
    """``node`` read as a type specifier, as in ``ofType(FHIR.Patient)``; None when it is none."""
    match node:
        case Member(None, name):
            return TypeName(None, name)
        case Member(Member(None, namespace), name):
            return TypeName(namespace, name)
        case _:
            return None
