"""What belongs to a resource for $everything: its compartment, or what else the definition names.

https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from hie.conformance import Registry
from hie.search import TypeParameters

#: Parameters that may refer to more types than this mean anything at all, not the resource.
_MOST_TARGETS = 20


@dataclass(frozen=True, slots=True)
class Scope:
    """By resource type the search parameters whose links make a resource a member of one of ``type``.

    ``personal`` are the types that belong to somebody: they are given when something refers to them, but
    what they refer to in turn is not.
    """

    type: str
    members: Mapping[str, Sequence[str]]
    personal: Collection[str]

    def entries(self, type: str, ids: Collection[str]) -> list[str]:
        """The index entries of which a member of one of ``ids`` has at least one."""
        return [f"{code}={self.type}/{id}" for id in ids for code in self.members[type]]

    def owners(self, type: str, entries: Sequence[str]) -> set[str]:
        """The ids of those that a resource with these index ``entries`` is a member of."""
        prefixes = tuple(f"{code}={self.type}/" for code in self.members.get(type, ()))
        return {entry.rpartition("/")[2] for entry in entries if prefixes and entry.startswith(prefixes)}


def scope_of(
    registry: Registry, type: str, parameters_of: Callable[[str], TypeParameters], stored: Sequence[str]
) -> Scope:
    """The scope of ``type`` among the types that are ``stored``."""
    defined = registry.compartments.get(type)
    members = {}
    for other in stored:
        codes = _naming(registry, other, type) if defined is None else defined.get(other, ())
        known = parameters_of(other).by_code if codes else {}
        links = [code for code in codes if code in known and known[code].kind == "reference"]
        if links:
            members[other] = links
    return Scope(type, members, {"Patient", *registry.compartments.get("Patient", ())})


def _naming(registry: Registry, other: str, type: str) -> list[str]:
    """The reference parameters of ``other`` that are made to refer to ``type``."""
    return [
        code
        for code, parameter in registry.search_parameters(other).items()
        if parameter.type == "reference"
        and type in parameter.targets
        and len(parameter.targets) <= _MOST_TARGETS
    ]
