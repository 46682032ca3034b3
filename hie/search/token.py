"""Token parameters: codes, identifiers, booleans, contact points.

https://hl7.org/fhir/R4/search.html#token

Each coding or identifier has up to three entries in ``k``: ``param=code``, ``param=system|code`` and
``param=system|``; ``param=|code`` when it has no system.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hie.outcome import BadRequest
from hie.search.entries import entries_filter
from hie.search.escapes import split, unescape
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "k"
MODIFIERS: tuple[str, ...] = ("not",)
UNSUPPORTED_MODIFIERS: tuple[str, ...] = ("text", "in", "not-in", "above", "below", "of-type")

_PHONE = re.compile(r"\+?[\d\s().\-]+", re.ASCII)
_PHONE_FILLING = str.maketrans("", "", " \t().-")


def coding(prefix: str, value: Mapping[str, Any], k: list[str]) -> str | None:
    """Append the entries of a Coding to ``k``; return its code, to sort by."""
    code: str | None = value.get("code")
    system = value.get("system")
    if system is not None:
        k.append(f"{prefix}{system}|")
        if code is not None:
            k.append(prefix + code)
            k.append(f"{prefix}{system}|{code}")
    elif code is not None:
        k.append(prefix + code)
        k.append(f"{prefix}|{code}")
    return code


def codeable_concept(prefix: str, value: Mapping[str, Any], k: list[str]) -> str | None:
    """Append the entries of each coding of a CodeableConcept to ``k``; return the first code."""
    first = None
    for item in value.get("coding", ()):
        code = coding(prefix, item, k)
        if first is None:
            first = code
    return first


def identifier(prefix: str, value: Mapping[str, Any], k: list[str]) -> str | None:
    """Append the entries of an Identifier to ``k``; return its value."""
    return coding(prefix, {"system": value.get("system"), "code": value.get("value")}, k)


def contact_point(prefix: str, value: Mapping[str, Any], k: list[str]) -> str | None:
    """Append the entries of a ContactPoint to ``k``; its system is ``phone``, ``email`` and so on."""
    text = value.get("value")
    if text is None:
        return None
    text = contact(text)
    k.append(prefix + text)
    if "system" in value:
        k.append(f"{prefix}{value['system']}|{text}")
    return text


def primitive(prefix: str, value: Any, k: list[str]) -> str:
    """Append the entry of a primitive, which has no system, to ``k``; return its text."""
    text = _text(value)
    k.append(prefix + text)
    return text


def any_value(prefix: str, value: Any, k: list[str]) -> str | None:
    """Append the entries of a value whose type is seen from its shape; return its code."""
    if not isinstance(value, dict):
        text = _text(value)
        k += (prefix + text, f"{prefix}|{text}")
        return text
    if "coding" in value:
        return codeable_concept(prefix, value, k)
    if "url" in value:
        held = next((value[name] for name in value if name.startswith("value")), None)
        return None if held is None else any_value(prefix, held, k)
    return coding(prefix, value, k) if "code" in value else identifier(prefix, value, k)


#: Function that extracts each FHIR type; ``any_value`` does the others.
EXTRACTORS = {
    "CodeableConcept": "codeable_concept",
    "Coding": "coding",
    "Identifier": "identifier",
    "ContactPoint": "contact_point",
}


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    if parameter.is_primitive:
        return "primitive"
    return (
        EXTRACTORS.get(next(iter(parameter.types)), "any_value") if len(parameter.types) == 1 else "any_value"
    )


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> tuple[str, ...]:
    """The entries of which a resource must have one (or none of them, for ``:not``).

    Raises BadRequest when ``text`` is not a token.
    """
    del modifier, options
    return (f"{parameter.code}={form(parameter, text)}",)


def form(parameter: Parameter, text: str) -> str:
    """The form, as in an entry after ``=``, in which the token ``text`` is found.

    Raises BadRequest when ``text`` is not a token.
    """
    parts = [unescape(part) for part in split(text, "|")]
    if len(parts) > 2 or parts[-1] == parts[0] == "":
        raise BadRequest.because("search-token-invalid", name=parameter.code, value=text)
    system, code = parts if len(parts) == 2 else (None, parts[0])
    if "ContactPoint" in parameter.types:
        code, system = contact(code), system or None
    if parameter.types == {"boolean"} and code not in ("true", "false"):
        raise BadRequest.because(
            "search-option-invalid", name=parameter.code, value=text, known="true, false"
        )
    if parameter.is_primitive and code and _is_implied(parameter, system):
        return code
    return code if system is None else f"{system}|{code}"


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[tuple[str, ...]]) -> Filter:
    """The filter for any of ``values``; for none of them with ``:not``."""
    del parameter
    return entries_filter([entry for value in values for entry in value], negated=modifier == "not")


def contact(text: str) -> str:
    """A phone number without what people put between its digits; other contacts in small letters."""
    return text.translate(_PHONE_FILLING) if _PHONE.fullmatch(text) else text.casefold()


def _is_implied(parameter: Parameter, system: str | None) -> bool:
    """Whether ``system`` is the one that primitive values have without saying it."""
    return not system or not parameter.systems or system in parameter.systems


def _text(value: Any) -> str:
    if value is True:
        return "true"
    return "false" if value is False else str(value)
