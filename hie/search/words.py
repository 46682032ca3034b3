"""The words of a resource, by which ``_text`` and ``_content`` find it.

https://hl7.org/fhir/R4/search.html#content

They are stems in the field ``w``: ``t:stem`` of the narrative, the stem alone of the rest.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from html import unescape
from typing import Any

from hie.search.folding import fold
from hie.search.stems import stem

#: What the words of a narrative begin with in the index.
NARRATIVE = "t:"

#: Longer words are cut, in resources and in searches alike.
_LONGEST = 40
_WORD = re.compile(r"(?<!\w)[^\W\d_](?:[^\W_]|'(?=[^\W\d_]))+")
_TAG = re.compile(r"<[^>]*>")
#: Members that hold addresses, codes, numbers and data, no words that people write: other parameters find
#: those, and words of every code and identifier would be most of the index.
_NOT_WORDS = frozenset(
    (
        "code", "contentType", "data", "div", "gender", "hash", "id", "implicitRules",
        "instantiatesCanonical", "instantiatesUri", "intent", "language", "mode", "profile", "reference",
        "resourceType", "status", "system", "unit", "uri", "url", "use", "value", "valueBase64Binary",
        "valueCanonical", "valueCode", "valueUri", "valueUrl", "version",
    )
)  # fmt: skip
_DATE = re.compile(r"\d{4}-\d\d")
#: Texts of this length are mostly displays, which many resources share.
_SHARED = 200


def words_of(resource: Mapping[str, Any]) -> list[str]:
    """The values of ``w`` of ``resource``, each once."""
    narrative = dict.fromkeys(narrative_words(resource))
    content = dict.fromkeys(word for text in _texts(resource) for word in stems(text))
    return [
        *(word for word in content if word not in narrative),
        *(NARRATIVE + word for word in narrative),
    ]


def narrative_words(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """The stems of the narrative, in their order."""
    div = resource.get("text", {}).get("div") if isinstance(resource.get("text"), dict) else None
    return stems(unescape(_TAG.sub(" ", div))) if div else ()


def content_words(resource: Mapping[str, Any]) -> list[str]:
    """The stems of everything that people write, the narrative too, in their order."""
    return [*narrative_words(resource), *(word for text in _texts(resource) for word in stems(text))]


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of ``text``; numbers and single letters are no words."""
    return _shared_stems(text) if len(text) <= _SHARED else _stems(text)


def words(folded: str) -> list[str]:
    """The words of a folded text."""
    return [word[:_LONGEST] for word in _WORD.findall(folded)]


def _stems(text: str) -> tuple[str, ...]:
    # Long texts are not worth keeping folded.
    return tuple(stem(word) for word in words(fold.__wrapped__(text)))


_shared_stems = lru_cache(maxsize=16_384)(_stems)


def _texts(resource: Mapping[str, Any]) -> list[str]:
    """The strings in ``resource`` that people write."""
    found: list[str] = []
    _collect(resource, found)
    return found


def _collect(value: Mapping[str, Any], found: list[str]) -> None:
    """Append the strings in ``value`` to ``found``.  Some names are those of concepts elsewhere: code."""
    for name, held in value.items():
        items = held if isinstance(held, list) else (held,)
        for item in items:
            if isinstance(item, str):
                if name not in _NOT_WORDS and name[0] != "_" and not _DATE.match(item):
                    found.append(item)
            elif isinstance(item, dict) and name != "meta":
                _collect(item, found)
