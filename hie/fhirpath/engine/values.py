"""Functions of single values, from the table that the compiler uses; conditions, time, trace, variables.

https://hl7.org/fhirpath/N1/#string-manipulation
https://hl7.org/fhirpath/N1/#utility-functions
"""

from typing import Any

from hie.fhirpath import runtime
from hie.fhirpath.compiler.scalars import CONVERSIONS, FUNCTIONS, ScalarFunction
from hie.fhirpath.engine.functions import Function, Invocation, function, listed
from hie.fhirpath.engine.items import Element, Items, one, result, spoken
from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.elements import truth


def _scalar(described: ScalarFunction, *, asks: bool) -> Function:
    """The function ``name`` of one value; with ``asks`` whether it would give one."""
    compute = getattr(runtime, described.runtime_name)

    def implementation(call: Invocation) -> Items:
        value = _focus(call, described.takes)
        if value is None:
            return []
        arguments = [call.value(index, described.given) for index in range(len(call.arguments))]
        result = compute(value, *arguments)
        if asks:
            return listed(runtime.converts(value, result))
        return list(result) if described.many else listed(result)

    return implementation


def _focus(call: Invocation, takes: str) -> Any:
    item = one(call.focus)
    if item is None:
        return None
    value = spoken(item)
    if takes == "text" and not isinstance(value, str):
        # The text of a FHIR date may be cut up like any other text.
        text = item.value if isinstance(item, Element) else value
        if text is not None and not isinstance(text, str):
            raise EvaluationError(f"{call.name}() is a function of strings")
        return text
    return value


for _name, _described in FUNCTIONS.items():
    function(_name, _described.least, _described.most)(_scalar(_described, asks=False))
for _name, _described in CONVERSIONS.items():
    function(_name, _described.least, _described.most)(_scalar(_described, asks=True))


@function("join", 0, 1)
def _join(call: Invocation) -> Items:
    separator = call.value(0, "text") if call.arguments else ""
    texts = call.focus_values()
    if any(text is not None and not isinstance(text, str) for text in texts):
        raise EvaluationError("join() is a function of strings")
    return listed(runtime.join(texts, separator))


@function("iif", 2, 3)
def _iif(call: Invocation) -> Items:
    one(call.focus)
    context = call.context.of(call.focus, call.context.index)
    found = one(call.evaluate(call.arguments[0], context))
    if found is not None and truth(spoken(found)) is True:
        return call.evaluate(call.arguments[1], context)
    return call.evaluate(call.arguments[2], context) if len(call.arguments) > 2 else []


@function("now")
def _now(call: Invocation) -> Items:
    return [call.context.environment.moment()]


@function("today")
def _today(call: Invocation) -> Items:
    return [call.context.environment.today()]


@function("timeOfDay")
def _time_of_day(call: Invocation) -> Items:
    return [call.context.environment.time_of_day()]


@function("trace", 1, 2)
def _trace(call: Invocation) -> Items:
    tracer = call.context.environment.tracer
    if tracer is not None:
        seen = call.focus
        if len(call.arguments) > 1:
            seen = [each for index, item in enumerate(call.focus) for each in call.each(1, item, index)]
        tracer(call.value(0, "text") or "", [result(item) for item in seen])
    return call.focus


@function("defineVariable", 1, 2)
def _define_variable(call: Invocation) -> Items:
    name = call.value(0, "text")
    if name is None:
        raise EvaluationError("defineVariable() needs a name")
    value = call.focus
    if len(call.arguments) > 1:
        value = call.evaluate(call.arguments[1], call.context.of(call.focus, call.context.index))
    call.context.define(name, value)
    return call.focus
