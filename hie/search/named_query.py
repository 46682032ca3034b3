r"""``_query``: a search by its name, carried out as the search parameters that its template makes.

https://hl7.org/fhir/R4/search.html#query

A value that a client gives becomes a part of one value of one search parameter.  What would make more of it
is escaped: a comma, a ``$``, a backslash at its end; of values that have no syntax, ``|`` and every ``\``.
Several values of one parameter are alternatives; a part of the template whose parameter is not given is
left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from hie.conformance import PLACEHOLDER, NamedQuery, QueryParameter
from hie.fhir import from_text
from hie.outcome import BadRequest
from hie.search import result_parameters
from hie.search.checked_text import check_text
from hie.search.escapes import escape, split
from hie.search.kinds import KINDS
from hie.search.options import SearchOptions
from hie.search.parameters import Parameter, TypeParameters

NAME = "_query"

#: Nobody asks for so many alternatives.
MAX_ALTERNATIVES = 1000

#: What would make several values, or several parts, of one: and escapes, which stay.
_SEVERAL = re.compile(r"\\.|[\\,$]", re.DOTALL)
#: Kinds of values that are checked before they are taken, so that the refusal names the query's parameter.
_CHECKED = frozenset(("number", "date", "quantity"))


@dataclass(frozen=True, slots=True)
class Expansion:
    """What the query called ``query`` stands for: ``pairs``, made of the parameters called ``names``."""

    query: str = ""
    names: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()


def expanded(
    pairs: Sequence[tuple[str, str]], parameters: TypeParameters, options: SearchOptions
) -> Expansion:
    """The expansion of the query that ``pairs`` ask for; an empty one when they ask for none.

    What the request says once about its result (``_sort``, ``_count`` …) counts instead of what the query
    says.  Raises BadRequest when the type has no such query, or a parameter of it is missing, too often
    there, or of another type.
    """
    name = next((value for name, value in pairs if name == NAME), None)
    if name is None:
        return Expansion()
    check_text(NAME, name)
    query = _named(name, parameters)
    given = {each.name: _given(each, pairs, options) for each in query.parameters}
    sent = {name for name, _ in pairs}
    made = [
        (name, value)
        for name, template in query.pairs
        if name not in sent or result_parameters.SUPPORTED.get(name, True)
        if (value := _value(query, template, given))
    ]
    return Expansion(name, frozenset(given), tuple(made))


def queries_of(parameters: TypeParameters) -> dict[str, NamedQuery]:
    """The queries of a type by name."""
    own = [query for query in parameters.queries if parameters.type in query.types]
    return {query.code: query for query in reversed(own)}


def _named(name: str, parameters: TypeParameters) -> NamedQuery:
    """The query called ``name``.  Raises BadRequest when the type has none."""
    own = queries_of(parameters)
    if name in own:
        return own[name]
    shown = {"name": name[:80], "type": parameters.type}
    elsewhere = sorted({type for query in parameters.queries if query.code == name for type in query.types})
    if elsewhere:
        raise BadRequest.because("search-query-type", **shown, types=", ".join(elsewhere))
    hints = result_parameters.known_names(name[:80], own)
    raise BadRequest.because("search-query-unknown", **shown, **hints)


def _given(
    parameter: QueryParameter, pairs: Sequence[tuple[str, str]], options: SearchOptions
) -> tuple[str, ...]:
    """What is given for ``parameter``, each as a part of a search value."""
    values = [value for name, value in pairs if name == parameter.name]
    if len(values) < parameter.min:
        raise BadRequest.because("parameter-missing", name=parameter.name)
    if parameter.max is not None and len(values) > parameter.max:
        raise BadRequest.because("parameter-repeated", name=parameter.name, max=parameter.max)
    for value in values:
        check_text(parameter.name, value)
    return tuple(_one_value(parameter, value, options) for value in values)


def _one_value(parameter: QueryParameter, text: str, options: SearchOptions) -> str:
    """``text`` as a part of one search value.  Raises BadRequest when it is not of the parameter's type."""
    if parameter.search_type is None:
        if from_text(parameter.type, text) is None:
            raise BadRequest.because("parameter-type", name=parameter.name, type=parameter.type)
        return escape(text)
    value = _SEVERAL.sub(lambda found: found[0] if len(found[0]) == 2 else f"\\{found[0]}", text)
    if parameter.search_type in _CHECKED:
        kind = KINDS[parameter.search_type]
        kind.parse(Parameter(parameter.name, parameter.search_type), None, value, options)
    return value


def _value(query: NamedQuery, template: str, given: Mapping[str, Sequence[str]]) -> str:
    """The search value that ``template`` makes; empty when nothing is given for it."""
    found: list[str] = []
    for part in split(template, ","):
        names = list(dict.fromkeys(PLACEHOLDER.findall(part)))
        if len(found) + prod(len(given[name]) for name in names) > MAX_ALTERNATIVES:
            raise BadRequest.because("search-query-many", name=query.code, limit=MAX_ALTERNATIVES)
        found += _filled(part, names, given)
    return ",".join(found)


def _filled(part: str, names: Sequence[str], given: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """``part`` with each combination of what is given for ``names`` in it; nothing when one is not given."""
    # Texts and names by turns.
    pieces = PLACEHOLDER.split(part)
    for values in product(*(given[name] for name in names)):
        chosen = dict(zip(names, values, strict=True))
        yield "".join(chosen[piece] if index % 2 else piece for index, piece in enumerate(pieces))
