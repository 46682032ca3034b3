"""Compartments: which search parameters put a resource into the compartment of a patient, an encounter …

https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Compartment:
    """One definition: ``members`` maps resource types to the parameters that link them to ``code``."""

    code: str
    url: str
    members: dict[str, tuple[str, ...]]


def read_compartment(definition: Mapping[str, Any]) -> Compartment:
    """The Compartment that a CompartmentDefinition describes; types without parameters are left out."""
    members = {
        item["code"]: tuple(item["param"]) for item in definition.get("resource", ()) if item.get("param")
    }
    return Compartment(definition["code"], definition["url"], members)


def by_code(compartments: Iterable[Compartment]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Members by compartment code.

    R4 ships an incomplete example of the Device compartment beside the real one, so the definition whose
    URL ends in its code wins over any other.
    """
    found: dict[str, Compartment] = {}
    for compartment in compartments:
        named_for_code = compartment.url.rpartition("/")[2].lower() == compartment.code.lower()
        if named_for_code or compartment.code not in found:
            found[compartment.code] = compartment
    return {code: found[code].members for code in sorted(found)}
