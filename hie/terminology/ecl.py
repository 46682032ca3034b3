"""Whether a text is an expression constraint of SNOMED CT, by its brief syntax.

https://confluence.ihtsdotools.org/display/DOCECL

Only the form is checked: which concepts there are, nobody here can tell.
"""

import re

_TOKEN = re.compile(
    r"""\s*(?:(?P<comment>/\*.*?\*/)|(?P<operator><<!|<!|>>!|>!|<<|>>|<|>|\^|!!>|!!<)
    |(?P<filter>\{\{.*?\}\})|(?P<term>\|[^|]*\|)|(?P<bounds>\[[0-9]+\.\.(?:[0-9]+|\*)\])
    |(?P<comparison>!=|<=|>=|=)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>\#[+-]?[0-9]+(?:\.[0-9]+)?)
    |(?P<concept>[1-9][0-9]{5,17}(?![0-9]))|(?P<word>AND|OR|MINUS|R|true|false)\b
    |(?P<sign>[(){}:,.*]))""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_DEEPEST = 50
_VALUES = ("text", "number")


class _Fault(Exception):
    """The text is no expression constraint."""


def is_expression_constraint(text: str) -> bool:
    """Whether ``text`` has the form of an expression constraint."""
    try:
        reader = _Reader(_tokens(text))
        reader.expression(0)
    except _Fault:
        return False
    return reader.kind is None


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind and text of each token.  Raises _Fault at what is none."""
    found, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise _Fault
        position = match.end()
        if match.lastgroup not in ("comment", "term"):
            found.append((match.lastgroup, match[match.lastgroup].upper()))
    return found


class _Reader:
    """Reads tokens by the rules of the grammar."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def kind(self) -> str | None:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else None

    def _takes(self, kind: str, *texts: str) -> bool:
        """Go beyond the next token if it is of ``kind``, and one of ``texts`` where any are given."""
        if self.kind != kind or (texts and self._tokens[self._next][1] not in texts):
            return False
        self._next += 1
        return True

    def _needs(self, kind: str, *texts: str) -> None:
        if not self._takes(kind, *texts):
            raise _Fault

    def expression(self, depth: int) -> None:
        """One or several constraints, joined, perhaps refined."""
        self._part(depth)
        while self._takes("word", "AND", "OR", "MINUS") or self._takes("sign", ","):
            self._part(depth)

    def _part(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise _Fault
        self._focus(depth)
        while self._takes("sign", "."):
            self._focus(depth)
        if self._takes("sign", ":"):
            self._refinement(depth)

    def _focus(self, depth: int) -> None:
        while self._takes("operator"):
            pass
        if self._takes("sign", "("):
            self.expression(depth + 1)
            self._needs("sign", ")")
        elif not self._takes("concept") and not self._takes("sign", "*"):
            raise _Fault
        while self._takes("filter"):
            pass

    def _refinement(self, depth: int) -> None:
        self._attributes(depth)
        while self._takes("word", "AND", "OR") or self._takes("sign", ","):
            self._attributes(depth)

    def _attributes(self, depth: int) -> None:
        """One attribute, a group of them, or some in parentheses."""
        if depth > _DEEPEST:
            raise _Fault
        self._takes("bounds")
        if self._takes("sign", "{"):
            self._refinement(depth + 1)
            self._needs("sign", "}")
            return
        start = self._next
        if self._takes("sign", "("):
            try:
                self._refinement(depth + 1)
                self._needs("sign", ")")
            except _Fault:
                # It was not attributes in parentheses, but the name of one.
                self._next = start
            else:
                if self.kind != "comparison":
                    return
                self._next = start
        self._takes("word", "R")
        self._focus(depth + 1)
        self._needs("comparison")
        if self.kind in _VALUES or self.kind == "word":
            self._next += 1
        else:
            self._focus(depth + 1)
