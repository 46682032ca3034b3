"""From syntax trees to source: literals, variables, and the dispatch to operators and functions.

https://hl7.org/fhirpath/N1/#expressions
"""

from hie.fhirpath.compiler import fhir, filtering, subsetting  # noqa: F401 - They declare the functions.
from hie.fhirpath.compiler.check_digits import weights
from hie.fhirpath.compiler.code import BOOLEAN, EMPTY, INTEGER, STRING, Code, Types
from hie.fhirpath.compiler.functions import ONLY_EVALUATED, Invocation, functions, only_evaluated
from hie.fhirpath.compiler.operators import Operators, literal_texts
from hie.fhirpath.compiler.output import Output
from hie.fhirpath.compiler.scalars import compile_scalar
from hie.fhirpath.compiler.scope import Scope
from hie.fhirpath.errors import FhirpathChoiceError, FhirpathTypeError
from hie.fhirpath.model import Model
from hie.fhirpath.runtime.quantities import Quantity
from hie.fhirpath.runtime.temporal import Temporal
from hie.fhirpath.syntax import (
    Call,
    Empty,
    External,
    Indexer,
    Literal,
    LiteralValue,
    Member,
    Node,
    Operation,
    Polarity,
    TypeName,
    TypeOperation,
    Variable,
)
from hie.fhirpath.variables import standard_variable


class Expressions(Operators):
    """Compiles syntax trees in a scope."""

    def __init__(self, model: Model, out: Output, *, strict: bool = False, only_checks: bool = False) -> None:
        self.model = model
        self.out = out
        self.strict = strict
        self.only_checks = only_checks

    def expression(self, node: Node, scope: Scope) -> Code:  # noqa: PLR0911 - One return for each kind.
        """``node`` compiled.  Raises FhirpathTypeError when it cannot mean anything."""
        match node:
            case Literal(value):
                text = value if isinstance(value, str) else None
                return Code(self.out.literal(value), _literal_types(value), present=True, literal=text)
            case Empty():
                return EMPTY
            case Variable(name):
                return _variable(name, scope)
            case External(name):
                return self._external(name, scope)
            case Member(focus, name):
                return self._member(focus, name, scope)
            case Call():
                return self._call(node, scope)
            case Indexer(focus, index):
                return self._indexed(self.expression(focus, scope), self.expression(index, scope))
            case Polarity(sign, operand):
                return self.polarity(sign, self.expression(operand, scope))
            case TypeOperation(operator, operand, name):
                code = self.expression(operand, scope)
                return self.as_type(code, name) if operator == "as" else self.is_type(code, name)
            case Operation(operator, operands):
                return self._operation(operator, operands, scope)

    def _operation(self, operator: str, operands: tuple[Node, ...], scope: Scope) -> Code:
        if operator == "in":
            texts = literal_texts(operands[1])
            value = self.expression(operands[0], scope)
            if texts is not None and value.group == "text":
                return self.among(value, texts)
        digits = weights(Operation(operator, operands, 0)) if operator == "+" else None
        if digits is not None and scope.this.group == "text" and not scope.this.is_list:
            places, factors = (repr(each) for each in zip(*digits, strict=True))
            return Code(self.out.call("weighted_digits", scope.this.text, places, factors), INTEGER)
        compiled = [self.expression(each, scope) for each in operands]
        if operator == "|":
            return self.union(compiled, raw=scope.raw)
        return self.operate(operator, compiled)

    def _member(self, focus: Node | None, name: str, scope: Scope) -> Code:
        if focus is not None:
            return self._member_of(self.expression(focus, scope), name, raw=scope.raw)
        this = scope.this
        if name[:1].isupper() and name in self.model.types and this.types is not None:
            return self._root(name, this)
        return self.member(this, name)

    def _member_of(self, focus: Code, name: str, *, raw: bool) -> Code:
        """``focus.name``; search parameters of published guides say ``valueDateTime`` of a choice."""
        try:
            return self.member(focus, name)
        except FhirpathChoiceError as error:
            if not raw:
                raise
            return self.as_type(self.member(focus, error.element), TypeName(None, error.type))

    def _root(self, name: str, this: Code) -> Code:
        """``Patient`` at the start of a path: the focus, provided that it is one."""
        types = this.types or frozenset()
        if all(self.model.is_a(each, name) for each in types):
            return this
        if any(self.model.is_a(name, each) for each in types):
            kept, _ = self.iterate(this)
            narrowed = kept.with_loops(f"if {self.out.call('resource_is', kept.text, repr(name))}")
            return Code(kept.text, frozenset((name,)), loops=narrowed.loops, present=True, owner=kept.text)
        self.unknown_member(types, name)
        return EMPTY

    def _indexed(self, focus: Code, index: Code) -> Code:
        place = self.expected(self.scalar(index), "integer", "[]")
        text = self.out.call("item_at", self.listed(focus), place)
        return Code(text, focus.types, owner=focus.owner, targets=focus.targets)

    def _external(self, name: str, scope: Scope) -> Code:
        if name == "resource":
            return scope.resource
        if name == "rootResource":
            return scope.root
        if name == "context":
            return scope.context
        known = standard_variable(name)
        if known is not None:
            return Code(repr(known), STRING, present=True)
        return Code(self.out.call("variable", "env", repr(name)), None, many=True)

    def _call(self, node: Call, scope: Scope) -> Code:
        focus = scope.this if node.focus is None else self.expression(node.focus, scope)
        call = Invocation(self, focus, node.arguments, scope, node.name)
        scalar = compile_scalar(call)
        if scalar is not None:
            return scalar
        found = functions().get(node.name)
        if found is None and node.name in ONLY_EVALUATED:
            found = (only_evaluated, *ONLY_EVALUATED[node.name])
        if found is None:
            raise FhirpathTypeError(f"unknown function {node.name}()")
        compile_function, least, most = found
        if not least <= len(node.arguments) <= most:
            raise FhirpathTypeError(f"{node.name}() takes {least} to {most} arguments")
        return compile_function(call)


def _literal_types(value: LiteralValue) -> Types:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    if isinstance(value, str):
        return STRING
    if isinstance(value, Temporal):
        return frozenset((f"System.{value.kind}",))
    return frozenset(("System.Quantity" if isinstance(value, Quantity) else "System.Decimal",))


def _variable(name: str, scope: Scope) -> Code:
    found = {"$this": scope.this, "$index": scope.index, "$total": scope.total}[name]
    if found is None:
        raise FhirpathTypeError(f"{name} means nothing here")
    return found
