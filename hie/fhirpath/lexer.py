"""Text to tokens.

https://hl7.org/fhirpath/N1/grammar.html
"""

import re
from dataclasses import dataclass
from typing import Literal

from hie.fhirpath.errors import FhirpathSyntaxError

Kind = Literal[
    "date", "dateTime", "time", "number", "string", "name", "external", "variable", "symbol", "end"
]

_DATE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
_TIME = r"\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?"
_TOKEN = re.compile(
    rf"""
    (?P<space>(?:\s+|//[^\r\n]*|/\*.*?\*/)+)
    |@(?P<dateTime>{_DATE}T(?:{_TIME}(?:Z|[+-]\d\d:\d\d)?)?)
    |@(?P<date>{_DATE})
    |@T(?P<time>{_TIME})
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<string>'(?:[^'\\]|\\.)*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\.)*`)
    |%(?P<external>(?:vs|ext)-[A-Za-z0-9_\-.]+|[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|"[^"]*")
    |(?P<variable>\$(?:this|index|total))
    |(?P<symbol><=|>=|!=|!~|(?!/\*)[=~<>|&+\-*/().,\[\]{{}}])
    """,
    re.ASCII | re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPES = {"f": "\f", "n": "\n", "r": "\r", "t": "\t", "\\": "\\", "/": "/", "'": "'", '"': '"', "`": "`"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: ``text`` without quotes and escapes, ``quoted`` when it stood in backquotes."""

    kind: Kind
    text: str
    at: int
    quoted: bool = False


def tokens(text: str) -> list[Token]:
    """The tokens of ``text`` and an "end" token.  Raises FhirpathSyntaxError."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise FhirpathSyntaxError(f"unexpected {text[position]!r}", text, position)
        if match.lastgroup != "space":
            found.append(_token(match, text))
        position = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _token(match: re.Match[str], text: str) -> Token:
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    value = match[kind]
    quoted = value[:1] in ("'", "`", '"')
    if quoted:
        value = _unescape(value[1:-1], text, match.start())
    return Token(kind, value, match.start(), quoted)


def _unescape(value: str, text: str, at: int) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in _ESCAPES:
            raise FhirpathSyntaxError(f"unknown escape \\{code}", text, at)
        return _ESCAPES[code]

    return _ESCAPE.sub(character, value) if "\\" in value else value
