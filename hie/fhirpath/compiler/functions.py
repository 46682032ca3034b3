"""Functions of collections and the ones of FHIR, each compiled by a small function of its own.

https://hl7.org/fhirpath/N1/#functions
https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hie.fhirpath.compiler.code import EMPTY, INTEGER, Code, Loop, boolean, maybe
from hie.fhirpath.compiler.scope import Scope
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.syntax import Call, Literal, Node, TypeName, TypeOperation, Variable, as_type_name, mentions

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

    def one(self, index: int) -> str:
        """Source of an argument that is one value; None when it is not given."""
        if index >= len(self.arguments):
            return "None"
        return self.compiler.spoken_one(self.argument(index))

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


# Existence


@function("empty")
def _empty(call: Invocation) -> Code:
    return call.compiler.negation(call.compiler.exists(call.focus))


@function("exists", 0, 1)
def _exists(call: Invocation) -> Code:
    focus = _where(call) if call.arguments else call.focus
    return call.compiler.exists(focus)


@function("all", 1)
def _all(call: Invocation) -> Code:
    item, criterion = call.each(0)
    truth = call.compiler.truth(criterion)
    return _none(call, item, f"if not {truth.true}")


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


@function("distinct")
def _distinct(call: Invocation) -> Code:
    return _listed(call, call.text("distinct", call.compiler.listed(call.focus)))


@function("not")
def _not(call: Invocation) -> Code:
    return call.compiler.negation(call.focus)


# Filtering and projection


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
    filtered = item.with_loops(f"if {compiler.truth(criterion).true}")
    narrowed = _narrowed(call.arguments[0])
    if narrowed is not None and filtered.types and filtered.choice is None:
        return replace(filtered, types=frozenset((compiler.type_named(narrowed),)), owner=filtered.text)
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
    this = replace(call.focus, text=item, many=False, loops=(), present=True, parent="", key="", choice=None)
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


# Subsetting


@function("first")
def _first(call: Invocation) -> Code:
    return _single(call, "first")


@function("last")
def _last(call: Invocation) -> Code:
    return _single(call, "last")


@function("single")
def _only(call: Invocation) -> Code:
    return _single(call, "single")


def _single(call: Invocation, name: str) -> Code:
    if not call.focus.is_list:
        return call.focus
    text = call.text(name, call.compiler.listed(call.focus))
    return Code(text, call.focus.types, owner=call.focus.owner, targets=call.focus.targets)


@function("tail")
def _tail(call: Invocation) -> Code:
    return _listed(call, f"{call.compiler.listed(call.focus)}[1:]")


@function("skip", 1)
def _skip(call: Invocation) -> Code:
    return _listed(call, call.text("skip", call.compiler.listed(call.focus), call.one(0)))


@function("take", 1)
def _take(call: Invocation) -> Code:
    return _listed(call, call.text("take", call.compiler.listed(call.focus), call.one(0)))


def _listed(call: Invocation, text: str) -> Code:
    return Code(text, call.focus.types, many=True, owner=call.focus.owner, targets=call.focus.targets)


# Combining


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


# Trees, time, conditions


@function("children")
def _children(call: Invocation) -> Code:
    return _below(call, "children")


@function("descendants")
def _descendants(call: Invocation) -> Code:
    return _below(call, "descendants")


def _below(call: Invocation, name: str) -> Code:
    text = call.text(name, call.compiler.listed(call.focus))
    return Code(text, None, many=True, owner=call.focus.owner)


@function("now")
def _now(call: Invocation) -> Code:
    return Code("env.moment()", frozenset(("System.DateTime",)), present=bool(call))


@function("today")
def _today(call: Invocation) -> Code:
    return Code("env.today()", frozenset(("System.Date",)), present=bool(call))


@function("timeOfDay")
def _time_of_day(call: Invocation) -> Code:
    return Code("env.time_of_day()", frozenset(("System.Time",)), present=bool(call))


@function("trace", 1, 2)
def _trace(call: Invocation) -> Code:
    return call.focus


@function("iif", 2, 3)
def _iif(call: Invocation) -> Code:
    compiler = call.compiler
    # Within iif() the whole focus is $this.
    branches = [compiler.expression(each, call.scope.of(call.focus)) for each in call.arguments]
    condition = compiler.truth(branches[0]).true
    yes = branches[1]
    no = branches[2] if len(branches) > 2 else EMPTY
    types = None if yes.types is None or no.types is None else yes.types | no.types
    speak = yes.group != no.group and not (yes.is_empty or no.is_empty)
    if yes.is_list or no.is_list:
        first, second = compiler.listed(yes), compiler.listed(no)
    else:
        first, second = yes.text, no.text
        if speak:
            first, second = compiler.spoken(yes), compiler.spoken(no)
            types = None
    text = f"({first} if {condition} else {second})"
    present = yes.present and no.present
    return Code(text, types, many=yes.is_list or no.is_list, present=present, owner=yes.owner)


# FHIR


@function("extension", 1)
def _extension(call: Invocation) -> Code:
    compiler = call.compiler
    found = compiler.member(call.focus, "extension")
    if found.is_empty:
        return EMPTY
    item, _ = compiler.iterate(found)
    return item.with_loops(f"if {item.text}.get('url') == {_url(call)}")


def _url(call: Invocation) -> str:
    node = call.arguments[0]
    return repr(node.value) if isinstance(node, Literal) else call.one(0)


@function("hasExtension", 1)
def _has_extension(call: Invocation) -> Code:
    return call.compiler.exists(_extension(call))


@function("resolve")
def _resolve(call: Invocation) -> Code:
    focus = call.focus
    concrete = focus.targets and not focus.targets & {"Resource", "DomainResource"}
    types = focus.targets if concrete else frozenset(("Resource",))
    around = (focus.owner, "rr", "env")
    if not focus.is_list:
        return Code(call.text("resolve", focus.text, *around), types)
    item, _ = call.compiler.iterate(focus)
    variable = call.compiler.out.variable()
    source = call.text("resolve", item.text, item.owner, "rr", "env")
    found = item.with_loops(Loop(variable, f"[{source}]"), f"if {variable} is not None")
    return Code(variable, types, loops=found.loops, present=True, owner=variable)


@function("memberOf", 1)
def _member_of(call: Invocation) -> Code:
    return maybe(call.text("member_of", call.compiler.one(call.focus), call.one(0), "env"))


@function("conformsTo", 1)
def _conforms_to(call: Invocation) -> Code:
    return maybe(call.text("conforms_to", call.compiler.one(call.focus), call.one(0), "env"))


@function("htmlChecks")
def _html_checks(call: Invocation) -> Code:
    return boolean(call.text("html_checks", call.compiler.one(call.focus)))
