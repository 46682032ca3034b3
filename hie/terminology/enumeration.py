"""All codes of a value set that packages or somebody else defines, or the reason why there is no such list.

https://hl7.org/fhir/R4/valueset.html#compositions
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hie.conformance import Registry
from hie.terminology.code_systems import concepts_of
from hie.terminology.expansion import Codes, expand, given, of_concepts, of_system, system_of

#: From a type (ValueSet, CodeSystem) and a canonical, or another name, to the definition; None without one.
FindDefinition = Callable[[str, str], Mapping[str, Any] | None]

#: A value set that imports more, one through the other, is not enumerated.
MAX_IMPORTS = 100
#: Nor one whose parts have more codes together.
MAX_CODES = 100_000


class NotEnumerable(Exception):
    """The codes of a value set cannot be listed: rule ``key`` with the ``params`` of its message."""

    def __init__(self, key: str, **params: Any) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


def enumerate_codes(registry: Registry, value_set: str, find: FindDefinition) -> Codes:
    """All codes of ``value_set``: as the packages define it, or else as ``find`` tells.

    Raises NotEnumerable when neither knows it or one that it imports, when it has no codes, when it draws on
    a code system that neither knows completely, and when it imports itself or too much.
    """
    return _Enumeration(registry, find).of(value_set, ())


@dataclass(slots=True)
class _Enumeration:
    """One walk through a value set and what it imports."""

    registry: Registry
    find: FindDefinition
    imports: int = 0
    codes: int = 0

    def of(self, value_set: str, above: tuple[str, ...]) -> Codes:
        """The codes of ``value_set``; ``above`` are those that import it."""
        if value_set in above:
            raise NotEnumerable("search-value-set-circle", value=value_set)
        found = expand(self.registry, value_set)
        if found is not None:
            return self._counted(found)
        self.imports += 1
        if self.imports > MAX_IMPORTS:
            raise NotEnumerable("search-value-set-large", imports=MAX_IMPORTS, codes=MAX_CODES)
        definition = self.registry.resolve(value_set, "ValueSet") or self.find("ValueSet", value_set)
        if definition is None:
            raise NotEnumerable("search-value-set-unknown", value=value_set)
        found = self._composed(definition, (*above, value_set))
        if not found:
            raise NotEnumerable("search-value-set-empty", value=value_set)
        return found

    def _composed(self, definition: Mapping[str, Any], above: tuple[str, ...]) -> Codes:
        """The codes that ``compose`` stands for, or else those of the expansion that came along."""
        compose = definition.get("compose", {})
        if not compose.get("include"):
            return self._counted(given(definition) or frozenset())
        only_active = compose.get("inactive") is False

        def of_all(parts: Sequence[Mapping[str, Any]]) -> Codes:
            return frozenset().union(*(self._part(part, above, only_active=only_active) for part in parts))

        return of_all(compose["include"]) - of_all(compose.get("exclude", ()))

    def _part(self, part: Mapping[str, Any], above: tuple[str, ...], *, only_active: bool) -> Codes:
        """The codes of one include or exclude: those of its system that are in all its value sets too."""
        sets = [self.of(str(each), above) for each in part.get("valueSet", ())]
        if "system" in part:
            found = self._of_system(part, only_active=only_active)
            if found is None:
                raise NotEnumerable("search-value-set-system", value=above[-1], system=part["system"])
            sets.append(self._counted(found))
        return frozenset.intersection(*sets) if sets else frozenset()

    def _of_system(self, part: Mapping[str, Any], *, only_active: bool) -> Codes | None:
        """The codes that one include takes of its code system; None when not all of it is known."""
        found = of_system(self.registry, part, active_only=only_active)
        if found is not None or self.registry.resolve(part["system"], "CodeSystem") is not None:
            return found
        definition = self.find("CodeSystem", system_of(part))
        try:
            concepts = None if definition is None else concepts_of(definition)
        except (KeyError, TypeError):
            return None  # An extension stands where a code should be.
        return None if concepts is None else of_concepts(concepts, part, active_only=only_active)

    def _counted(self, codes: Codes) -> Codes:
        self.codes += len(codes)
        if self.codes > MAX_CODES:
            raise NotEnumerable("search-value-set-large", imports=MAX_IMPORTS, codes=MAX_CODES)
        return codes
