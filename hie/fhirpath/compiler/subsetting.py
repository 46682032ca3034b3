"""Parts of collections, their order, and combinations of them.

https://hl7.org/fhirpath/N1/#subsetting
https://hl7.org/fhirpath/N1/#combining
"""

from dataclasses import replace

from hie.fhirpath.compiler.code import Code, boolean
from hie.fhirpath.compiler.functions import Invocation, function, only_evaluated
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.model import SYSTEM
from hie.fhirpath.syntax import Node, Polarity


@function("first")
def _first(call: Invocation) -> Code:
    return _single(call, "first")


@function("last")
def _last(call: Invocation) -> Code:
    return _single(call, "last")


@function("type")
def _type(call: Invocation) -> Code:
    types = call.focus.types or frozenset()
    if len(types) != 1 or types & call.compiler.model.registry.abstract_types:
        return only_evaluated(call)
    (name,) = types
    namespace, _, own = name.rpartition(".") if name.startswith(SYSTEM) else ("FHIR", "", name)
    described = {"namespace": namespace, "name": "BackboneElement" if "." in own else own}
    variable = call.compiler.out.variable()
    return Code(f"[{described!r} for {variable} in {call.compiler.listed(call.focus)}]", None, many=True)


@function("single")
def _only(call: Invocation) -> Code:
    return _single(call, "single")


def _single(call: Invocation, name: str) -> Code:
    if name != "single":
        _in_order(call)
    if not call.focus.is_list:
        return call.focus
    text = call.text(name, call.compiler.listed(call.focus))
    return Code(text, call.focus.types, owner=call.focus.owner, targets=call.focus.targets)


@function("tail")
def _tail(call: Invocation) -> Code:
    _in_order(call)
    return _listed(call, f"{call.compiler.listed(call.focus)}[1:]")


@function("skip", 1)
def _skip(call: Invocation) -> Code:
    _in_order(call)
    return _listed(call, call.text("skip", call.compiler.listed(call.focus), call.one(0, "integer")))


@function("take", 1)
def _take(call: Invocation) -> Code:
    _in_order(call)
    return _listed(call, call.text("take", call.compiler.listed(call.focus), call.one(0, "integer")))


@function("sort", 0, 99)
def _sort(call: Invocation) -> Code:
    compiler = call.compiler
    items = compiler.listed(call.focus)
    keys = [_sort_key(call, node) for node in call.arguments] or [f"({compiler.spoken(call.focus)}, False)"]
    return _listed(call, call.text("ordered", items, f"({', '.join(keys)},)"))


def _sort_key(call: Invocation, node: Node) -> str:
    """Source of the values of one sort key, and of whether they go down: ``-family`` asks for that."""
    descending = isinstance(node, Polarity) and node.sign == "-"
    by = node.operand if isinstance(node, Polarity) else node
    variable = call.compiler.out.variable()
    item = Code(variable, call.focus.types, present=True, owner=call.focus.owner)
    value = call.compiler.spoken_one(call.compiler.expression(by, call.scope.of(item)))
    return f"([{value} for {variable} in {call.compiler.listed(call.focus)}], {descending})"


@function("coalesce", 1, 99)
def _coalesce(call: Invocation) -> Code:
    found = [call.argument(index) for index in range(len(call.arguments))]
    merged = call.compiler.merged("combine", found)
    return replace(merged, text=f"({' or '.join(call.compiler.listed(each) for each in found)})")


def _in_order(call: Invocation) -> None:
    """Refuse, when the compiler is strict, to select by place where no order is defined."""
    if call.compiler.strict and not call.focus.is_ordered:
        raise FhirpathTypeError(f"{call.name}() of a collection without an order")


def _listed(call: Invocation, text: str) -> Code:
    return Code(text, call.focus.types, many=True, owner=call.focus.owner, targets=call.focus.targets)


def _two_collections(name: str, runtime_name: str) -> None:
    def compile_function(call: Invocation) -> Code:
        return call.compiler.merged(runtime_name, [call.focus, call.argument(0)], raw=call.scope.raw)

    function(name, 1)(compile_function)


_two_collections("union", "union")
_two_collections("intersect", "intersect")
_two_collections("exclude", "exclude")
_two_collections("combine", "combine")


@function("subsetOf", 1)
def _subset_of(call: Invocation) -> Code:
    return boolean(call.compiler.merged("subset_of", [call.focus, call.argument(0)]).text)


@function("supersetOf", 1)
def _superset_of(call: Invocation) -> Code:
    return boolean(call.compiler.merged("subset_of", [call.argument(0), call.focus]).text)


@function("distinct")
def _distinct(call: Invocation) -> Code:
    return _listed(call, call.text("distinct", call.compiler.listed(call.focus)))
