"""Queries of words: ``bone OR (liver AND NOT "liver failure")``, to a tree.

https://hl7.org/fhir/R4/search.html#content

::

    query  = term { "OR" term }
    term   = factor { [ "AND" ] factor }
    factor = "NOT" factor | "-" factor | "(" query ")" | word | word "*" | '"' words '"'
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hie.outcome import BadRequest
from hie.search.folding import fold
from hie.search.stems import stem
from hie.search.words import words

#: Nobody types more, and each level is a level of the database's filter.
MAX_WORDS = 200
MAX_DEPTH = 20

_TOKEN = re.compile(r'\s*("[^"]*"|[()]|-(?=[^\s-])|[^\s()"]+|")')

#: In small letters, too, as the specification's example has them.
_OPERATORS = ("and", "or", "not")


@dataclass(frozen=True, slots=True)
class Word:
    """A word: folded, its stem, and whether it stands for all that begin so."""

    text: str
    stem: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other, folded."""

    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """All (``and``), any (``or``) or none (``not``) of the ``parts``."""

    operator: Literal["and", "or", "not"]
    parts: "tuple[Node, ...]"


Node = Word | Phrase | Group


def parse_text(name: str, text: str) -> Node:
    """The tree of ``text``, the value of the parameter ``name``.

    Raises BadRequest when it is not a query, or has no word.
    """
    return _Reader(name, text).read()


def is_positive(node: Node) -> bool:
    """Whether only what has a word can match."""
    if not isinstance(node, Group):
        return True
    if node.operator == "not":
        return False
    return (any if node.operator == "and" else all)(is_positive(part) for part in node.parts)


def wanted_words(node: Node) -> Iterator[Word]:
    """The words that make a match a good one."""
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Group) and node.operator != "not":
        for part in node.parts:
            yield from wanted_words(part)


class _Reader:
    """Reads one query."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        self.tokens: list[str] = [
            token.upper() if token.lower() in _OPERATORS else token for token in _TOKEN.findall(text)
        ]
        self.depth = 0

    def read(self) -> Node:
        if len(self.tokens) > MAX_WORDS:
            raise BadRequest.because("search-text-long", name=self.name, limit=MAX_WORDS)
        found = self.alternatives()
        if self.tokens:
            raise self.invalid()
        return found

    def alternatives(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.invalid()
        parts = [self.together()]
        while self.tokens and self.tokens[0] == "OR":
            self.tokens.pop(0)
            parts.append(self.together())
        self.depth -= 1
        return _group("or", parts)

    def together(self) -> Node:
        parts = [self.factor()]
        while self.tokens and self.tokens[0] not in ("OR", ")"):
            if self.tokens[0] == "AND":
                self.tokens.pop(0)
            parts.append(self.factor())
        return _group("and", parts)

    def factor(self) -> Node:
        negated = False
        while self.tokens and self.tokens[0] in ("NOT", "-"):
            negated = not negated
            self.tokens.pop(0)
        found = self.operand()
        return Group("not", (found,)) if negated else found

    def operand(self) -> Node:
        if not self.tokens or self.tokens[0] in ("AND", "OR", ")", '"'):
            raise self.invalid()
        token = self.tokens.pop(0)
        if token == "(":  # noqa: S105 - A parenthesis, no password.
            found = self.alternatives()
            if not self.tokens or self.tokens.pop(0) != ")":
                raise self.invalid()
            return found
        if token[0] == '"':
            return self.phrase(token[1:-1])
        return self.word(token)

    def phrase(self, text: str) -> Node:
        found = words(fold(text))
        if not found:
            raise self.invalid()
        return Phrase(fold(text)) if len(found) > 1 else Word(found[0], stem(found[0]))

    def word(self, token: str) -> Node:
        """A word; of one that is joined by other signs, as in ``COVID-19``, all its words."""
        begins = token.endswith("*")
        found = words(fold(token))
        if not found:
            raise self.invalid()
        *first, last = found
        return _group("and", [*(Word(each, stem(each)) for each in first), Word(last, stem(last), begins)])

    def invalid(self) -> BadRequest:
        return BadRequest.because("search-text-invalid", name=self.name, value=self.text)


def _group(operator: Literal["and", "or"], parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Group(operator, tuple(parts))
