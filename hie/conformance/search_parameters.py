"""Search parameters: what may be searched, by resource type.

https://hl7.org/fhir/R4/searchparameter.html
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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


def read_search_parameter(definition: Mapping[str, Any]) -> SearchParameter | None:
    """The SearchParameter that ``definition`` describes, or None when nothing can be searched by it.

    R4 ships parameters without a base, parameters of extensions without an expression, and examples.
    """
    code, base = definition.get("code"), definition.get("base")
    expression = definition.get("expression")
    if not code or not base or (expression is None and not code.startswith("_")):
        return None
    if definition.get("id", "").split("-")[0] == "example":
        return None
    return SearchParameter(
        code=code,
        url=definition["url"],
        type=definition.get("type", "special"),
        expression=expression,
        base=tuple(base),
        targets=tuple(definition.get("target", ())),
        components=tuple(
            Component(item["definition"], item["expression"]) for item in definition.get("component", ())
        ),
        comparators=tuple(definition.get("comparator", ())),
        modifiers=tuple(definition.get("modifier", ())),
        multiple_or=definition.get("multipleOr", True),
        multiple_and=definition.get("multipleAnd", True),
        name=definition.get("name", code),
        description=definition.get("description", ""),
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
