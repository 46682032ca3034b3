"""Tokens to a syntax tree, by operator precedence.

https://hl7.org/fhirpath/N1/grammar.html
"""

from decimal import Decimal
from functools import lru_cache

from hie.fhirpath.errors import FhirpathSyntaxError
from hie.fhirpath.lexer import Token, tokens
from hie.fhirpath.runtime.quantities import CALENDAR_UNITS, Quantity
from hie.fhirpath.runtime.temporal import Temporal, date, date_time, time
from hie.fhirpath.syntax import (
    Call,
    Empty,
    External,
    Indexer,
    Literal,
    Member,
    Node,
    Operation,
    Polarity,
    TypeName,
    TypeOperation,
    Variable,
    children,
)

#: Deeper trees are refused: everything that walks a tree may then recurse.
MAX_DEPTH = 100
#: Longer texts are refused before any work is done.
MAX_LENGTH = 100_000

#: Longer numbers are refused: decimals have 28 digits.
MAX_DIGITS = 60

_LEVELS = (
    ("implies",),
    ("or", "xor"),
    ("and",),
    ("in", "contains"),
    ("=", "~", "!=", "!~"),
    ("<", ">", "<=", ">="),
    ("|",),
    ("is", "as"),
    ("+", "-", "&"),
    ("*", "/", "div", "mod"),
)
_PRECEDENCE = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_UNARY = len(_LEVELS)
_FLAT = frozenset(("|", "and", "or"))
_TEMPORAL = {"date": date, "dateTime": date_time, "time": time}


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The syntax tree of ``text``.

    Raises FhirpathSyntaxError with the position of the fault; also for texts and trees beyond
    MAX_LENGTH and MAX_DEPTH.
    """
    if len(text) > MAX_LENGTH:
        raise FhirpathSyntaxError(f"longer than {MAX_LENGTH} characters", text, MAX_LENGTH)
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.next = 0
        self.nesting = 0
        self.depths: dict[int, tuple[Node, int]] = {}

    def parse(self) -> Node:
        node = self.expression(0)
        if self.peek().kind != "end":
            raise self.error(f"unexpected {self.peek().text!r}")
        return node

    # Tokens

    def peek(self) -> Token:
        return self.tokens[self.next]

    def advance(self) -> Token:
        token = self.tokens[self.next]
        if token.kind != "end":
            self.next += 1
        return token

    def at_symbol(self, symbol: str) -> bool:
        token = self.peek()
        return token.kind == "symbol" and token.text == symbol

    def expect(self, symbol: str) -> None:
        if not self.at_symbol(symbol):
            raise self.error(f"expected {symbol!r}")
        self.advance()

    def error(self, message: str, at: int | None = None) -> FhirpathSyntaxError:
        token = self.peek()
        if token.kind == "end" and at is None:
            message += " at the end"
        return FhirpathSyntaxError(message, self.text, token.at if at is None else at)

    def made(self, node: Node) -> Node:
        """``node``, once its depth is known to be within the limit."""
        depth = 1 + max((self.depths[id(child)][1] for child in children(node)), default=0)
        if depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH}", node.at)
        self.depths[id(node)] = (node, depth)
        return node

    # Grammar

    def expression(self, level: int) -> Node:
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH}")
        left = self.polarity()
        while True:
            operator = self.operator(level)
            if operator is None:
                break
            at = self.advance().at
            left = self.operation(operator, left, at)
        self.nesting -= 1
        return left

    def operator(self, level: int) -> str | None:
        """The operator that comes next, if it binds at ``level`` or tighter."""
        token = self.peek()
        if token.kind not in ("symbol", "name") or token.quoted:
            return None
        return token.text if _PRECEDENCE.get(token.text, -1) >= level else None

    def operation(self, operator: str, left: Node, at: int) -> Node:
        if operator in ("is", "as"):
            return self.made(TypeOperation(operator, left, self.type_name(), at))
        right = self.expression(_PRECEDENCE[operator] + 1)
        if operator in _FLAT and isinstance(left, Operation) and left.operator == operator:
            return self.made(Operation(operator, (*left.operands, right), left.at))
        return self.made(Operation(operator, (left, right), at))

    def polarity(self) -> Node:
        if not (self.at_symbol("-") or self.at_symbol("+")):
            return self.path()
        token = self.advance()
        operand = self.expression(_UNARY)
        return self.made(Polarity(token.text, operand, token.at))

    def path(self) -> Node:
        node = self.term()
        while True:
            if self.at_symbol("."):
                self.advance()
                node = self.invocation(node)
            elif self.at_symbol("["):
                at = self.advance().at
                index = self.expression(0)
                self.expect("]")
                node = self.made(Indexer(node, index, at))
            else:
                return node

    def term(self) -> Node:  # noqa: PLR0911 - One return for each kind.
        token = self.peek()
        if token.kind == "symbol" and token.text in "({":
            return self.bracketed()
        if token.kind == "number":
            return self.number()
        if token.kind in ("date", "dateTime", "time"):
            return self.temporal()
        if token.kind == "string":
            return self.made(Literal(self.advance().text, token.at))
        if token.kind == "external":
            return self.made(External(self.advance().text, token.at))
        if token.kind == "name" and token.text in ("true", "false") and not token.quoted:
            return self.made(Literal(self.advance().text == "true", token.at))
        return self.invocation(None)

    def bracketed(self) -> Node:
        token = self.advance()
        if token.text == "{":
            self.expect("}")
            return self.made(Empty(token.at))
        node = self.expression(0)
        self.expect(")")
        return node

    def number(self) -> Node:
        token = self.advance()
        if len(token.text) > MAX_DIGITS:
            raise self.error("number out of range", token.at)
        unit = self.peek()
        if unit.kind == "string":
            self.advance()
            return self.made(Literal(Quantity(Decimal(token.text), unit.text), token.at))
        if unit.kind == "name" and unit.text in CALENDAR_UNITS and not unit.quoted:
            self.advance()
            return self.made(Literal(Quantity.calendar(Decimal(token.text), unit.text), token.at))
        if "." in token.text:
            return self.made(Literal(Decimal(token.text), token.at))
        if len(token.text) > 10 or int(token.text) > 2**31 - 1:
            # -2147483648 cannot be written as a literal in the grammar either.
            raise self.error("integer out of range", token.at)
        return self.made(Literal(int(token.text), token.at))

    def temporal(self) -> Node:
        token = self.advance()
        value: Temporal | None = _TEMPORAL[token.kind](token.text)
        if value is None:
            raise self.error(f"{token.text} does not exist", token.at)
        return self.made(Literal(value, token.at))

    def invocation(self, focus: Node | None) -> Node:
        token = self.peek()
        if token.kind == "variable":
            if focus is not None and token.text != "$this":
                raise self.error(f"unexpected {token.text!r}")
            self.advance()
            return focus if focus is not None else self.made(Variable(token.text, token.at))
        name = self.identifier(is_member=focus is not None)
        if not self.at_symbol("("):
            return self.made(Member(focus, name, token.at))
        self.advance()
        arguments: list[Node] = []
        while not self.at_symbol(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.expression(0))
        self.advance()
        return self.made(Call(focus, name, tuple(arguments), token.at))

    def identifier(self, *, is_member: bool = False) -> str:
        """A name.  Behind a dot ``div`` is the narrative's, although the grammar has it as an operator."""
        token = self.peek()
        if token.kind != "name":
            raise self.error(f"unexpected {token.text!r}" if token.text else "expected an expression")
        if (
            not (is_member and token.text == "div")
            and not token.quoted
            and token.text in _PRECEDENCE
            and token.text not in ("as", "is", "contains", "in")
        ):
            raise self.error(f"unexpected {token.text!r}")
        return self.advance().text

    def type_name(self) -> TypeName:
        bracketed = self.at_symbol("(")
        if bracketed:
            self.advance()
        names = [self.identifier()]
        while self.at_symbol(".") and len(names) < 2:
            self.advance()
            names.append(self.identifier())
        if bracketed:
            self.expect(")")
        return TypeName(names[0] if len(names) == 2 else None, names[-1])
