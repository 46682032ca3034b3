"""Compartments: which search parameters put a resource into the compartment of a patient, an encounter …

https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec


@dataclass(frozen=True, slots=True)
class Compartment:
    """One definition: ``members`` maps resource types to the parameters that link them to ``code``."""

    code: str
    url: str
    members: dict[str, tuple[str, ...]]


class _Member(msgspec.Struct):
    code: str
    param: tuple[str, ...] = ()


class _Source(msgspec.Struct):
    """What is read of a CompartmentDefinition resource."""

    code: str
    url: str
    resource: tuple[_Member, ...] = ()


_decode = msgspec.json.Decoder(_Source).decode


def read_compartment(data: bytes) -> Compartment | None:
    """The Compartment in the JSON ``data``, without the types that have no parameter in it.

    None when it is not as FHIR has it.
    """
    try:
        source = _decode(data)
    except msgspec.ValidationError:
        return None
    return Compartment(
        source.code, source.url, {item.code: item.param for item in source.resource if item.param}
    )


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
