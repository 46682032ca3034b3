"""Token parameters: codes, identifiers, booleans, contact points.

https://hl7.org/fhir/R4/search.html#token

Each coding or identifier has up to three entries in ``k``: ``param=code``, ``param=system|code`` and
``param=system|``; ``param=|code`` when it has no system.  An identifier has
``param:of-type=system|code|value`` for each coding of its type.  What people call a code, its display or
text, is in ``s``: ``param:text=folded``.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hie.outcome import BadRequest
from hie.search import advanced_text, concepts, string
from hie.search.entries import entries_filter
from hie.search.escapes import split, unescape
from hie.search.folding import alike, fold
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "k"
MODIFIERS: tuple[str, ...] = (
    "not", "text", "text-advanced", "in", "not-in", "above", "below", "of-type",
)  # fmt: skip

#: Modifiers for a resource that has none of the values.
NEGATIVE = ("not", "not-in")

_PHONE = re.compile(r"\+?[\d\s().\-]+", re.ASCII)
_PHONE_FILLING = str.maketrans("", "", " \t().-")


def coding(prefix: str, value: Mapping[str, Any], k: list[str], s: list[str] | None = None) -> str | None:
    """Append the entries of a Coding to ``k`` and its display to ``s``; return its code, to sort by."""
    if s is not None and "display" in value:
        _named(prefix, value["display"], s)
    return _coded(prefix, value.get("system"), value.get("code"), k)


def codeable_concept(
    prefix: str, value: Mapping[str, Any], k: list[str], s: list[str] | None = None
) -> str | None:
    """Append the entries of each coding of a CodeableConcept to ``k``, the texts to ``s``; return a code."""
    first = None
    for item in value.get("coding", ()):
        code = coding(prefix, item, k, s)
        if first is None:
            first = code
    if s is not None and "text" in value:
        _named(prefix, value["text"], s)
    return first


def identifier(prefix: str, value: Mapping[str, Any], k: list[str], s: list[str] | None = None) -> str | None:
    """Append the entries of an Identifier to ``k``, the text of its type to ``s``; return its value."""
    number = value.get("value")
    if number is not None:
        number = alike(number)
    if "type" in value:
        kind = value["type"]
        if s is not None and "text" in kind:
            _named(prefix, kind["text"], s)
        if number is not None:
            k += [
                f"{prefix[:-1]}:of-type={item.get('system', '')}|{item['code']}|{number}"
                for item in kind.get("coding", ())
                if "code" in item
            ]
    return _coded(prefix, value.get("system"), number, k)


def contact_point(prefix: str, value: Mapping[str, Any], k: list[str], s: object = None) -> str | None:
    """Append the entries of a ContactPoint to ``k``; its system is ``phone``, ``email`` and so on."""
    del s
    text = value.get("value")
    if text is None:
        return None
    text = contact(text)
    k.append(prefix + text)
    if "system" in value:
        k.append(f"{prefix}{value['system']}|{text}")
    return text


def primitive(prefix: str, value: Any, k: list[str], s: object = None) -> str:
    """Append the entry of a primitive, which has no system, to ``k``; return its text."""
    del s
    text = _text(value)
    k.append(prefix + text)
    return text


def any_value(prefix: str, value: Any, k: list[str], s: list[str] | None = None) -> str | None:
    """Append the entries of a value whose type is seen from its shape; return its code."""
    if not isinstance(value, dict):
        text = _text(value)
        k += (prefix + text, f"{prefix}|{text}")
        return text
    if "coding" in value:
        return codeable_concept(prefix, value, k, s)
    if "url" in value:
        held = next((value[name] for name in value if name.startswith("value")), None)
        return None if held is None else any_value(prefix, held, k, s)
    # A Coding may have no code, an Identifier no value.
    is_coding = "code" in value or "display" in value
    return coding(prefix, value, k, s) if is_coding else identifier(prefix, value, k, s)


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


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> Any:
    """The entries of which a resource must have one (or none of them, for ``:not``); a string for ``:text``.

    Raises BadRequest when ``text`` is not a token, or of codes that are not known here.
    """
    code = parameter.code
    match modifier:
        case "text" | advanced_text.MODIFIER:
            return string.parse(parameter, modifier, text, options)
        case "of-type":
            return (f"{code}:of-type={_typed(parameter, text)}",)
        case "in" | "not-in":
            codings = concepts.members(parameter, unescape(text), options)
            return tuple(entry_of(parameter, *item) for item in codings)
        case "above" | "below":
            codings = concepts.related(parameter, modifier, text, options)
            return tuple(entry_of(parameter, *item) for item in codings)
        case _:
            return (f"{code}={form(parameter, text)}",)


def form(parameter: Parameter, text: str, *, identifies: bool = False) -> str:
    """The form, as in an entry after ``=``, in which the token ``text`` is found.

    ``identifies`` says that it is an identifier though the values of the parameter are none.  Raises
    BadRequest when ``text`` is not a token.
    """
    parts = [unescape(part) for part in split(text, "|")]
    if len(parts) > 2 or parts[-1] == parts[0] == "":
        raise BadRequest.because("search-token-invalid", name=parameter.code, value=text)
    system, code = parts if len(parts) == 2 else (None, parts[0])
    if "ContactPoint" in parameter.types:
        code, system = contact(code), system or None
    elif identifies or "Identifier" in parameter.types:
        code = alike(code)
    if parameter.types == {"boolean"} and code not in ("true", "false"):
        raise BadRequest.because(
            "search-option-invalid", name=parameter.code, value=text, known="true, false"
        )
    if parameter.is_primitive and code and _is_implied(parameter, system):
        return code
    return code if system is None else f"{system}|{code}"


def entry_of(parameter: Parameter, system: str, code: str) -> str:
    """The entry of a resource that has ``code`` of ``system``."""
    is_bare = parameter.is_primitive and _is_implied(parameter, system)
    return f"{parameter.code}={code}" if is_bare else f"{parameter.code}={system}|{code}"


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Any]) -> Filter:
    """The filter for any of ``values``; for none of them with ``:not`` and ``:not-in``."""
    if modifier == advanced_text.MODIFIER:
        return advanced_text.to_filter([f"{code}:text" for code in parameter.stored_as], values)
    if modifier == "text":
        return string.beginning(f"{parameter.code}:text", values)
    return entries_filter([entry for value in values for entry in value], negated=modifier in NEGATIVE)


def contact(text: str) -> str:
    """A phone number without what people put between its digits; other contacts in small letters."""
    return text.translate(_PHONE_FILLING) if _PHONE.fullmatch(text) else text.casefold()


def _coded(prefix: str, system: str | None, code: str | None, k: list[str]) -> str | None:
    """Append the entries of ``code`` in ``system`` to ``k``; return the code."""
    if system is not None:
        k.append(f"{prefix}{system}|")
        if code is not None:
            k.append(prefix + code)
            k.append(f"{prefix}{system}|{code}")
    elif code is not None:
        k.append(prefix + code)
        k.append(f"{prefix}|{code}")
    return code


def _named(prefix: str, text: str, s: list[str]) -> None:
    """Append what people call a token to ``s``; the same name several times is one."""
    entry = f"{prefix[:-1]}:text={fold(text)}"
    if entry not in s:
        s.append(entry)


def _typed(parameter: Parameter, text: str) -> str:
    """The form of an identifier with its type.

    Raises BadRequest when ``text`` is not ``system|code|value``.
    """
    parts = [unescape(part) for part in split(text, "|")]
    if len(parts) != 3 or not parts[1] or not parts[2] or "Identifier" not in parameter.types:
        raise BadRequest.because("search-of-type-invalid", name=parameter.code, value=text)
    return f"{parts[0]}|{parts[1]}|{alike(parts[2])}"


def _is_implied(parameter: Parameter, system: str | None) -> bool:
    """Whether ``system`` is the one that primitive values have without saying it."""
    return not system or not parameter.systems or system in parameter.systems


def _text(value: Any) -> str:
    if value is True:
        return "true"
    return "false" if value is False else str(value)
