"""Canonical units: in which every quantity of one dimension is compared, whatever its unit.

https://hl7.org/fhir/R4/search.html#quantity
"""

import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from hie.fhirpath import unit

UCUM = "http://unitsofmeasure.org"

_ATOM = re.compile(r"[A-Za-z]*\[[^\]]*\]|[A-Za-z]+")
_ANNOTATION = re.compile(r"\{[^{}]*\}")
#: More digits than measurements have, fewer than binary floating point gets wrong; nothing is raised.
_CONTEXT = Context(prec=15, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


class Canonical(NamedTuple):
    """One unit is ``factor`` canonical units of ``dimension``, such as ``length-3.mass``."""

    factor: Decimal
    dimension: str


def scaled(value: Decimal, factor: Decimal) -> Decimal:
    """``value`` units in the canonical unit, of which one is ``factor``."""
    return _CONTEXT.multiply(value, factor)


@lru_cache(maxsize=2048)
def canonical(code: str) -> Canonical | None:
    """The canonical unit of the UCUM ``code``; None when it can be compared with itself alone.

    So are units with a scale of their own (Cel, [pH]), those that a procedure defines ([iU]), and angles:
    to the library they are plain numbers.
    """
    found = unit(code)
    if found is None or "'" in code:
        return None
    parts = (unit(atom) for atom in _ATOM.findall(_ANNOTATION.sub("", code)))
    if not all(part is not None and part.dimensions for part in parts):
        return None
    powers = sorted((name.strip("[]"), power) for name, power in found.dimensions)
    return Canonical(
        found.factor, ".".join(f"{name}{power if power != 1 else ''}" for name, power in powers) or "one"
    )
