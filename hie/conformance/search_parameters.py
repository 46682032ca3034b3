"""Search parameters: what may be searched, by resource type.

https://hl7.org/fhir/R4/searchparameter.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a composite parameter: the parameter it is, and its expression on the composite's focus."""

    definition: str
    expression: str


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One definition; ``type`` is number, date, string, token, reference, composite, quantity, uri, special.

    ``expression`` is None for the special parameters that no element stands behind (``_text``).
    """

    code: str
    url: str
    type: str
    expression: str | None
    base: tuple[str, ...]
    targets: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    comparators: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    multiple_or: bool = True
    multiple_and: bool = True
    name: str = ""
    description: str = ""


class _ComponentSource(msgspec.Struct):
    definition: str
    expression: str


class _Source(msgspec.Struct, rename="camel"):
    """What is read of a SearchParameter resource."""

    url: str
    id: str = ""
    code: str = ""
    type: str = "special"
    name: str = ""
    description: str = ""
    expression: str | None = None
    base: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    component: tuple[_ComponentSource, ...] = ()
    comparator: tuple[str, ...] = ()
    modifier: tuple[str, ...] = ()
    multiple_or: bool = True
    multiple_and: bool = True


_decode = msgspec.json.Decoder(_Source).decode


def read_search_parameter(data: bytes) -> SearchParameter | None:
    """The SearchParameter in the JSON ``data``, or None when nothing can be searched by it.

    R4 ships parameters without a base, parameters of extensions without an expression, and examples; a
    definition that is not as FHIR has it is of no use either.
    """
    try:
        source = _decode(data)
    except msgspec.ValidationError:
        return None
    if not source.code or not source.base or (source.expression is None and source.code[0] != "_"):
        return None
    if source.id.partition("-")[0] == "example":
        return None
    return SearchParameter(
        code=source.code,
        url=source.url,
        type=source.type,
        expression=source.expression,
        base=source.base,
        targets=source.target,
        components=tuple(Component(item.definition, item.expression) for item in source.component),
        comparators=source.comparator,
        modifiers=source.modifier,
        multiple_or=source.multiple_or,
        multiple_and=source.multiple_and,
        name=source.name or source.code,
        description=source.description,
    )


def parameters_by_base(
    parameters: Iterable[SearchParameter],
) -> dict[str, dict[str, SearchParameter]]:
    """Parameters by base type and code; where two have the same code, the first one stands."""
    table: dict[str, dict[str, SearchParameter]] = {}
    for parameter in parameters:
        for base in parameter.base:
            table.setdefault(base, {}).setdefault(parameter.code, parameter)
    return table


def inherited(
    table: Mapping[str, Mapping[str, SearchParameter]], lineage: Sequence[str]
) -> dict[str, SearchParameter]:
    """Parameters of a type by code, sorted; ``lineage`` is the type and its ancestors, nearest first."""
    found: dict[str, SearchParameter] = {}
    for type_name in reversed(lineage):
        found.update(table.get(type_name, {}))
    return dict(sorted(found.items()))
