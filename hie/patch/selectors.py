"""The selectors of XML Patch: those of RFC 5261, and what is below in their predicates.

https://www.rfc-editor.org/rfc/rfc5261#section-7

RFC 5261 has little of XPath: a path of children, each narrowed by its position, by an attribute, or by
the text of a child.  FHIR keeps values in attributes of children, so a predicate may go further down here,
``name[use/@value='official']``, and join several tests.  No test looks twice at the same part of a
resource, so what a selector costs grows with its length and the size of the resource.  In the whole of
XPath it grows with the size to the power of the depth of predicates: with three, 16 KB take 12 seconds.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from hie.outcome import Unprocessable

#: Longer selectors are refused, in characters.
LONGEST = 1000
#: The most that all selectors of a patch may cost: their length times the size of what they are looked up in.
#: Measured: 1.5 seconds, when all of it is predicates.
MOST = 4_000_000_000

#: Stands for the default namespace of the patch, which XPath 1.0 has no name for.
DEFAULT = "default-of-the-patch"

# Each alternative begins differently, so a text that is none is told apart at once.
_WORD = r"[^\W\d][\w.-]*"
_NAME = rf"(?:{_WORD}:)?(?:{_WORD}|\*)(?!\()"
_LITERAL = r"""(?:"[^"]*"|'[^']*')"""
_TEXT = r"(?:text|comment)\(\)"
_BELOW = rf"(?:\.|@?{_NAME}|{_TEXT})(?:/(?:@?{_NAME}|{_TEXT}))*"
_TEST = rf"\s*(?:\d+|last\(\)|{_BELOW}(?:\s*!?=\s*{_LITERAL})?)\s*"
_PREDICATE = rf"\[{_TEST}(?:\b(?:and|or)\b{_TEST})*\]"
_STEP = rf"(?:@?{_NAME}|{_TEXT})(?:{_PREDICATE})*"
_SELECTOR = re.compile(rf"\s*/?{_STEP}(?:/{_STEP})*\s*")

#: Literals, which are left alone, and names of elements without a prefix.
_BARE_NAME = re.compile(rf"""{_LITERAL}|(?<![\w@:.$-])({_WORD})(?![\w.-]*\s*[(:])""")
_OPERATORS = frozenset(("and", "or"))


def check_cost(selectors: Iterable[str], size: int) -> None:
    """Raise Unprocessable when looking up ``selectors`` in ``size`` bytes would take too long."""
    length = sum(map(len, selectors))
    if length * size > MOST:
        raise Unprocessable.because("patch-costly", length=length, limit=MOST // size)


def select(selector: str, namespaces: Mapping[str, str], tree: Any) -> list[Any]:
    """The nodes of ``tree`` that ``selector`` names; ``namespaces`` has that of names without a prefix.

    A path that begins nowhere begins at the document.  Raises Unprocessable when it is no selector.
    """
    if len(selector) > LONGEST or not _SELECTOR.fullmatch(selector):
        raise Unprocessable.because("patch-selector", limit=LONGEST)
    path = "/" + _BARE_NAME.sub(_prefixed, selector).strip().removeprefix("/")
    try:
        found: Any = etree.XPath(path, namespaces=dict(namespaces), regexp=False)(tree)
    except etree.XPathError as error:
        raise Unprocessable.because("patch-expression", detail=str(error)) from None
    nodes: list[Any] = found
    return nodes


def _prefixed(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name is None or name in _OPERATORS else f"{DEFAULT}:{name}"
