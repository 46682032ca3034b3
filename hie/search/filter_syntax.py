"""The syntax of ``_filter``: its text as a tree.

https://hl7.org/fhir/R4/search_filter.html

::

    filter = term (("and" | "or") term)*            from left to right, neither before the other
    term   = "not" "(" filter ")" | "(" filter ")" | path operator value
    path   = name (("[" filter "]")? "." path)?
    value  = a JSON string, or letters other than white space, ")" and "]"
"""

import json
import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from hie.outcome import BadRequest
from hie.search.checked_text import check_text

OPERATORS = (
    "eq", "ne", "co", "sw", "ew", "gt", "lt", "ge", "le", "ap",
    "sa", "eb", "pr", "po", "ss", "sb", "in", "ni", "re",
)  # fmt: skip

#: Nobody writes so many parentheses into each other, or so much into one filter.
MAX_DEPTH = 30
MAX_COMPARISONS = 100

_SPACE = re.compile(r"\s*")
# R4 has no colon in names; with it a link has a type, and _has is as it is elsewhere.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_:-]*", re.ASCII)
_OPERATOR = re.compile(rf"({'|'.join(OPERATORS)})(?!\S)")
_LOGICAL = re.compile(r"(and|or)(?=[\s(])")
_NOT = re.compile(r"not(?=\s*\()")
_VALUE = re.compile(r"[^\s)\]]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Step:
    """A name of a path, and what the resource that it leads to has to meet besides."""

    name: str
    demand: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """``path operator value``."""

    path: tuple[Step, ...]
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Logical:
    """All (``and``), any (``or``) or none (``not``) of ``parts``."""

    operator: Literal["and", "or", "not"]
    parts: "tuple[Node, ...]"


Node = Comparison | Logical


def parse_filter(text: str) -> Node:
    """The tree of ``text``.

    Raises BadRequest that names the place and what the grammar expects there, or a limit.
    """
    parser = _Parser(text)
    node = parser.filter()
    parser.end()
    return node


class _Parser:
    """The parsing of one filter; ``_place`` is how far it has come."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._depth = 0
        self._comparisons = 0

    def filter(self) -> Node:
        """Terms, each joined to all that is before it."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadRequest.because("search-filter-deep", limit=MAX_DEPTH)
        node = self._term()
        while operator := self._spaced(_LOGICAL):
            node = _joined(node, "and" if operator == "and" else "or", self._term())
        self._depth -= 1
        return node

    def end(self) -> None:
        """Nothing but white space follows."""
        self._spaced(_SPACE)
        if self._place < len(self._text):
            self._refuse("and, or")

    def _term(self) -> Node:
        if self._spaced(_NOT):
            return Logical("not", (self._enclosed("(", ")"),))
        if self._sees("("):
            return self._enclosed("(", ")")
        return self._comparison()

    def _comparison(self) -> Comparison:
        self._comparisons += 1
        if self._comparisons > MAX_COMPARISONS:
            raise BadRequest.because("search-conditions", limit=MAX_COMPARISONS)
        self._spaced(_SPACE)
        path = self._path()
        operator = self._spaced(_OPERATOR) or self._refuse(", ".join(OPERATORS))
        return Comparison(path, operator, self._value())

    def _path(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while True:
            name = self._next(_NAME) or self._refuse("paramName")
            demand = None
            if self._text.startswith("[", self._place):
                demand = self._enclosed("[", "]")
                if not self._text.startswith(".", self._place):
                    self._refuse(".")
            steps.append(Step(name, demand))
            if not self._text.startswith(".", self._place):
                return tuple(steps)
            self._place += 1

    def _value(self) -> str:
        if not self._sees('"'):
            return self._spaced(_VALUE) or self._refuse("compValue")
        start = self._place
        try:
            value = str(json.loads(self._next(_STRING)))
        except ValueError:
            self._place = start
            self._refuse("json string")
        # An escape may stand for what could not be sent as it is.
        check_text("_filter", value)
        return value

    def _enclosed(self, opening: str, closing: str) -> Node:
        """The filter between two brackets."""
        self._sees(opening)
        self._place += 1
        node = self.filter()
        if not self._sees(closing):
            self._refuse(closing)
        self._place += 1
        return node

    def _sees(self, letter: str) -> bool:
        """Whether ``letter`` is next, after white space."""
        self._spaced(_SPACE)
        return self._text.startswith(letter, self._place)

    def _spaced(self, pattern: re.Pattern[str]) -> str:
        """What matches ``pattern`` next, after white space; nothing where it does not."""
        self._next(_SPACE)
        return self._next(pattern)

    def _next(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._place)
        if match is None:
            return ""
        self._place = match.end()
        return match[0]

    def _refuse(self, expected: str) -> NoReturn:
        found = self._text[self._place : self._place + 20] or "—"
        raise BadRequest.because(
            "search-filter-syntax", place=self._place + 1, expected=expected, found=found
        )


def _joined(left: Node, operator: Literal["and", "or"], right: Node) -> Logical:
    """``left operator right``; a row of the same operator is one node."""
    if isinstance(left, Logical) and left.operator == operator:
        return Logical(operator, (*left.parts, right))
    return Logical(operator, (left, right))
