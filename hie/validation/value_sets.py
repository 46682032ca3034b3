"""Value sets as sets of codes, for the bindings that can be checked from the definitions at hand.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

Expand = Callable[[str], "frozenset[tuple[str | None, str]] | None"]

#: Types whose values are bound to value sets.
CODED_TYPES = frozenset({"code", "string", "uri", "Coding", "CodeableConcept", "Quantity"})


@dataclass(frozen=True, slots=True)
class Codes:
    """The expansion of a value set: ``pairs`` of system and code, and the ``plain`` codes."""

    value_set: str
    pairs: frozenset[tuple[str | None, str]] = field(repr=False)
    plain: frozenset[str] = field(repr=False)


class ValueSets:
    """Expansions by canonical URL, each made once."""

    def __init__(self, expand: Expand) -> None:
        self._expand = expand
        self.codes = lru_cache(maxsize=None)(self._codes)

    def _codes(self, canonical: str) -> Codes | None:
        """The codes of a value set, or None when the definitions at hand do not enumerate it."""
        pairs = self._expand(canonical)
        if not pairs:
            return None
        return Codes(canonical, pairs, frozenset(code for _, code in pairs))
