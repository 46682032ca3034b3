"""The parameters ``_text`` and ``_content``: words of the narrative, and of the whole resource.

https://hl7.org/fhir/R4/search.html#content
"""

import re
from collections.abc import Sequence

from hie.outcome import BadRequest
from hie.search.escapes import unescape
from hie.search.filters import any_of
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter
from hie.search.text_query import Group, Node, Phrase, parse_text
from hie.search.words import NARRATIVE

FIELD = "w"
MODIFIERS: tuple[str, ...] = ()

#: The parameters, and what the words that they look for begin with in the index.
PREFIXES = {"_text": (NARRATIVE,), "_content": ("", NARRATIVE)}


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> Node:
    """The query of words.

    Raises BadRequest when it is none, or has a phrase: which words follow each other is not in the index.
    """
    del modifier, options
    found = parse_text(parameter.code, unescape(text))
    _filter(parameter.code, found)  # Raises for a phrase.
    return found


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[Node]) -> Filter:
    """The filter for any of ``values``."""
    del modifier
    return any_of([_filter(parameter.code, value) for value in values])


def _filter(code: str, node: Node) -> Filter:
    if isinstance(node, Group):
        parts = [_filter(code, part) for part in node.parts]
        if node.operator == "not":
            return {"$nor": parts}
        return {"$and": parts} if node.operator == "and" else any_of(parts)
    prefixes = PREFIXES[code]
    if isinstance(node, Phrase):
        raise BadRequest.because("search-phrase-unsupported", name=code)
    if node.begins:
        return any_of([{"w": {"$regex": f"^{prefix}{_beginning(node.text)}"}} for prefix in prefixes])
    forms = [prefix + node.stem for prefix in prefixes]
    return {"w": forms[0] if len(forms) == 1 else {"$in": forms}}


def _beginning(text: str) -> str:
    """The regular expression of stems that begin with ``text``, whose last vowel may stand for another."""
    return re.escape(text).replace("і", "[іо]")
