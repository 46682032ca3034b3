"""Whether coded values are in the value set that they are bound to.

https://hl7.org/fhir/R4/terminologies.html#required
"""

from collections.abc import Mapping
from typing import Any

from hie.validation.hints import shown
from hie.validation.value_sets import Codes

_MAX_SHOWN = 5


def is_bound(type_name: str, value: Mapping[str, Any], codes: Codes) -> bool:
    """Whether a Coding, a Quantity or one coding of a CodeableConcept is among ``codes``."""
    if type_name != "CodeableConcept":
        return _is_member(value, codes)
    codings = value.get("coding")
    return isinstance(codings, list) and any(_is_member(coding, codes) for coding in codings)


def _is_member(coding: Any, codes: Codes) -> bool:
    if not isinstance(coding, dict):
        return False
    system, code = coding.get("system"), coding.get("code")
    if not isinstance(code, str) or not (system is None or isinstance(system, str)):
        return False
    return (system, code) in codes.pairs


def codes_of(type_name: str, value: Any) -> str:
    """The codes in a coded value as text for a message; a dash when there are none."""
    if not isinstance(value, dict):
        return shown(value)
    codings = value.get("coding") if type_name == "CodeableConcept" else [value]
    found = [coding for coding in codings if isinstance(coding, dict)] if isinstance(codings, list) else []
    texts = (f"{shown(item.get('system'))}|{shown(item.get('code'))}" for item in found[:_MAX_SHOWN])
    return shown(", ".join(texts) or "–")
