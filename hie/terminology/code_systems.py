"""The concepts of a code system, with their hierarchy and properties.

https://hl7.org/fhir/R4/codesystem.html#hierarchy
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from hie.conformance import Registry

CONCEPT_PROPERTIES = "http://hl7.org/fhir/concept-properties#"
#: Properties that name a parent, where the code system does not say which ones do.
PARENT_PROPERTIES = frozenset({"subsumedBy", "parent"})
#: Code systems kept read, of some hundred kilobytes each at the most usual.
SYSTEMS_KEPT = 32


@dataclass(slots=True)
class Concept:
    """One concept: ``names`` holds its displays by language, ``properties`` the values of each property.

    ``synonyms`` are all its designations, in any language or none.
    """

    code: str
    display: str | None
    names: dict[str, str] = field(default_factory=dict)
    synonyms: tuple[str, ...] = ()
    properties: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def inactive(self) -> bool:
        """Whether the concept is marked as no longer in use."""
        return True in self.properties.get("inactive", ()) or not {"retired", "inactive"}.isdisjoint(
            self.properties.get("status", ())
        )


@dataclass(slots=True)
class Concepts:
    """All concepts of one code system by code; ``children`` maps a code to those directly below it."""

    complete: bool
    by_code: dict[str, Concept] = field(default_factory=dict)
    children: dict[str, set[str]] = field(default_factory=dict)

    def below(self, code: str) -> set[str]:
        """Codes that ``code`` subsumes, without itself."""
        return _closure(self.children, code)

    def above(self, code: str) -> set[str]:
        """Codes that subsume ``code``, without itself."""
        return _closure(self.parents(), code)

    def parents(self) -> dict[str, set[str]]:
        """The codes directly above each code."""
        parents: dict[str, set[str]] = {}
        for parent, children in self.children.items():
            for child in children:
                parents.setdefault(child, set()).add(parent)
        return parents


def _closure(edges: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """All that is reached from ``start``, without it unless a circle leads back."""
    found: set[str] = set()
    waiting = list(edges.get(start, ()))
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(edges.get(code, ()))
    return found


@lru_cache(maxsize=SYSTEMS_KEPT)
def read_concepts(registry: Registry, canonical: str) -> Concepts | None:
    """The concepts of the code system ``canonical`` with the names that its supplements add.

    None when no package defines it.  ``complete`` is False for fragments, examples and stubs.
    """
    definition = registry.resolve(canonical, "CodeSystem")
    if definition is None:
        return None
    concepts = concepts_of(definition)
    for supplement in _supplements(registry, canonical.partition("|")[0]):
        _add_names(concepts, supplement.get("concept", ()), supplement.get("language"))
    return concepts


def concepts_of(definition: Mapping[str, Any]) -> Concepts:
    """The concepts that a CodeSystem resource defines."""
    concepts = Concepts(complete=definition.get("content") == "complete")
    parent_codes, child_codes = _hierarchy_properties(definition)
    _collect(concepts, definition.get("concept", ()), None, definition.get("language"))
    for concept in concepts.by_code.values():
        for code in parent_codes:
            for parent in concept.properties.get(code, ()):
                concepts.children.setdefault(parent, set()).add(concept.code)
        for code in child_codes:
            concepts.children.setdefault(concept.code, set()).update(concept.properties.get(code, ()))
    return concepts


def _collect(
    concepts: Concepts, definitions: Iterable[Mapping[str, Any]], parent: str | None, language: str | None
) -> None:
    """Add ``definitions`` and what is nested in them below ``parent``."""
    for definition in definitions:
        concept = Concept(
            definition["code"], definition.get("display"), _names(definition, language), _synonyms(definition)
        )
        for item in definition.get("property", ()):
            value = next((item[key] for key in item if key.startswith("value")), None)
            concept.properties.setdefault(item["code"], []).append(value)
        concepts.by_code[concept.code] = concept
        if parent is not None:
            concepts.children.setdefault(parent, set()).add(concept.code)
        _collect(concepts, definition.get("concept", ()), concept.code, language)


def _add_names(concepts: Concepts, definitions: Iterable[Mapping[str, Any]], language: str | None) -> None:
    """Give the concepts the names that a supplement has for them."""
    for definition in definitions:
        concept = concepts.by_code.get(definition["code"])
        if concept is not None:
            for tag, name in _names(definition, language).items():
                concept.names.setdefault(tag, name)
            concept.synonyms += _synonyms(definition)
        _add_names(concepts, definition.get("concept", ()), language)


def _names(definition: Mapping[str, Any], language: str | None) -> dict[str, str]:
    """Displays of a concept by language tag."""
    names = {}
    if language and "display" in definition:
        names[language] = definition["display"]
    for designation in definition.get("designation", ()):
        if "language" in designation:
            names.setdefault(designation["language"], designation["value"])
    return names


def _synonyms(definition: Mapping[str, Any]) -> tuple[str, ...]:
    """All designations of a concept."""
    return tuple(item["value"] for item in definition.get("designation", ()) if "value" in item)


def _hierarchy_properties(definition: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Codes of the properties that name parents, and of those that name children."""
    parents, children = set(PARENT_PROPERTIES), set()
    for item in definition.get("property", ()):
        if item.get("uri") == f"{CONCEPT_PROPERTIES}parent":
            parents.add(item["code"])
        elif item.get("uri") == f"{CONCEPT_PROPERTIES}child":
            children.add(item["code"])
    return parents, children


def _supplements(registry: Registry, url: str) -> Iterable[Mapping[str, Any]]:
    """Definitions of the supplements of the code system ``url``."""
    for entry in registry.entries("CodeSystem"):
        if entry.content == "supplement" and (entry.supplements or "").partition("|")[0] == url:
            definition = registry.resolve(entry.url, "CodeSystem")
            if definition is not None:
                yield definition
