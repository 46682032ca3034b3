"""Parameters whose values are those of others together: nothing of them is stored a second time.

R4 has ``combo-code`` beside ``code`` and ``component-code``, and so on.  Half of what an Observation has in
the indexes would be there twice.
"""

from collections.abc import Mapping
from dataclasses import replace

from hie.conformance import SearchParameter
from hie.search.advanced_text import MODIFIER
from hie.search.definitions import Compiled, source_of
from hie.search.request import Condition, Group, Resolved

#: Kinds whose values are looked for by filters alone; links are followed, and dates order the results.
_KINDS = ("token", "quantity", "number", "string", "composite")


def with_unions(
    compiled: Mapping[str, Compiled], definitions: Mapping[str, SearchParameter]
) -> dict[str, Compiled]:
    """``compiled`` with ``unites`` for each parameter whose values are those of others together."""
    places = {code: _places(item) for code, item in compiled.items() if item.parameter.kind in _KINDS}
    found = dict(compiled)
    for code, held in places.items():
        parts = [
            other
            for other, places_of in places.items()
            if places_of
            and places_of < held
            and compiled[other].parameter.kind == compiled[code].parameter.kind
            and _publisher(definitions[other]) == _publisher(definitions[code])
        ]
        if held and held == frozenset().union(*(places[part] for part in parts)):
            parameter = replace(compiled[code].parameter, unites=tuple(parts))
            found[code] = replace(compiled[code], parameter=parameter)
    return found


def as_stored(condition: Resolved) -> Resolved:
    """``condition`` on the parameters under whose names values are stored."""
    if not isinstance(condition, Condition) or not condition.parameter.unites:
        return condition
    if condition.modifier == MODIFIER:
        # All texts have to be seen at once: one may have the word that another must not have.
        return condition
    own = condition.parameter
    parts = []
    for code in own.unites:
        values = condition.values
        if own.kind == "token":
            values = tuple(_renamed(value, len(own.code), code) for value in values)
        parts.append(replace(condition, parameter=replace(own, code=code, unites=()), values=values))
    return Group("or" if condition.is_positive else "and", tuple(parts))


def _renamed(value: object, length: int, code: str) -> object:
    """The ``value`` of a token for the parameter ``code``: entries begin with its name, texts do not."""
    return tuple(code + entry[length:] for entry in value) if isinstance(value, tuple) else value


def _places(item: Compiled) -> frozenset[tuple[str, ...]]:
    """Where the values of a parameter are, in source code."""
    if item.parameter.kind == "composite":
        kinds = tuple(component.kind for component in item.parameter.components)
        return frozenset(
            (*kinds, source_of(focus.values), *map(source_of, focus.components)) for focus in item.foci
        )
    return frozenset((source_of(values),) for values in item.values)


def _publisher(definition: SearchParameter) -> str:
    """Who may take a definition away: those of one guide come and go together."""
    return definition.url.rpartition("/")[0]
