"""Where validation meets FHIRPath: the compiler of invariants and their environment.

https://hl7.org/fhir/R4/fhirpath.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import Environment, Resolver
from hie.terminology import contains
from hie.validation.runtime import types_of_entries
from hie.validation.value_sets import ValueSets


class TooCostly(Exception):
    """The rules of resource types have taken all the steps that one validation may take."""


@dataclass(slots=True)
class ValidationEnvironment(Environment):
    """An environment that remembers what is contained in each resource of one validation.

    Without it, each of n local references would be looked for among n contained resources.
    """

    #: The URLs of the entries of the Bundle around, with the types of their resources.
    bundled: Mapping[str, Any] = field(default_factory=dict)
    #: Extensions whose place the type of their element does not settle: their URLs, whether they are
    #: modifiers, and the objects that they stand in.
    doubts: list[tuple[str, bool, Any]] = field(default_factory=list)
    #: How many steps the rules of resource types may still take.
    steps: int = 1_000_000
    #: What these rules have found out and need again, with what it is about.
    remembered: dict[tuple[str, int], tuple[Any, Any]] = field(default_factory=dict)
    #: Values and profiles that ``conformsTo()`` is being asked about; None while there are none.
    asked: set[tuple[int, str]] | None = None

    def spend(self, steps: int) -> None:
        """Take so many steps.  Raises TooCostly when there are not so many left."""
        self.steps -= steps
        if self.steps < 0:
            raise TooCostly

    def remember(self, what: str, about: Any, make: Callable[[Any], Any]) -> Any:
        """``make(about)``, made once for each object ``about``."""
        known = self.remembered.get((what, id(about)))
        if known is None:
            # The object is kept, so that no other one takes its identity.
            known = self.remembered[what, id(about)] = (about, make(about))
        return known[1]

    def contained(self, root: Any) -> dict[str, Any]:
        """The ids of the resources that ``root`` contains, with their ``resourceType``."""
        found: dict[str, Any] = self.remember("contained", root, _contained_in)
        return found


def _contained_in(root: Any) -> dict[str, Any]:
    contained = root.get("contained") if isinstance(root, dict) else None
    return {
        item["id"]: item.get("resourceType")
        for item in (contained if isinstance(contained, list) else ())
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }


#: Whether a value conforms to a profile, asked in an environment; None when nobody can tell.
Conforms = Callable[[Any, str, "ValidationEnvironment"], bool | None]


class Surroundings:
    """Makes the environments in which invariants are evaluated."""

    def __init__(self, registry: Registry, value_sets: ValueSets, conforms: Conforms) -> None:
        self._registry = registry
        self._conforms = conforms
        self._value_sets = value_sets

    def at(self, now: datetime, resource: Any, resolver: Resolver | None = None) -> ValidationEnvironment:
        """The environment of one validation of ``resource``."""
        is_bundle = isinstance(resource, dict) and resource.get("resourceType") == "Bundle"
        env = ValidationEnvironment(now, self.is_member, resolver, self._conforms)
        if is_bundle:
            env.bundle, env.bundled = resource, types_of_entries(resource)
        return env

    def is_member(self, coded: Any, value_set: str, /) -> bool | None:
        """Whether a code, Coding or CodeableConcept is in a value set; None when nobody can tell."""
        codes = self._value_sets.codes(value_set)
        if codes is not None:
            if not isinstance(coded, dict):
                return coded in codes.plain
            pairs = codes.pairs
            for coding in coded.get("coding") or (coded,):
                if (coding.get("system"), coding.get("code")) in pairs:
                    return True
            return False
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
