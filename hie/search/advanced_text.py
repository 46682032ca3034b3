"""The modifier ``:text-advanced``: words and phrases in the strings of a parameter.

https://hl7.org/fhir/R4/search.html#modifiers

The strings are whole in the index, so words are found in any form and phrases exactly.
"""

import re
from collections.abc import Sequence

from hie.search.escapes import unescape
from hie.search.filters import any_of
from hie.search.parameters import Filter, Parameter
from hie.search.text_query import Group, Node, Phrase, Word, parse_text

MODIFIER = "text-advanced"

#: Where a word begins and ends: MongoDB's own ``\\b`` knows ASCII alone.
_START, _END = r"(?:.*[^\p{L}\p{N}'])?", r"(?![\p{L}\p{N}'])"


def parse(parameter: Parameter, text: str) -> Node:
    """The query of words.  Raises BadRequest when it is none."""
    return parse_text(parameter.code, unescape(text))


def to_filter(names: Sequence[str], values: Sequence[Node]) -> Filter:
    """The filter for any of ``values`` in the strings under any of ``names``."""
    pattern = "|".join(map(re.escape, names))
    return any_of([_filter(pattern if len(names) == 1 else f"(?:{pattern})", value) for value in values])


def _filter(name: str, node: Node) -> Filter:
    if isinstance(node, Group):
        parts = [_filter(name, part) for part in node.parts]
        if node.operator == "not":
            return {"$nor": parts}
        return {"$and": parts} if node.operator == "and" else any_of(parts)
    return {"s": {"$regex": f"^{name}={_START}{_pattern(node)}"}}


def _pattern(node: Word | Phrase) -> str:
    if isinstance(node, Phrase):
        return re.escape(node.text) + _END
    if node.begins:
        return re.escape(node.text)
    # A stem has one letter for those that change before endings.
    stem = re.escape(node.stem)
    if node.text.isascii():
        return f"{stem[:-1]}[iy]" if stem.endswith("i") else stem
    last = max(map(stem.rfind, "аеєиіїоуюя"))
    if last >= 0 and stem[last] == "о":
        stem = f"{stem[:last]}[оі]{stem[last + 1 :]}"
    return f"{stem[:-1]}[кц]" if stem.endswith("к") else stem
