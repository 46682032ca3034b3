"""Composite parameters: several values that belong to one element.

https://hl7.org/fhir/R4/search.html#composite

An element of ``c`` holds one combination: ``p``, and for each component by its place ``i`` either the
exact forms ``k`` (of the first), ``k1`` …, the folded strings ``s1`` …, or an interval ``l1``, ``h1``
with its unit forms ``u1``.
"""

from collections.abc import Sequence
from itertools import product
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
UNSUPPORTED_MODIFIERS: tuple[str, ...] = ()

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


def combine(code: str, parts: Sequence[tuple[str, list[Any]]], c: list[dict[str, Any]]) -> None:
    """Append the combinations of the components' values to ``c``; none when a component has no value.

    ``parts`` holds the kind and the values of each component: forms, folded strings, or elements of the
    fields ``d`` and ``q``.
    """
    if not all(values for _, values in parts):
        return
    choices: list[list[dict[str, Any]]] = []
    for place, (kind, values) in enumerate(parts):
        if kind in _EXACT:
            choices.append([{_key("k", place): values}])
        elif kind == "string":
            choices.append([{_key("s", place): values}])
        else:
            choices.append(
                [{_key(name, place): item[name] for name in item if name != "p"} for item in values]
            )
    for combination in product(*choices):
        element: dict[str, Any] = {"p": code}
        for part in combination:
            element |= part
        c.append(element)


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
    found = quantity.conditions(value) if component.kind == "quantity" else alternatives(value)
    return [{_key(name, place): test for name, test in item.items()} for item in found]


def _key(name: str, place: int) -> str:
    """The field of the component at ``place``; the first one has the plain name, which is indexed."""
    return f"{name}{place}" if place else name
