"""Whether coded values are in the value sets that they are bound to.

https://hl7.org/fhir/R4/terminologies.html#strength
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hie.conformance import Binding
from hie.validation.findings import Findings
from hie.validation.hints import listed, shown
from hie.validation.place import Place
from hie.validation.value_sets import Codes, ValueSets

_MAX_SHOWN = 5


def is_bound(type_name: str, value: Mapping[str, Any], codes: Codes, *, is_maximum: bool = False) -> bool:
    """Whether a Coding, a Quantity or one coding of a CodeableConcept is among ``codes``.

    What has no code at all satisfies a binding that only says which codes are allowed (``is_maximum``).
    """
    if is_maximum and ("coding" if type_name == "CodeableConcept" else "code") not in value:
        return True
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


def require(findings: Findings, place: Place, type_name: str, value: Any, codes: Codes) -> None:
    """Note that ``value`` is not among the ``codes`` that it must be of."""
    allowed = listed(codes.listed) or None
    key = "not-in-value-set" if allowed is None else "not-in-value-set~few"
    params = {"value": codes_of(type_name, value), "value_set": codes.value_set, "allowed": allowed}
    findings.add(place, key, "code-invalid", **params)


def advise(
    findings: Findings, place: Place, coded: tuple[str, Any], binding: Binding, value_sets: ValueSets
) -> None:
    """Note that a value is outside of a value set that it should be from; ``coded`` is its type and itself.

    An extensible binding is worth a warning and a preferred one a hint, as in HL7's own validator.
    """
    value_set = binding.value_set or ""
    key = departure(coded, binding.strength, value_set, value_sets)
    if key is None:
        return
    note = findings.warn if binding.strength == "extensible" else findings.hint
    params = {} if key == "no-code" else {"value": codes_of(*coded)}
    note(place, key, "code-invalid", **params, value_set=value_set)


def departure(coded: tuple[str, Any], strength: str, value_set: str, value_sets: ValueSets) -> str | None:
    """The key of the message that a value should be from a value set and is not; None when it is."""
    type_name, value = coded
    is_extensible = strength == "extensible"
    if type_name == "CodeableConcept" and isinstance(value, dict) and not value.get("coding"):
        return "no-code" if is_extensible else None
    answers = [value_sets.holds(value_set, system, code) for system, code in pairs_of(type_name, value)]
    if answers and not any(answer is not False for answer in answers):
        return "not-in-extensible" if is_extensible else "not-in-preferred"
    return None


def pairs_of(type_name: str, value: Any) -> Iterator[tuple[str | None, str]]:
    """System and code of each code in a coded value; a plain code counts as of any system."""
    if isinstance(value, str):
        yield None, value
        return
    codings = value.get("coding") if type_name == "CodeableConcept" and isinstance(value, dict) else [value]
    for coding in codings if isinstance(codings, list) else ():
        code = coding.get("code") if isinstance(coding, dict) else None
        if isinstance(code, str):
            system = coding.get("system")
            # A code without a system is of no system at all.
            yield system if isinstance(system, str) else "", code
