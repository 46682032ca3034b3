"""Functions of collections: existence, filtering, projection, subsets, combination.

https://hl7.org/fhirpath/N1/#existence
"""

from hie.fhirpath import runtime
from hie.fhirpath.engine import items as elements
from hie.fhirpath.engine.functions import Invocation, function, listed
from hie.fhirpath.engine.items import Element, Item, Items, one, spoken, type_of
from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.model import PRIMITIVES
from hie.fhirpath.runtime.elements import truth
from hie.fhirpath.syntax import Polarity


@function("empty")
def _empty(call: Invocation) -> Items:
    return [not call.focus]


@function("exists", 0, 1)
def _exists(call: Invocation) -> Items:
    if not call.arguments:
        return [bool(call.focus)]
    return [any(call.holds(0, item, index) for index, item in enumerate(call.focus))]


@function("all", 1)
def _all(call: Invocation) -> Items:
    return [all(call.holds(0, item, index) for index, item in enumerate(call.focus))]


@function("allTrue")
def _all_true(call: Invocation) -> Items:
    return [all(_booleans(call))]


@function("anyTrue")
def _any_true(call: Invocation) -> Items:
    return [any(_booleans(call))]


@function("allFalse")
def _all_false(call: Invocation) -> Items:
    return [not any(_booleans(call))]


@function("anyFalse")
def _any_false(call: Invocation) -> Items:
    return [not all(_booleans(call))]


def _booleans(call: Invocation) -> list[bool]:
    """The focus, which must be all booleans.  Raises EvaluationError when it is not."""
    values = call.focus_values()
    if not all(isinstance(value, bool) for value in values):
        raise EvaluationError(f"{call.name}() needs booleans")
    return values


@function("count")
def _count(call: Invocation) -> Items:
    return [len(call.focus)]


@function("not")
def _not(call: Invocation) -> Items:
    item = one(call.focus)
    return [] if item is None else listed(runtime.negated(truth(spoken(item))))


@function("hasValue")
def _has_value(call: Invocation) -> Items:
    if len(call.focus) != 1:
        return [False]
    item = call.focus[0]
    return [not isinstance(item, Element) or (item.type in PRIMITIVES and item.value is not None)]


@function("subsetOf", 1)
def _subset_of(call: Invocation) -> Items:
    return [runtime.subset_of(call.focus_values(), [spoken(item) for item in call.argument(0)])]


@function("supersetOf", 1)
def _superset_of(call: Invocation) -> Items:
    return [runtime.subset_of([spoken(item) for item in call.argument(0)], call.focus_values())]


@function("distinct")
def _distinct(call: Invocation) -> Items:
    return runtime.distinct(call.focus, spoken)


@function("isDistinct")
def _is_distinct(call: Invocation) -> Items:
    return [runtime.is_distinct(call.focus_values())]


@function("where", 1)
def _where(call: Invocation) -> Items:
    return [item for index, item in enumerate(call.focus) if call.holds(0, item, index)]


@function("select", 1)
def _select(call: Invocation) -> Items:
    return [found for index, item in enumerate(call.focus) for found in call.each(0, item, index)]


@function("repeat", 1)
def _repeat(call: Invocation) -> Items:
    return _repeated(call, again=False)


@function("repeatAll", 1)
def _repeat_all(call: Invocation) -> Items:
    return _repeated(call, again=True)


def _repeated(call: Invocation, *, again: bool) -> Items:
    """What a projection makes of the focus, and of that again; repetitions only with ``again``."""
    found: Items = []
    waiting = call.focus
    while waiting:
        made = [each for index, item in enumerate(waiting) for each in call.each(0, item, index)]
        waiting = made if again else _new(made, found)
        found += waiting
        call.context.budget.spend(len(found))
    return found


def _new(made: Items, found: Items) -> Items:
    """Items of ``made`` that are not in ``found``: elements by their place, values by equality."""
    places = {item.path for item in found if isinstance(item, Element)}
    values = [spoken(item) for item in found if not isinstance(item, Element)]
    new: Items = []
    for item in made:
        if isinstance(item, Element):
            if item.path in places:
                continue
            places.add(item.path)
        elif runtime.member_of_list(item, values):
            continue
        else:
            values.append(item)
        new.append(item)
    return new


@function("aggregate", 1, 2)
def _aggregate(call: Invocation) -> Items:
    total = call.argument(1)
    for index, item in enumerate(call.focus):
        context = call.context.of([item], index)
        context.total = total
        total = call.evaluate(call.arguments[0], context)
    return total


@function("ofType", 1)
def _of_type(call: Invocation) -> Items:
    wanted = call.context.model.type_named(call.type_name())
    return [item for item in call.focus if call.context.model.becomes(type_of(item), wanted)]


@function("as", 1)
def _as(call: Invocation) -> Items:
    one(call.focus)
    return _of_type(call)


@function("is", 1)
def _is(call: Invocation) -> Items:
    wanted = call.context.model.type_named(call.type_name())
    item = one(call.focus)
    return [] if item is None else [call.context.model.is_type(type_of(item), wanted)]


@function("type")
def _type(call: Invocation) -> Items:
    return [elements.info(item) for item in call.focus]


@function("single")
def _single(call: Invocation) -> Items:
    return listed(one(call.focus))


@function("first")
def _first(call: Invocation) -> Items:
    return call.focus[:1]


@function("last")
def _last(call: Invocation) -> Items:
    return call.focus[-1:]


@function("tail")
def _tail(call: Invocation) -> Items:
    return call.focus[1:]


@function("skip", 1)
def _skip(call: Invocation) -> Items:
    return list(runtime.skip(call.focus, call.value(0, "integer")))


@function("take", 1)
def _take(call: Invocation) -> Items:
    return list(runtime.take(call.focus, call.value(0, "integer")))


@function("union", 1)
def _union(call: Invocation) -> Items:
    return runtime.distinct([*call.focus, *call.argument(0)], spoken)


@function("combine", 1, 2)
def _combine(call: Invocation) -> Items:
    return [*call.focus, *call.argument(0)]


@function("intersect", 1)
def _intersect(call: Invocation) -> Items:
    return runtime.intersect(call.focus, call.argument(0), spoken)


@function("exclude", 1)
def _exclude(call: Invocation) -> Items:
    return runtime.exclude(call.focus, call.argument(0), spoken)


@function("coalesce", 1, 99)
def _coalesce(call: Invocation) -> Items:
    for index in range(len(call.arguments)):
        found = call.argument(index)
        if found:
            return found
    return []


@function("sort", 0, 99)
def _sort(call: Invocation) -> Items:
    keys = [_keys(call, index) for index in range(len(call.arguments))] or [(call.focus_values(), False)]
    return runtime.ordered(call.focus, keys)


def _keys(call: Invocation, index: int) -> tuple[list[object], bool]:
    """The values of one sort key, and whether they go down: ``-family`` asks for that."""
    node = call.arguments[index]
    descending = isinstance(node, Polarity) and node.sign == "-"
    if isinstance(node, Polarity):
        node = node.operand
    values: list[object] = []
    for position, item in enumerate(call.focus):
        found: Item | None = one(call.evaluate(node, call.context.of([item], position)))
        values.append(None if found is None else spoken(found))
    return values, descending


@function("children")
def _children(call: Invocation) -> Items:
    return [each for item in call.focus for each in elements.children(call.context.model, item)]


@function("descendants")
def _descendants(call: Invocation) -> Items:
    found: Items = []
    waiting = _children(call)
    while waiting:
        found += waiting
        call.context.budget.spend(len(found))
        waiting = [each for item in waiting for each in elements.children(call.context.model, item)]
    return found
