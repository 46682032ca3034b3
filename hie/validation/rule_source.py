"""Rules of a profile to Python source: a function for each object that the profile is about.

The functions are called only for values that the base definition has accepted, so they ask nothing about
JSON kinds.
"""

from collections.abc import Iterable, Iterator

from hie.fhirpath import SourceCompiler
from hie.validation.module_text import ModuleText, Scope
from hie.validation.pattern_source import equal, fits
from hie.validation.rules import Rule, ValueRule
from hie.validation.shapes import Invariant
from hie.validation.slice_source import SliceSource, indented
from hie.validation.value_sets import Codes

_PARAMETERS = "o, r, rr, env"


#: Python allows twenty loops within each other, comprehensions apart.
_MAX_LOOPS = 8


class RuleSource:
    """Writes the modules of one profile: one function, with others only where loops are nested deep.

    ``with_advice`` makes functions that are strict about what is only a warning or a hint, too.
    """

    def __init__(self, compiler: SourceCompiler, *, with_advice: bool = False) -> None:
        self._module = ModuleText(compiler)
        self._slices = SliceSource(self._module, self._value)
        self._with_advice = with_advice

    def module(self, rule: ValueRule, invariants: Iterable[Invariant]) -> str:
        """Python source with ``accept`` and ``PREDICATES``, for ``rule`` and all ``invariants`` in it."""
        root = self._function((*self._own(rule, Scope("o")), *self._below(rule, Scope("o"))))
        for invariant in invariants:
            self._module.predicate(invariant)
        return self._module.render(accept=root, PREDICATES=self._module.predicates())

    def parts(self, rule: ValueRule) -> str:
        """Python source with ``PARTS``: a function for each child of ``rule``."""
        parts = [self._function(self._element(child, Scope("o"))) for child in rule.children]
        return self._module.render(PARTS=f"({''.join(f'{name}, ' for name in parts)})")

    def _matters(self, value: ValueRule) -> bool:
        return value.can_fail or (self._with_advice and not value.is_empty)

    def _matters_itself(self, value: ValueRule) -> bool:
        return value.can_fail_itself or (self._with_advice and bool(value.advised or value.invariants))

    def _matters_below(self, value: ValueRule) -> bool:
        return value.can_fail_below or (self._with_advice and bool(value.children))

    def _function(self, lines: Iterable[str]) -> str:
        return self._module.function(_PARAMETERS, (*lines, "return True"))

    def _value(self, rule: ValueRule, scope: Scope) -> Iterator[str]:
        """Statements that check a value, a primitive's extensions apart."""
        yield from self._own(rule, scope)
        if not self._matters_below(rule) or rule.is_primitive:
            return
        if scope.loops < _MAX_LOOPS:
            yield from self._below(rule, scope)
        else:
            function = self._function(self._below(rule, Scope("o")))
            yield f"if not {function}({scope.variable}, r, rr, env): return False"

    def _below(self, rule: ValueRule, scope: Scope) -> Iterator[str]:
        """Statements that check the members of an object."""
        for child in rule.children:
            if child.can_fail or self._with_advice:
                yield from self._element(child, scope)

    def _own(self, rule: ValueRule, scope: Scope) -> Iterator[str]:
        """Statements that check a value without its members."""
        for test in self._tests(rule, scope.variable):
            if test not in scope.known:
                yield f"if not ({test}): return False"

    def _tests(self, rule: ValueRule, variable: str) -> Iterator[str]:
        """Expressions that must be true of the value in ``variable``."""
        module = self._module
        if rule.fixed is not None:
            yield equal(module, rule.fixed, variable)
        if rule.pattern is not None:
            yield fits(module, rule.pattern, variable)
        if rule.languages:
            yield f"speaks({variable}, {rule.languages!r}, r)"
        yield from self._limits(rule, variable)
        for codes in rule.codes:
            yield self._coded(rule, codes, variable)
        if rule.targets is not None:
            allowed = module.constant(rule.targets)
            quick = f"(t := {variable}.get('reference') or '').partition('/')[0] in {allowed}"
            bundled = f"env.bundled.get(t) in {allowed}"
            yield f"{quick} or {bundled} or targets({variable}, {allowed}, KNOWN, rr, env)"
        if rule.aggregation is not None:
            yield f"is_aggregated({variable}, {module.constant(rule.aggregation)}, env)"
        if rule.profiles:
            yield " or ".join(f"conforms({url!r}, {variable}, r, rr, env)" for url in rule.profiles)
        if self._with_advice:
            for item in rule.advised:
                yield f"follows({item.strength!r}, {item.value_set!r}, {rule.type!r}, {variable})"
        for invariant in rule.invariants:
            if invariant.constraint.severity == "error" or self._with_advice:
                yield module.holds(invariant, variable)

    def _limits(self, rule: ValueRule, variable: str) -> Iterator[str]:
        """Expressions about the length and size of the value in ``variable``."""
        if rule.max_length is not None:
            yield f"{variable}.__class__ is not str or len({variable}) <= {rule.max_length}"
        if rule.min_length is not None:
            yield f"{variable}.__class__ is not str or len({variable}) >= {rule.min_length}"
        if rule.min_value is not None:
            yield f"at_least({variable}, {self._module.constant(rule.min_value)})"
        if rule.max_value is not None:
            yield f"at_most({variable}, {self._module.constant(rule.max_value)})"

    def _coded(self, rule: ValueRule, codes: Codes, variable: str) -> str:
        if rule.is_primitive:
            return f"{variable} is None or {variable} in {self._module.constant(codes.plain)}"
        pairs = self._module.constant(codes.pairs)
        is_concept = rule.type == "CodeableConcept"
        guard = f"{'coding' if is_concept else 'code'!r} not in {variable} or " if rule.is_maximum else ""
        if is_concept:
            pair = "(c.get('system'), c.get('code'))"
            return f"{guard}[1 for c in {variable}.get('coding') or () if {pair} in {pairs}]"
        return f"{guard}({variable}.get('system'), {variable}.get('code')) in {pairs}"

    def _element(self, rule: Rule, scope: Scope) -> Iterator[str]:
        """Statements that check one element of an object."""
        if rule.forbidden:
            names = frozenset(name for key in rule.forbidden for name in (key, f"_{key}"))
            yield f"if not {self._module.constant(names)}.isdisjoint({scope.variable}): return False"
        if rule.max == 0:
            yield f"if {_is_present(rule, scope.variable)}: return False"
        elif rule.is_list:
            for key, value in rule.keys.items():
                yield from self._list(key, value, rule, scope)
        else:
            yield from self._single(rule, scope)

    def _single(self, rule: Rule, scope: Scope) -> Iterator[str]:
        is_certain = rule.min > 0 and len(rule.keys) == 1
        text = self._only_text(rule) if is_certain else None
        if text is not None:
            # Whatever else there is, the element has this one value.
            test = f"{scope.variable}.get({next(iter(rule.keys))!r}) == {text!r}"
            if test not in scope.known:
                yield f"if not {test}: return False"
            return
        if rule.min > 0:
            yield f"if not ({_is_present(rule, scope.variable)}): return False"
        for key, value in rule.keys.items():
            if self._matters(value):
                lines = self._present(key, value, scope)
                yield from lines if is_certain else _if(_has_key(key, value, scope.variable), lines)
        if rule.group is not None:
            yield from self._slices.of_choice(rule.group, rule.keys, scope)

    def _present(self, key: str, value: ValueRule, scope: Scope) -> Iterator[str]:
        """Statements for a value that is there, if only as a sibling."""
        owner = scope.variable
        if self._matters_itself(value) or not value.is_primitive:
            variable = self._module.variable("v")
            yield f"{variable} = {owner}.get({key!r})"
            yield from self._value(value, scope.of(variable))
        if value.is_primitive and value.value_alternatives is not None:
            pair = f"{owner}.get({key!r}), {owner}.get('_{key}')"
            yield f"if not has_value({pair}, {value.value_alternatives!r}): return False"
        if value.is_primitive and self._matters_below(value):
            yield f"if not {self._beside(value)}({owner}.get('_{key}') or E, r, rr, env): return False"

    def _list(self, key: str, value: ValueRule, rule: Rule, scope: Scope) -> Iterator[str]:
        owner, values = scope.variable, self._module.variable("v")
        lines = tuple(self._items(key, value, rule, (owner, values, scope)))
        yield f"{values} = " + (f"items({owner}, {key!r})" if value.is_primitive else f"{owner}.get({key!r})")
        slices = rule.group.slices if rule.group is not None else ()
        if rule.min > 0 or any(item.min > 0 for item in slices):
            yield f"if not {values}: return False"
            yield from lines
        else:
            yield from _if(values, lines)

    def _items(self, key: str, value: ValueRule, rule: Rule, at: tuple[str, str, Scope]) -> Iterator[str]:
        """Statements for an array that is not empty: its owner, the local that holds it, and the scope."""
        owner, values, scope = at
        if rule.min > 1:
            yield f"if len({values}) < {rule.min}: return False"
        if rule.max is not None:
            yield f"if len({values}) > {rule.max}: return False"
        if self._matters_itself(value) or (self._matters_below(value) and not value.is_primitive):
            item = self._module.variable("x")
            yield f"for {item} in {values}:"
            yield from indented(self._value(value, scope.inside(item)))
        if value.is_primitive and value.value_alternatives is not None:
            yield f"for x, y in zip({values}, beside({owner}, {key!r})):"
            yield f"    if not has_value(x, y, {value.value_alternatives!r}): return False"
        if value.is_primitive and self._matters_below(value):
            yield f"for x in beside({owner}, {key!r}):"
            yield f"    if not {self._beside(value)}(x, r, rr, env): return False"
        if rule.group is not None:
            yield from self._slices.of_list(rule.group, key, values, scope)

    def _beside(self, value: ValueRule) -> str:
        """The name of a function that checks what stands beside a primitive: its extensions."""
        return self._function(self._below(value, Scope("o")))

    def _only_text(self, rule: Rule) -> str | None:
        """The text that a primitive must be, if that is all that is said of it."""
        (value,) = rule.keys.values()
        texts = [each for each in (value.fixed, value.pattern) if each is not None]
        limits = (value.min_length, value.max_length, value.min_value, value.max_value)
        says_more = (
            any(each is not None for each in limits) or value.codes or value.invariants or value.advised
        )
        if not value.is_primitive or says_more or self._matters_below(value) or rule.group is not None:
            return None
        return texts[0] if len(texts) == 1 and isinstance(texts[0], str) else None


def _if(test: str, lines: Iterable[str]) -> Iterator[str]:
    """``lines`` where ``test`` is true; nothing when there are none."""
    found = tuple(lines)
    if found:
        yield f"if {test}:"
        yield from indented(found)


def _has_key(key: str, value: ValueRule, owner: str) -> str:
    return f"{key!r} in {owner} or '_{key}' in {owner}" if value.is_primitive else f"{key!r} in {owner}"


def _is_present(rule: Rule, owner: str) -> str:
    return " or ".join(_has_key(key, value, owner) for key, value in rule.keys.items())
