"""Composite parameters: several values that belong to one element.

https://hl7.org/fhir/R4/search.html#composite

An element of ``c`` holds one combination: ``p``, and for each component by its place ``i`` either the
exact forms ``k`` (of the first), ``k1`` …, the folded strings ``s1`` …, or an interval ``l1``, ``h1``
with its unit forms ``u1``.  A quantity in UCUM has ``cl1``, ``ch1`` and ``cd1`` too: the interval in the
canonical unit, and its dimension.
"""

from collections.abc import Sequence
from typing import Any

from hie.outcome import BadRequest
from hie.search import date, number, quantity, reference, string, token, uri
from hie.search.escapes import split
from hie.search.folding import fold
from hie.search.intervals import alternatives
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "c"
MODIFIERS: tuple[str, ...] = ()

_EXACT = ("token", "reference", "uri")
_PARSERS = {
    "token": token.parse,
    "reference": reference.parse,
    "uri": uri.parse,
    "string": string.parse,
    "date": date.parse,
    "number": number.parse,
    "quantity": quantity.parse,
}


def keys_of(kind: str, place: int) -> dict[str, str]:
    """The members of an element of ``c`` for a component of ``kind`` at ``place``, by what they hold.

    A list of forms or folded strings has one member, an interval several.
    """
    if kind in _EXACT:
        return {"k": _key("k", place)}
    if kind == "string":
        return {"s": _key("s", place)}
    names = ("l", "h", "u", "cl", "ch", "cd") if kind == "quantity" else ("l", "h")
    return {name: _key(name, place) for name in names}


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> tuple[Any, ...]:
    """The values of the components.

    Raises BadRequest when there are not as many as components, or one is not of its type.
    """
    del modifier
    parts = split(text, "$")
    if len(parts) != len(parameter.components) or "" in parts:
        raise BadRequest.because(
            "search-composite-invalid", name=parameter.code, value=text, count=len(parameter.components)
        )
    return tuple(
        _PARSERS[component.kind](component, None, part, options)
        for component, part in zip(parameter.components, parts, strict=True)
    )


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[tuple[Any, ...]]) -> Filter:
    """The filter for any of ``values``."""
    del modifier
    found = [_one(parameter, value) for value in values]
    return found[0] if len(found) == 1 else {"$or": found}


def _one(parameter: Parameter, value: tuple[Any, ...]) -> Filter:
    """The filter for one value: an element in which every component has a match."""
    condition: dict[str, Any] = {"p": parameter.code}
    either: list[Filter] = []
    for place, (component, part) in enumerate(zip(parameter.components, value, strict=True)):
        choices = _conditions(component, part, place)
        if len(choices) == 1:
            condition |= choices[0]
        else:
            either.append({"$or": choices})
    if either:
        condition["$and"] = either
    return {"c": {"$elemMatch": condition}}


def _conditions(component: Parameter, value: Any, place: int) -> list[Filter]:
    """Conditions of which one must hold for the component at ``place``."""
    if component.kind in _EXACT:
        forms = [entry[len(component.code) + 1 :] for entry in value]
        return [{_key("k", place): forms[0] if len(forms) == 1 else {"$in": forms}}]
    if component.kind == "string":
        return [{_key("s", place): {"$regex": string.starting_with(fold(value))}}]
    is_quantity = component.kind == "quantity"
    found = quantity.composite_conditions(value) if is_quantity else alternatives(value)
    return [{_key(name, place): test for name, test in item.items()} for item in found]


def _key(name: str, place: int) -> str:
    """The field of the component at ``place``; the first one has the plain name, which is indexed."""
    return f"{name}{place}" if place else name
