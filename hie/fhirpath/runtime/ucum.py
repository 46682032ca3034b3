"""Units of UCUM: what they measure, and how much of the base units they are.

https://ucum.org/ucum

The grammar and the table of units are those of the library ucumvert.  It takes seconds to load, so that is
left until a unit is asked for that is not among the common ones, whose table is what the library says of
them: ``common_units.json``, made by ``make units``.
"""

import json
import re
import threading
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

COMMON = Path(__file__).with_name("common_units.json")

_LOCK = threading.Lock()
#: Longer codes are no units that anybody uses.
_LONGEST = 100
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_SPACE_IN_ANNOTATION = re.compile(r" (?=[^{}]*\})")
#: Significant digits of a factor: the library computes in binary floating point.
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` base units of ``dimensions`` (name to exponent)."""

    factor: Decimal
    dimensions: frozenset[tuple[str, int]]


@lru_cache(maxsize=1)
def _library() -> Any:
    from ucumvert import PintUcumRegistry  # type: ignore[import-untyped]  # noqa: PLC0415 - See above.

    return PintUcumRegistry()


@lru_cache(maxsize=1)
def _parser() -> Any:
    from ucumvert import get_ucum_parser  # noqa: PLC0415 - See above.

    return get_ucum_parser()


@lru_cache(maxsize=4096)
def is_ucum(code: str) -> bool:
    """Whether ``code`` is written as UCUM says, of units that it has; a fifth of the time of :func:`unit`.

    Spaces in annotations are let through, as HL7's own value sets and examples have them.
    """
    if len(code) > _LONGEST:
        return False
    with _LOCK:
        try:
            _parser().parse(_SPACE_IN_ANNOTATION.sub("_", code))
        except Exception:  # noqa: BLE001 - The parser raises errors of its library and of its own.
            return False
    return True


@lru_cache(maxsize=1)
def common_units() -> dict[str, Unit]:
    """The common units by code, without annotations."""
    table = json.loads(COMMON.read_text("utf-8"))
    return {
        code: Unit(Decimal(factor), frozenset(powers.items())) for code, (factor, powers) in table.items()
    }


@lru_cache(maxsize=2048)
def unit(code: str) -> Unit | None:
    """The unit ``code``; None when UCUM has none, or only one with an offset or a scale of its own."""
    if len(code) > _LONGEST:
        return None
    # What stands in an annotation measures nothing.
    return common_units().get(_ANNOTATION.sub("", code) or "1") or computed(code)


def computed(code: str) -> Unit | None:
    """The unit ``code`` as the library has it."""
    with _LOCK:
        try:
            quantity = _library().from_ucum(code)
            if not quantity._is_multiplicative:  # noqa: SLF001 - The library has no other way to ask.
                return None
            base = quantity.to_root_units()
        except Exception:  # noqa: BLE001 - The library raises errors of three libraries and its own bugs.
            return None
    powers = {name: int(power) for name, power in base.dimensionality.items() if int(power)}
    return Unit(Decimal(f"{base.magnitude:.{_DIGITS}g}"), frozenset(powers.items()))
