"""What can be said of a code from its system: whether the system has it, and what it is called.

https://hl7.org/fhir/R4/codesystem.html

Facts of a system are read once and kept, for every Coding of every resource is asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hie.conformance import Registry
from hie.terminology.code_systems import Concept, read_concepts
from hie.terminology.open_systems import ELSEWHERE, IDENTIFIERS, OPEN_SYSTEMS, WRITTEN, Test

SystemKind = Literal["complete", "written", "partial", "unknown", "value-set", "supplement"]

#: Systems that nobody defines and that are kept all the same; clients may invent any number.
_MAX_UNKNOWN = 4096
#: What HL7 publishes as a part of the FHIR package is of that version; of others it has old copies.
_FHIR = "http://hl7.org/fhir/"
_CORE = "hl7.fhir.r4.core"


@dataclass(frozen=True, slots=True)
class KnownSystem:
    """A code system as far as it is known here.

    ``names`` maps each code to all that it may be called, folded; ``test`` decides where codes are not
    listed.  ``is_current`` is False for a copy that may be older than what others use.
    """

    url: str
    kind: SystemKind
    version: str | None = None
    test: Test | None = None
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    displays: Mapping[str, str] = field(default_factory=dict)
    inactive: frozenset[str] = frozenset()
    is_draft: bool = False
    is_current: bool = True
    ignores_case: bool = False

    def has(self, code: str) -> bool | None:
        """Whether the system has ``code``; None when that cannot be told."""
        if self.test is not None:
            return None if self.kind == "written" and self.test(code) else self.test(code)
        if self.kind != "complete":
            return True if code in self.names else None
        return code in self.names or (self.ignores_case and code.lower() in self.names)


def folded(name: str) -> str:
    """``name`` without regard to case and white space."""
    return " ".join(name.split()).casefold()


class KnownSystems:
    """The code systems of a registry, each read when first asked for."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: dict[str, KnownSystem] = {}
        self._unknown: dict[str, KnownSystem] = {}

    def __getitem__(self, url: str) -> KnownSystem:
        """What is known of the system ``url``."""
        found = self._known.get(url) or self._unknown.get(url)
        return found if found is not None else self._read(url)

    def _read(self, url: str) -> KnownSystem:
        entry = self._registry.entry(url, "CodeSystem")
        if url in OPEN_SYSTEMS or url in WRITTEN:
            kind: SystemKind = "complete" if url in OPEN_SYSTEMS else "written"
            found = KnownSystem(url, kind, test=OPEN_SYSTEMS.get(url) or WRITTEN[url])
        elif entry is None:
            found = KnownSystem(url, kind := self._undefined(url))
            if kind == "unknown":
                if len(self._unknown) < _MAX_UNKNOWN:
                    self._unknown[url] = found
                return found
        elif entry.content == "supplement" or entry.supplements:
            found = KnownSystem(url, "supplement")
        else:
            found = self._concepts(url)
        self._known[url] = found
        return found

    def _undefined(self, url: str) -> SystemKind:
        """The kind of a system that no CodeSystem resource defines."""
        if url in ELSEWHERE or url.startswith(IDENTIFIERS):
            return "partial"
        return "value-set" if self._registry.entry(url, "ValueSet") is not None else "unknown"

    def _concepts(self, url: str) -> KnownSystem:
        """The facts of a system that a CodeSystem resource defines."""
        definition = self._registry.resolve(url, "CodeSystem") or {}
        concepts = read_concepts(self._registry, url)
        package = self._registry.package_of(url)
        by_code = concepts.by_code if concepts is not None else {}
        ignores_case = definition.get("caseSensitive") is False
        is_closed = concepts is not None and concepts.complete and bool(by_code)
        return KnownSystem(
            url,
            "complete" if is_closed and not definition.get("compositional") else "partial",
            version=definition.get("version"),
            names={
                code.lower() if ignores_case else code: _names(concept) for code, concept in by_code.items()
            },
            displays={code: concept.display for code, concept in by_code.items() if concept.display},
            inactive=frozenset(code for code, concept in by_code.items() if concept.inactive),
            is_draft=definition.get("status") == "draft",
            is_current=url.startswith(_FHIR) or package is None or package.name != _CORE,
            ignores_case=ignores_case,
        )


def _names(concept: Concept) -> frozenset[str]:
    names = {*concept.names.values(), *concept.synonyms}
    if concept.display:
        names.add(concept.display)
    return frozenset(names | {folded(name) for name in names})
