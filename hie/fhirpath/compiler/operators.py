"""Operators.

https://hl7.org/fhirpath/N1/#operations
"""

from dataclasses import replace

from hie.fhirpath.compiler.code import BOOLEAN, EMPTY, INTEGER, STRING, Code, Types, boolean, maybe
from hie.fhirpath.compiler.lists import spoken_types
from hie.fhirpath.compiler.paths import Paths
from hie.fhirpath.model import INTEGERS
from hie.fhirpath.syntax import Literal, Node, Operation

#: Sources up to this length are cheap enough to stand twice.
_SHORT = 40
_COMPARISONS = {
    "<": ("less", "earlier"),
    "<=": ("less_or_equal", "not_later"),
    ">": ("greater", "later"),
    ">=": ("greater_or_equal", "not_earlier"),
}
#: A comparison read from right to left.
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ARITHMETIC = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "mod": "modulo",
    "div": "quotient",
}


class Operators(Paths):
    """Source for operators on compiled operands."""

    def operate(self, operator: str, operands: list[Code]) -> Code:  # noqa: PLR0911 - One return for each kind.
        """``operands`` joined by ``operator``, any but ``|``, ``and`` and ``or`` being binary."""
        if operator in ("and", "or"):
            return self.logical(operator, operands)
        left, right = operands
        if operator in ("xor", "implies"):
            return self._conditional(operator, self.truth(left), self.truth(right))
        if operator in ("=", "!="):
            return self._equality(left, right, negated=operator == "!=")
        if operator in ("~", "!~"):
            return self._equivalence(left, right, negated=operator == "!~")
        if operator in _COMPARISONS:
            return self._comparison(operator, left, right)
        if operator in ("in", "contains"):
            return self._membership(left, right) if operator == "in" else self._membership(right, left)
        if operator == "&":
            if all(_is_element_of_text(each) for each in operands):
                # What is no longer than the resource itself needs no limit.
                text = " + ".join(f"({each.text} or '')" for each in operands)
                return Code(f"({text})", STRING, present=True)
            return Code(
                self.out.call("concatenate", self.spoken_one(left), self.spoken_one(right)),
                STRING,
                present=True,
            )
        return self._arithmetic(operator, left, right)

    # Logic

    def logical(self, operator: str, operands: list[Code]) -> Code:
        """``and`` or ``or`` of all ``operands``."""
        alternatives = self._alternatives(operands) if operator == "or" else None
        if alternatives is not None:
            return alternatives
        truths = [self.truth(each) for each in operands]
        word = f" {operator} "
        when_true, when_not_false, if_true, if_not_false = (
            f"({word.join(sources)})"
            for sources in zip(
                *((each.true, each.not_false, each.holds, each.may_hold) for each in truths), strict=True
            )
        )
        if all(each.present for each in truths):
            return boolean(when_true, if_true)
        if operator == "and":
            text = f"({when_not_false} and ({when_true} or None))"
        else:
            text = f"({when_true} or ({when_not_false} and None))"
        return replace(maybe(text, when_true, when_not_false), if_true=if_true, if_not_false=if_not_false)

    def _alternatives(self, operands: list[Code]) -> Code | None:
        """``or`` of comparisons of one value with literal texts; None where it is something else."""
        pairs = [each.equals for each in operands if each.equals is not None]
        if len(pairs) < len(operands) or len({value.text for value, _ in pairs}) > 1:
            return None
        return self.among(pairs[0][0], [text for _, text in pairs])

    def _conditional(self, operator: str, left: Code, right: Code) -> Code:
        if operator == "xor":
            if left.present and right.present:
                return boolean(f"({left.text} != {right.text})")
            return maybe(self.out.call("one_of_two", left.text, right.text))
        if_true = f"(not {left.may_hold} or {right.holds})"
        if_not_false = f"(not {left.holds} or {right.may_hold})"
        if left.present and right.present:
            return boolean(f"(not {left.holds} or {right.text})", if_true)
        if left.present:
            code = Code(f"(not {left.holds} or {right.text})", BOOLEAN)
        else:
            code = Code(self.out.call("implies", left.text, right.text), BOOLEAN)
        return replace(
            code,
            when_true=f"(not {left.may_hold} or {right.true})",
            when_not_false=f"(not {left.holds} or {right.not_false})",
            if_true=if_true,
            if_not_false=if_not_false,
        )

    def negation(self, code: Code) -> Code:
        """``not()``."""
        truth = self.truth(code)
        if truth.present:
            return boolean(f"(not {truth.holds})")
        text = self.out.call("negated", truth.text)
        return maybe(text, f"(not {truth.may_hold})", f"(not {truth.holds})")

    # Equality

    def _equality(self, left: Code, right: Code, *, negated: bool) -> Code:
        code = self._equal(left, right)
        return self.negation(code) if negated else code

    def _equal(self, left: Code, right: Code) -> Code:
        if left.is_empty or right.is_empty:
            return maybe("None", "False", "True")
        if left.is_list or right.is_list:
            a, b = self._listed_spoken(left), self._listed_spoken(right)
            return maybe(self.out.call("equal_lists", a, b))
        if left.group == right.group and left.group in ("text", "number", "boolean"):
            return self._same(left, right)
        if left.group == right.group == "temporal":
            return maybe(self.out.call("same_time", left.text, right.text))
        return maybe(self.out.call("equal", self.spoken(left), self.spoken(right)))

    def _same(self, left: Code, right: Code) -> Code:
        """Equality of values that Python compares as FHIRPath does."""
        if left.present and not right.present:
            left, right = right, left
        same = f"({left.text} == {right.text})"
        if left.present and right.present and left.is_system and right.is_system:
            return boolean(same)
        if not right.present:
            return maybe(self.out.call("equal", left.text, right.text))
        equals = (left, right.literal) if right.literal is not None and left.group == "text" else None
        if len(left.text) > _SHORT:
            code = maybe(self.out.call("equal", left.text, right.text), same)
        else:
            absent = f"{left.text} is None"
            code = maybe(f"(None if {absent} else {same})", same, f"({absent} or {same})")
        return replace(code, equals=equals)

    def _listed_spoken(self, code: Code) -> str:
        if code.is_list:
            return self.spoken(code)
        return self.out.call("listed", self.spoken(code))

    def _equivalence(self, left: Code, right: Code, *, negated: bool) -> Code:
        if left.is_list or right.is_list or left.is_empty or right.is_empty:
            text = self.out.call("equivalent_lists", self._listed_spoken(left), self._listed_spoken(right))
        else:
            text = self.out.call("equivalent", self.spoken(left), self.spoken(right))
        return boolean(f"(not {text})" if negated else text)

    # Order, membership, arithmetic

    def _comparison(self, operator: str, left: Code, right: Code) -> Code:
        left, right = self.scalar(left), self.scalar(right)
        function, temporal_function = _COMPARISONS[operator]
        if left.group == right.group == "number" and all(
            each.present and each.is_system for each in (left, right)
        ):
            return boolean(f"({left.text} {operator} {right.text})")
        if left.group == right.group == "temporal":
            if right.clock and not left.is_system:
                return _against_clock(operator, left.text, right.clock)
            if left.clock and not right.is_system:
                return self._comparison(_MIRRORED[operator], right, left)
            return maybe(self.out.call(temporal_function, left.text, right.text))
        return maybe(self.out.call(function, self._comparable(left), self._comparable(right)))

    def _comparable(self, code: Code) -> str:
        """Source of a value for comparison; a text of unknown type is looked at: it may be a date."""
        return self.out.call("supposed", code.text) if code.types is None else self.spoken(code)

    def _membership(self, value: Code, items: Code) -> Code:
        single = self.scalar(value)
        if items.is_empty:
            return maybe(self.out.call("unless_absent", single.text, "False"), "False")
        return maybe(self.out.call("member_of_list", self.spoken(single), self._listed_spoken(items)))

    def among(self, value: Code, texts: list[str]) -> Code:
        """``value in ('a' | 'b')`` for texts."""
        single = self.scalar(value)
        test = f"({single.text} in {self.out.key_set(set(texts))})"
        if single.present:
            return boolean(test)
        if len(single.text) > _SHORT:
            return maybe(self.out.call("unless_absent", single.text, test), test)
        absent = f"{single.text} is None"
        return maybe(f"(None if {absent} else {test})", test, f"({absent} or {test})")

    def _arithmetic(self, operator: str, left: Code, right: Code) -> Code:
        left, right = self.scalar(left), self.scalar(right)
        if left.is_empty or right.is_empty:
            return Code("None", frozenset())
        function = _ARITHMETIC[operator]
        clock = ""
        if left.text in ("env.moment()", "env.today()") and self.out.is_constant(right.text):
            # The time does not change within an environment.
            name = "'now'" if left.text == "env.moment()" else "'today'"
            text = f"env.shifted({self.out.name(function)}, {left.text}, {right.text})"
            clock = self.out.constant(self.out.call("Clock", name, self.out.name(function), right.text))
        else:
            text = self.out.call(function, self.spoken(left), self.spoken(right))
        return Code(text, self._result_types(operator, left, right), clock=clock)

    def _result_types(self, operator: str, left: Code, right: Code) -> Types:  # noqa: PLR0911 - One return for each kind.
        if left.types is None or right.types is None or left.group is None:
            return None
        if operator == "div":
            return INTEGER
        if left.group == right.group == "number":
            if operator != "/" and left.types <= INTEGERS and right.types <= INTEGERS:
                return INTEGER
            return frozenset(("System.Decimal",))
        if left.group == "text":
            return STRING
        if "quantity" in (left.group, right.group) and left.group != "temporal":
            return frozenset(("System.Quantity",))
        return spoken_types(left)

    def polarity(self, sign: str, operand: Code) -> Code:
        """``-operand`` or ``+operand``."""
        single = self.scalar(operand)
        if single.present and single.is_system and single.group == "number":
            return replace(single, text=f"({sign}{single.text})")
        text = self.out.call("negate" if sign == "-" else "positive", self.spoken(single))
        return Code(text, spoken_types(single))

    # Collections

    def union(self, operands: list[Code], *, raw: bool) -> Code:
        """``|`` of all ``operands``."""
        known = [each for each in operands if not each.is_empty]
        if not known:
            return EMPTY
        merged = self.merged("union", known, raw=raw)
        # Search takes a value twice as well as once, so nothing is compared.
        return replace(merged, text=merged.bag) if raw else merged

    def merged(self, function: str, operands: list[Code], *, raw: bool = False) -> Code:
        """A runtime function of collections applied to ``operands``."""
        groups = {each.group for each in operands}
        speak = not raw and len(groups) > 1 and bool(groups & {"temporal", "quantity"})
        lists = [self._listed_spoken(each) if speak else self.listed(each) for each in operands]
        types: Types = frozenset()
        for each in operands:
            added = spoken_types(each) if speak and each.group in ("temporal", "quantity") else each.types
            types = None if types is None or added is None else types | added
        owner = operands[0].owner if operands else "r"
        targets = frozenset().union(*(each.targets for each in operands))
        text = self.out.call(function, *lists)
        joined = f"[{', '.join(f'*{each}' for each in lists)}]" if lists[1:] else lists[0]
        bag = joined if function == "union" else ""
        return Code(text, types, many=True, owner=owner, targets=targets, bag=bag)


def _is_element_of_text(code: Code) -> bool:
    return code.group == "text" and not code.is_list and bool(code.key or code.literal is not None)


def _against_clock(operator: str, text: str, clock: str) -> Code:
    """A comparison of a date with the time, by the order of the two: -1, 0, 1 or None."""
    order = f"{clock}.order({text}, env)"
    true, not_false = {
        "<": (f"({order} == -1)", f"({order} not in (0, 1))"),
        "<=": (f"({order} in (-1, 0))", f"({order} != 1)"),
        ">": (f"({order} == 1)", f"({order} not in (-1, 0))"),
        ">=": (f"({order} in (0, 1))", f"({order} != -1)"),
    }[operator]
    return maybe(f"{clock}.{_COMPARISONS[operator][1]}({text}, env)", true, not_false)


def literal_texts(node: Node) -> list[str] | None:
    """The texts in ``('a' | 'b')``, or None when ``node`` is something else."""
    if isinstance(node, Literal):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, Operation) and node.operator == "|":
        texts = [literal_texts(each) for each in node.operands]
        return [text for each in texts for text in each or ()] if None not in texts else None
    return None
