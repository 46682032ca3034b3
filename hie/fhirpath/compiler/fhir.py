"""Trees, time, conditions, and the functions that FHIR adds.

https://hl7.org/fhirpath/N1/#tree-navigation
https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from dataclasses import replace

from hie.fhirpath.compiler.code import EMPTY, Code, Loop, boolean, maybe
from hie.fhirpath.compiler.functions import Invocation, function
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.syntax import Literal


@function("children")
def _children(call: Invocation) -> Code:
    return _below(call, "children")


@function("descendants")
def _descendants(call: Invocation) -> Code:
    return _below(call, "descendants")


def _below(call: Invocation, name: str) -> Code:
    text = call.text(name, call.compiler.listed(call.focus))
    return Code(text, None, many=True, owner=call.focus.owner, is_ordered=False)


@function("now")
def _now(call: Invocation) -> Code:
    clock = call.compiler.out.constant(call.text("Clock", "'now'"))
    return Code("env.moment()", frozenset(("System.DateTime",)), present=True, clock=clock)


@function("today")
def _today(call: Invocation) -> Code:
    clock = call.compiler.out.constant(call.text("Clock", "'today'"))
    return Code("env.today()", frozenset(("System.Date",)), present=True, clock=clock)


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
    scope = replace(call.scope, this=call.focus)
    branches = [compiler.expression(each, scope) for each in call.arguments]
    criterion = branches[0]
    if compiler.strict and criterion.types and criterion.group != "boolean":
        raise FhirpathTypeError("iif() needs a boolean criterion")
    condition = compiler.truth(criterion).holds
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
    return repr(node.value) if isinstance(node, Literal) else call.one(0, "text")


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
    return maybe(call.text("member_of", call.compiler.one(call.focus), call.one(0, "text"), "env"))


@function("conformsTo", 1)
def _conforms_to(call: Invocation) -> Code:
    return maybe(call.text("conforms_to", call.compiler.one(call.focus), call.one(0, "text"), "env"))


@function("htmlChecks")
def _html_checks(call: Invocation) -> Code:
    return boolean(call.text("html_checks", call.compiler.one(call.focus)))
