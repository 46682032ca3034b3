"""Evaluates any expression on any resource, with the types that its elements really have.

https://hl7.org/fhirpath/N1/
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from hie.fhirpath import runtime
from hie.fhirpath.engine import items as elements
from hie.fhirpath.engine.context import Context
from hie.fhirpath.engine.functions import Invocation, function_named
from hie.fhirpath.engine.items import Item, Items, one, spoken, type_of
from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.conversion import expected_integer
from hie.fhirpath.runtime.elements import both, either, implies, one_of_two, truth
from hie.fhirpath.syntax import (
    Call,
    Empty,
    External,
    Indexer,
    Literal,
    Member,
    Node,
    Operation,
    Polarity,
    TypeName,
    TypeOperation,
    Variable,
)
from hie.fhirpath.variables import standard_variable

_VALUES: dict[str, Callable[[Any, Any], Any]] = {
    "+": runtime.add,
    "-": runtime.subtract,
    "*": runtime.multiply,
    "/": runtime.divide,
    "mod": runtime.modulo,
    "div": runtime.quotient,
    "&": runtime.concatenate,
    "<": runtime.less,
    "<=": runtime.less_or_equal,
    ">": runtime.greater,
    ">=": runtime.greater_or_equal,
}


def evaluate(node: Node, context: Context) -> Items:
    """The collection that ``node`` is in ``context``.

    Raises EvaluationError where FHIRPath says that evaluation ends, and when the budget is used up.
    """
    found = _evaluate(node, context)
    context.budget.spend(len(found))
    return found


def _evaluate(node: Node, context: Context) -> Items:  # noqa: PLR0911 - One return for each kind of node.
    match node:
        case Literal(value):
            return [value]
        case Empty():
            return []
        case Variable(name):
            return _variable(name, context)
        case External(name):
            known = standard_variable(name)
            return context.variable(name) if known is None else [known]
        case Member():
            return _member(node, context)
        case Call():
            return _call(node, context)
        case Indexer(focus, index):
            items = evaluate(focus, context)
            position = expected_integer(spoken_one(evaluate(index, context.fork())))
            return listed(runtime.item_at(items, position))
        case Polarity(sign, operand):
            value = spoken_one(evaluate(operand, context))
            return listed(runtime.negate(value) if sign == "-" else runtime.positive(value))
        case TypeOperation(operator, operand, name):
            return typed(operator, evaluate(operand, context), name, context)
        case Operation(operator, operands):
            return _operation(operator, operands, context)


def listed(value: Any) -> Items:
    """The collection of one value; empty for None."""
    return [] if value is None else [value]


def spoken_one(items: Items) -> Any:
    """The only item as a value that speaks for itself, or None."""
    item = one(items)
    return None if item is None else spoken(item)


def boolean(items: Items) -> bool | None:
    """``items`` where a boolean is expected: a single item of another type counts as true."""
    item = one(items)
    if item is None:
        return None
    value = spoken(item)
    return True if value is None else truth(value)


def _variable(name: str, context: Context) -> Items:
    if name == "$this":
        return context.this
    if name == "$total" and context.total is not None:
        return context.total
    if name == "$index" and context.index is not None:
        return [context.index]
    raise EvaluationError(f"{name} means nothing here")


def _member(node: Member, context: Context) -> Items:
    if node.focus is not None:
        focus = evaluate(node.focus, context)
    else:
        focus = context.this
        if node.name[:1].isupper() and node.name in context.model.types:
            return [item for item in focus if context.model.is_type(type_of(item), node.name)]
    return [each for item in focus for each in elements.member(context.model, item, node.name)]


def _call(node: Call, context: Context) -> Items:
    focus = context.this if node.focus is None else evaluate(node.focus, context)
    call = Invocation(evaluate, node.name, focus, node.arguments, context)
    return function_named(node.name, len(node.arguments))(call)


def typed(operator: str, items: Items, name: TypeName, context: Context) -> Items:
    """``is`` or ``as`` of a single item."""
    wanted = context.model.type_named(name)
    item = one(items)
    if item is None:
        return []
    if operator == "is":
        return [context.model.is_type(type_of(item), wanted)]
    return [item] if context.model.becomes(type_of(item), wanted) else []


def _operation(operator: str, operands: tuple[Node, ...], context: Context) -> Items:
    if operator in _LAZY:
        return listed(_LAZY[operator](operands, context))
    collections = [evaluate(each, context.fork()) for each in operands]
    if operator == "|":
        return runtime.distinct((item for each in collections for item in each), spoken)
    left, right = collections
    if operator in _VALUES:
        return listed(_VALUES[operator](spoken_one(left), spoken_one(right)))
    return listed(_COLLECTIONS[operator](left, right))


def _logical(end: bool, operands: tuple[Node, ...], context: Context) -> bool | None:
    """``or`` up to the first true operand; ``and``, whose ``end`` is False, up to the first false one."""
    combine = either if end else both
    result: bool | None = not end
    for each in operands:
        result = combine(result, boolean(evaluate(each, context.fork())))
        if result is end:
            break
    return result


def _implies(operands: tuple[Node, ...], context: Context) -> bool | None:
    premise = boolean(evaluate(operands[0], context.fork()))
    return True if premise is False else implies(premise, boolean(evaluate(operands[1], context.fork())))


def _exclusive(operands: tuple[Node, ...], context: Context) -> bool | None:
    left, right = (boolean(evaluate(each, context.fork())) for each in operands)
    return one_of_two(left, right)


_LAZY: dict[str, Callable[[tuple[Node, ...], Context], bool | None]] = {
    "and": partial(_logical, False),
    "or": partial(_logical, True),
    "implies": _implies,
    "xor": _exclusive,
}


def _spoken(items: Items) -> list[Any]:
    return [spoken(item) for item in items]


def _in(value: Items, items: Items) -> bool | None:
    return runtime.member_of_list(spoken_one(value), _spoken(items))


_COLLECTIONS: dict[str, Callable[[Items, Items], bool | None]] = {
    "=": lambda left, right: runtime.equal_lists(_spoken(left), _spoken(right)),
    "!=": lambda left, right: runtime.negated(runtime.equal_lists(_spoken(left), _spoken(right))),
    "~": lambda left, right: runtime.equivalent_lists(_spoken(left), _spoken(right)),
    "!~": lambda left, right: not runtime.equivalent_lists(_spoken(left), _spoken(right)),
    "in": _in,
    "contains": lambda left, right: _in(right, left),
}

__all__ = ["Item", "boolean", "evaluate", "listed", "spoken_one", "typed"]
