"""Where validation meets FHIRPath: the compiler of invariants and their environment.

https://hl7.org/fhir/R4/fhirpath.html
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import Environment
from hie.terminology import contains
from hie.validation.value_sets import ValueSets


class Surroundings:
    """Makes the environments in which invariants are evaluated."""

    def __init__(self, registry: Registry, value_sets: ValueSets) -> None:
        self._registry = registry
        self._value_sets = value_sets

    def at(self, now: datetime, resource: Any) -> Environment:
        """The environment of one validation of ``resource``."""
        is_bundle = isinstance(resource, dict) and resource.get("resourceType") == "Bundle"
        return Environment(now, membership=self.is_member, bundle=resource if is_bundle else None)

    def is_member(self, coded: Any, value_set: str, /) -> bool | None:
        """Whether a code, Coding or CodeableConcept is in a value set; None when nobody can tell."""
        codes = self._value_sets.codes(value_set)
        if codes is not None:
            return any(
                (system, code) in codes.pairs if system is not None else code in codes.plain
                for system, code in _codings(coded)
            )
        answers = [contains(self._registry, value_set, system, code) for system, code in _codings(coded)]
        if True in answers:
            return True
        return None if None in answers else False


def _codings(coded: Any) -> list[tuple[str | None, str]]:
    """System and code of each coding in ``coded``, as far as they are text."""
    if isinstance(coded, str):
        return [(None, coded)]
    if not isinstance(coded, Mapping):
        return []
    codings = coded.get("coding", [coded])
    found = [item for item in codings if isinstance(item, Mapping)] if isinstance(codings, list) else []
    return [
        (system, item["code"])
        for item in found
        if isinstance(item.get("code"), str) and isinstance(system := item.get("system") or "", str)
    ]
