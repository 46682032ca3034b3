"""Value sets as sets of codes, for the bindings that can be checked from the definitions at hand.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from hie.terminology import OPEN_SYSTEMS, Bounds

Pairs = frozenset[tuple[str | None, str]]
BoundsOf = Callable[[str], Bounds | None]
#: Whether a value set has a code of a system (None for any); None when nobody can tell.
Contains = Callable[[str, str | None, str], bool | None]

#: Types whose values are bound to value sets.
CODED_TYPES = frozenset({"code", "string", "uri", "Coding", "CodeableConcept", "Quantity"})


class OpenPairs(frozenset[tuple[str | None, str]]):
    """Pairs of system and code, and every pair whose system is in ``systems`` and may have the code."""

    systems: tuple[str, ...]

    def __new__(cls, pairs: Iterable[tuple[str | None, str]], systems: Iterable[str]) -> Self:
        """The enumerated ``pairs`` and the ``systems``."""
        self = super().__new__(cls, pairs)
        self.systems = tuple(systems)
        return self

    def __contains__(self, pair: Any) -> bool:
        if super().__contains__(pair):
            return True
        system, code = pair
        return system in self.systems and isinstance(code, str) and _may_have(system, code)


class OpenPlain(frozenset[str]):
    """Codes, and every code that one of ``systems`` may have."""

    systems: tuple[str, ...]

    def __new__(cls, codes: Iterable[str], systems: Iterable[str]) -> Self:
        """The enumerated ``codes`` and the ``systems``."""
        self = super().__new__(cls, codes)
        self.systems = tuple(systems)
        return self

    def __contains__(self, code: Any) -> bool:
        if super().__contains__(code):
            return True
        return isinstance(code, str) and any(_may_have(system, code) for system in self.systems)


def _may_have(system: str, code: str) -> bool:
    """Whether a system may have a code; of one whose codes are not at hand, it may have any."""
    test = OPEN_SYSTEMS.get(system)
    return test is None or test(code)


def literal(codes: frozenset[Any]) -> str:
    """The Python source of a set of codes or pairs."""
    members = tuple(sorted(codes, key=str))
    if isinstance(codes, OpenPairs | OpenPlain):
        return f"{type(codes).__name__}({members!r}, {codes.systems!r})"
    return f"frozenset({members!r})"


@dataclass(frozen=True, slots=True)
class Codes:
    """The expansion of a value set: ``pairs`` of system and code, and the ``plain`` codes."""

    value_set: str
    pairs: Pairs = field(repr=False)
    plain: frozenset[str] = field(repr=False)

    @property
    def listed(self) -> frozenset[str]:
        """The codes when there are no others; else nothing, so that no message lists a part."""
        return frozenset() if isinstance(self.plain, OpenPlain) else self.plain


class ValueSets:
    """Expansions by canonical URL, each made once."""

    def __init__(self, bounds: BoundsOf, contains: Contains) -> None:
        self._bounds = bounds
        self._contains = contains
        self.codes = lru_cache(maxsize=None)(self._codes)
        self.limits = lru_cache(maxsize=None)(self._limits)

    def _codes(self, canonical: str) -> Codes | None:
        """Exactly the codes of a value set, or None when the definitions at hand do not tell them."""
        found = self._bounds(canonical)
        return self.limits(canonical) if found is not None and found.is_exact else None

    def _limits(self, canonical: str) -> Codes | None:
        """The codes that a value set may have at the most; None for any."""
        found = self._bounds(canonical)
        if found is None:
            return None
        codes = frozenset(code for _, code in found.codes)
        if not found.systems:
            return Codes(canonical, found.codes, codes)
        systems = sorted(found.systems)
        return Codes(canonical, OpenPairs(found.codes, systems), OpenPlain(codes, systems))

    def holds(self, canonical: str, system: str | None, code: str) -> bool | None:
        """Whether a value set has a code of ``system``, or of any when that is None.

        None when nobody can tell.
        """
        codes = self.codes(canonical)
        if codes is None:
            return self._contains(canonical, system, code)
        return code in codes.plain if system is None else (system, code) in codes.pairs
