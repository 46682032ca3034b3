"""Business keys: identifiers that no two living resources of a type may share.

Which identifiers are keys is said by the profiles: an ``identifier`` slice that carries the extension
``…/StructureDefinition/business-key`` with the value true.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from hie.search import alike

_EXTENSION = "/StructureDefinition/business-key"


class BusinessKeys:
    """The identifier systems that are keys, by resource type."""

    def __init__(self, systems: Mapping[str, frozenset[str]]) -> None:
        self.systems = systems

    @classmethod
    def of_profiles(cls, profiles: Iterable[Mapping[str, Any]]) -> "BusinessKeys":
        """The keys that ``profiles`` (StructureDefinitions) mark."""
        systems: dict[str, set[str]] = {}
        for profile in profiles:
            elements = _elements(profile)
            for element in elements.values():
                if _is_key(element):
                    system = _fixed_system(elements, element["id"])
                    if system:
                        systems.setdefault(profile["type"], set()).add(system)
        return cls({type: frozenset(found) for type, found in systems.items()})

    def of(self, resource: Mapping[str, Any]) -> list[str]:
        """The keys of ``resource`` as ``system|value``."""
        systems = self.systems.get(resource["resourceType"])
        if not systems:
            return []
        return sorted(
            {
                f"{identifier['system']}|{alike(identifier['value'])}"
                for identifier in resource.get("identifier", ())
                if identifier.get("system") in systems and "value" in identifier
            }
        )


def _elements(profile: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The differential's elements by id."""
    return {element["id"]: element for element in profile.get("differential", {}).get("element", [])}


def _is_key(element: Mapping[str, Any]) -> bool:
    return any(
        extension.get("url", "").endswith(_EXTENSION) and extension.get("valueBoolean") is True
        for extension in element.get("extension", [])
    )


def _fixed_system(elements: Mapping[str, Mapping[str, Any]], id: str) -> str | None:
    """The system that the slice ``id`` fixes."""
    system = elements.get(f"{id}.system", {})
    whole = elements[id].get("patternIdentifier") or elements[id].get("fixedIdentifier") or {}
    return system.get("patternUri") or system.get("fixedUri") or whole.get("system")
