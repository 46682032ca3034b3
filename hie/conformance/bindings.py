"""Bindings of elements, with those that extensions add.

https://hl7.org/fhir/R4/terminologies.html#binding
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from hie.conformance.element import Binding

_MAX_VALUE_SET = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
_ADDITIONAL_BINDING = frozenset(
    {
        "http://hl7.org/fhir/StructureDefinition/additional-binding",
        "http://hl7.org/fhir/tools/StructureDefinition/additional-binding",
    }
)
#: Components may be in units that vital signs are not: the flow of oxygen beside its saturation.
_UNITS_OF_VITAL_SIGNS = (
    "Observation.component.value[x]",
    "http://hl7.org/fhir/ValueSet/ucum-vitals-common",
)
#: What an additional binding is for, as far as it says something of instances, and its strength.
_PURPOSES = {
    "extensible": "extensible",
    "maximum": "required",
    "preferred": "preferred",
    "required": "required",
}


def binding_of(definition: Mapping[str, Any]) -> Binding | None:
    """The binding of the element that ``definition``, an ElementDefinition, describes; None for none."""
    binding = definition.get("binding")
    return None if binding is None else _corrected(definition["path"], _binding(binding))


def _binding(definition: Mapping[str, Any]) -> Binding:
    value_set = definition.get("valueSet") or definition.get("valueSetReference", {}).get("reference")
    max_value_set = None
    additional: list[Binding] = []
    for extension in definition.get("extension", ()):
        if extension.get("url") == _MAX_VALUE_SET:
            max_value_set = extension.get("valueCanonical") or extension.get("valueUri")
        elif extension.get("url") in _ADDITIONAL_BINDING:
            additional += _additional(extension)
    return Binding(definition.get("strength", "example"), value_set, max_value_set, tuple(additional))


def _corrected(path: str, binding: Binding) -> Binding:
    """``binding`` as it was meant where the R4 package has it wrong (docs/decisions.md)."""
    if path == _UNITS_OF_VITAL_SIGNS[0] and binding.strength == "required":
        url = (binding.value_set or "").partition("|")[0]
        if url == _UNITS_OF_VITAL_SIGNS[1]:
            return replace(binding, strength="extensible")
    return binding


def _additional(extension: Mapping[str, Any]) -> Iterator[Binding]:
    """The binding in an additional-binding ``extension``, unless it holds only in a context of use."""
    values = {
        part.get("url"): next((part[key] for key in part if key.startswith("value")), None)
        for part in extension.get("extension", ())
    }
    strength = _PURPOSES.get(str(values.get("purpose")))
    if strength is not None and isinstance(values.get("valueSet"), str) and "usage" not in values:
        yield Binding(strength, values["valueSet"])
