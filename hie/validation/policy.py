"""What a validator says of things that nobody has defined: an error, a warning, or nothing.

https://hl7.org/fhir/R4/extensibility.html#exchange
"""

from dataclasses import dataclass
from typing import Literal

from hie.outcome import Severity

Strictness = Literal["error", "warning", "ignore"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How strict to be about claimed profiles and about extensions that are unknown."""

    unknown_profile: Strictness = "warning"
    unknown_extension: Strictness = "warning"


def severity_of(strictness: Strictness) -> Severity | None:
    """The severity of an issue; None for no issue at all."""
    return None if strictness == "ignore" else strictness
