"""String parameters: names, addresses, texts; by their beginning unless a modifier says otherwise.

https://hl7.org/fhir/R4/search.html#string

Folded strings are in ``s``, which is indexed; the same strings as they were sent are in ``e``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hie.outcome import BadRequest
from hie.search import advanced_text
from hie.search.escapes import unescape
from hie.search.folding import fold
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter
from hie.search.text_query import Node

FIELD = "s"
MODIFIERS: tuple[str, ...] = ("exact", "contains", "text-advanced")

_NAME = ("family", "text", "given", "prefix", "suffix")
_ADDRESS = ("text", "line", "city", "district", "state", "postalCode", "country")
_NOT_TEXT = frozenset(("id", "extension", "use", "type", "period", "system", "url"))


def text(prefix: str, value: str, s: list[str], e: list[str]) -> str:
    """Append a string to ``s``, folded, and to ``e``; return it folded, to sort by."""
    folded = fold(value)
    s.append(prefix + folded)
    e.append(prefix + value)
    return folded


def human_name(prefix: str, value: Mapping[str, Any], s: list[str], e: list[str]) -> str | None:
    """Append the parts of a HumanName; return the family name or what comes first without one."""
    return _parts(prefix, (value[name] for name in _NAME if name in value), s, e)


def address(prefix: str, value: Mapping[str, Any], s: list[str], e: list[str]) -> str | None:
    """Append the parts of an Address; return its text or what comes first without one."""
    return _parts(prefix, (value[name] for name in _ADDRESS if name in value), s, e)


def any_value(prefix: str, value: Any, s: list[str], e: list[str]) -> str | None:
    """Append the strings of a value of any other type; return the first one."""
    if not isinstance(value, dict):
        return text(prefix, str(value), s, e)
    return _parts(prefix, (held for name, held in value.items() if name not in _NOT_TEXT), s, e)


#: Function that extracts each FHIR type; ``any_value`` does the others.
EXTRACTORS = {"HumanName": "human_name", "Address": "address"}


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    if parameter.is_primitive:
        return "text"
    return (
        EXTRACTORS.get(next(iter(parameter.types)), "any_value") if len(parameter.types) == 1 else "any_value"
    )


def parse(parameter: Parameter, modifier: str | None, value: str, options: SearchOptions) -> str | Node:
    """The string that is looked for; a query of words with ``:text-advanced``.

    Raises BadRequest when nothing of it is left to compare: everything begins with nothing.
    """
    del options
    if modifier == advanced_text.MODIFIER:
        return advanced_text.parse(parameter, value)
    found = unescape(value)
    if not fold(found):
        raise BadRequest.because("search-value-empty", name=parameter.code)
    return found


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Any]) -> Filter:
    """The filter for any of ``values``."""
    code = parameter.code
    if modifier == advanced_text.MODIFIER:
        return advanced_text.to_filter(parameter.stored_as, values)
    match modifier:
        case "exact":
            found: list[Filter] = [{"s": f"{code}={fold(value)}", "e": f"{code}={value}"} for value in values]
        case "contains":
            found = [{"s": {"$regex": f"^{re.escape(code)}=.*{re.escape(fold(value))}"}} for value in values]
        case _:
            return beginning(code, values)
    return found[0] if len(found) == 1 else {"$or": found}


def beginning(name: str, values: Sequence[str]) -> Filter:
    """The filter for a string under ``name`` that begins with any of ``values``."""
    found: list[Filter] = [{"s": {"$regex": starting_with(f"{name}={fold(value)}")}} for value in values]
    return found[0] if len(found) == 1 else {"$or": found}


def starting_with(text: str) -> str:
    """The regular expression of what begins with ``text``, which is a range of an index."""
    return f"^{re.escape(text)}"


def _parts(prefix: str, values: Iterable[Any], s: list[str], e: list[str]) -> str | None:
    """Append every string among ``values`` and in the lists among them; return the first one folded."""
    first = None
    for value in values:
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, str):
                folded = text(prefix, item, s, e)
                first = first or folded
    return first
