"""Existence, filtering, projection and types of collections.

https://hl7.org/fhirpath/N1/#existence
https://hl7.org/fhirpath/N1/#filtering-and-projection
"""

from dataclasses import replace

from hie.fhirpath.compiler.code import EMPTY, INTEGER, Code, boolean
from hie.fhirpath.compiler.functions import Invocation, function
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.syntax import Call, Node, TypeName, TypeOperation, Variable, as_type_name


@function("empty")
def _empty(call: Invocation) -> Code:
    return call.compiler.negation(call.compiler.exists(call.focus))


@function("exists", 0, 1)
def _exists(call: Invocation) -> Code:
    call = _regardless_of_repetitions(call)
    focus = _where(call) if call.arguments else call.focus
    return call.compiler.exists(focus)


@function("all", 1)
def _all(call: Invocation) -> Code:
    item, criterion = _regardless_of_repetitions(call).each(0)
    truth = call.compiler.truth(criterion)
    return _none(call, item, f"if not {truth.holds}")


def _regardless_of_repetitions(call: Invocation) -> Invocation:
    """The call on a union whose items may be repeated."""
    focus = call.focus
    return replace(call, focus=replace(focus, text=focus.bag, bag="")) if focus.bag else call


def _none(call: Invocation, item: Code, condition: str) -> Code:
    return call.compiler.negation(call.compiler.exists(item.with_loops(condition)))


def _quantifier(name: str, condition: str, *, negated: bool) -> None:
    def compile_function(call: Invocation) -> Code:
        item, _ = call.compiler.iterate(call.focus)
        found = call.compiler.exists(item.with_loops(condition.format(item.text)))
        return call.compiler.negation(found) if negated else found

    function(name)(compile_function)


_quantifier("allTrue", "if {} is not True", negated=True)
_quantifier("anyTrue", "if {} is True", negated=False)
_quantifier("allFalse", "if {} is not False", negated=True)
_quantifier("anyFalse", "if {} is False", negated=False)


@function("count")
def _count(call: Invocation) -> Code:
    return Code(f"len({call.compiler.listed(call.focus)})", INTEGER, present=True)


@function("hasValue")
def _has_value(call: Invocation) -> Code:
    focus = call.focus
    if not focus.is_list and focus.is_primitive:
        return boolean(f"({focus.text} is not None)")
    return boolean(call.text("has_value", call.compiler.listed(focus)))


@function("isDistinct")
def _is_distinct(call: Invocation) -> Code:
    return boolean(call.text("is_distinct", call.compiler.listed(call.focus)))


@function("not")
def _not(call: Invocation) -> Code:
    return call.compiler.negation(call.focus)


@function("where", 1)
def _where(call: Invocation) -> Code:
    compiler = call.compiler
    target = _resolved_type(call.arguments[0])
    if target is not None:
        item, _ = compiler.iterate(call.focus)
        environment = (item.owner, "rr", "env")
        test = call.text("reference_is", item.text, repr(target), *environment)
        return item.with_loops(f"if {test}")
    item, criterion = call.each(0)
    filtered = item.with_loops(f"if {compiler.truth(criterion).holds}")
    narrowed = _narrowed(call.arguments[0])
    if narrowed is not None and filtered.types and filtered.choice is None:
        return replace(filtered, types=frozenset((compiler.model.type_named(narrowed),)), owner=filtered.text)
    return filtered


def _resolved_type(node: Node) -> str | None:
    """``Patient`` in ``resolve() is Patient``, which the text of a reference answers."""
    match node:
        case TypeOperation("is", Call(None, "resolve", ()), name) if name.namespace in (None, "FHIR"):
            return name.name
        case Call(Call(None, "resolve", ()), "is", (argument,)):
            name_found = as_type_name(argument)
            return name_found.name if name_found else None
        case _:
            return None


def _narrowed(node: Node) -> TypeName | None:
    """The resource type in ``$this is Patient``: what passes is a Patient."""
    match node:
        case TypeOperation("is", Variable("$this"), name) if name.name[:1].isupper():
            return name
        case Call(None, "is", (argument,)):
            return as_type_name(argument)
        case _:
            return None


@function("select", 1)
def _select(call: Invocation) -> Code:
    item, projection = call.each(0)
    return replace(projection, loops=(*item.loops, *projection.loops))


@function("repeat", 1)
def _repeat(call: Invocation) -> Code:
    compiler = call.compiler
    types = call.focus.types
    variable = compiler.out.variable()
    for _ in range(4):
        item = Code(variable, types, present=True, owner=call.focus.owner)
        body = compiler.expression(call.arguments[0], call.scope.of(item))
        reached = None if types is None or body.types is None else types | body.types
        if reached == types:
            break
        types = reached
    else:
        types = None
        item = Code(variable, None, present=True, owner=call.focus.owner)
        body = compiler.expression(call.arguments[0], call.scope.of(item))
    project = f"lambda {variable}: {compiler.listed(body)}"
    text = call.text("repeat", compiler.listed(call.focus), project)
    return Code(text, body.types if types is not None else None, many=True, owner=call.focus.owner)


@function("ofType", 1)
def _of_type(call: Invocation) -> Code:
    return call.compiler.as_type(call.focus, _type_argument(call))


function("as", 1)(_of_type)


@function("is", 1)
def _is(call: Invocation) -> Code:
    return call.compiler.is_type(call.focus, _type_argument(call))


def _type_argument(call: Invocation) -> TypeName:
    name = as_type_name(call.arguments[0])
    if name is None:
        raise FhirpathTypeError(f"{call.name}() needs the name of a type")
    return name


@function("aggregate", 1, 2)
def _aggregate(call: Invocation) -> Code:
    compiler = call.compiler
    start = compiler.scalar(call.argument(1)) if len(call.arguments) > 1 else EMPTY
    item, index, total = (compiler.out.variable() for _ in range(3))
    this = replace(call.focus.bound(item), loops=(), parent="", key="", choice=None)
    types = None if start.is_empty else start.types
    for _ in range(2):
        scope = replace(
            call.scope.of(this, Code(index, INTEGER, present=True)), total=Code(total, types, present=False)
        )
        body = compiler.scalar(compiler.expression(call.arguments[0], scope))
        if body.types == types or types is None:
            break
        types = None
    source = call.text(
        "aggregate", compiler.listed(call.focus), f"lambda {item}, {index}, {total}: {body.text}"
    )
    if not start.is_empty:
        source = f"{source[:-1]}, {start.text})"
    return Code(source, types)
