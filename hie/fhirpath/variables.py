"""The variables that every expression has: code systems, and the canonicals of HL7's definitions.

https://hl7.org/fhir/R4/fhirpath.html#variables
"""

_SYSTEMS = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_FAMILIES = {
    "vs-": "http://hl7.org/fhir/ValueSet/",
    "ext-": "http://hl7.org/fhir/StructureDefinition/",
}


def standard_variable(name: str) -> str | None:
    """The text that ``%name`` is in every expression, or None when it is not one of these."""
    if name in _SYSTEMS:
        return _SYSTEMS[name]
    for prefix, base in _FAMILIES.items():
        if name.startswith(prefix):
            return base + name.removeprefix(prefix)
    return None
