"""The contexts of extensions, as their definitions name them.

https://hl7.org/fhir/R4/defining-extensions.html#context
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Contexts that every element meets.
ANYWHERE = frozenset({"Element", "Any", "*"})
_MOST_SHOWN = 6
_CORE = "http://hl7.org/fhir/StructureDefinition/"
#: Where definitions of R4 itself have extensions whose contexts in R4 are too narrow; HL7 widened them later.
_WIDER: Mapping[str, frozenset[str]] = {
    f"{_CORE}capabilitystatement-expectation": frozenset({"Element"}),
    f"{_CORE}regex": frozenset({"ElementDefinition.type"}),
    f"{_CORE}structuredefinition-fhir-type": frozenset({"ElementDefinition.type"}),
    f"{_CORE}structuredefinition-normative-version": frozenset(
        {"CodeSystem", "ElementDefinition", "OperationDefinition", "SearchParameter", "ValueSet"}
    ),
    f"{_CORE}valueset-concept-comments": frozenset({"CodeSystem.concept"}),
}


@dataclass(frozen=True, slots=True)
class Contexts:
    """Where an extension may stand: ``elements`` by path, in ``extensions`` by URL, by ``expressions``."""

    elements: frozenset[str]
    extensions: frozenset[str]
    expressions: tuple[str, ...]
    is_modifier: bool

    def __str__(self) -> str:
        """The contexts for a message."""
        found = [*sorted(self.elements), *sorted(self.extensions), *self.expressions]
        return ", ".join([*found[:_MOST_SHOWN], *(["…"] if len(found) > _MOST_SHOWN else [])])


def contexts_of(definition: Mapping[str, Any]) -> Contexts:
    """The contexts in ``definition``, the StructureDefinition of an extension."""
    found: dict[str, set[str]] = {"element": set(), "extension": set(), "fhirpath": set()}
    for context in definition.get("context", ()):
        expression = str(context.get("expression", ""))
        if context.get("type") == "element":
            expression = expression.rpartition("#")[2].removesuffix("[x]").replace("[x].", ".")
        found.setdefault(str(context.get("type")), set()).add(expression)
    view = definition.get("snapshot") or definition.get("differential") or {}
    elements = view.get("element") or [{}]
    return Contexts(
        frozenset(found["element"]) | _WIDER.get(str(definition.get("url")), frozenset()),
        frozenset(found["extension"]),
        tuple(sorted(found["fhirpath"])),
        bool(elements[0].get("isModifier", False)),
    )
