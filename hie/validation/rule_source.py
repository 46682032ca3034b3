"""Rules of a profile to Python source: a function for each object that the profile is about.

The functions are called only for values that the base definition has accepted, so they ask nothing about
JSON kinds.
"""

from collections.abc import Iterable, Iterator

from hie.fhirpath import SourceCompiler
from hie.validation.module_text import ModuleText
from hie.validation.pattern_source import equal, fits
from hie.validation.rules import Rule, ValueRule
from hie.validation.shapes import Invariant
from hie.validation.slice_source import SliceSource
from hie.validation.value_sets import Codes

_PARAMETERS = "o, r, rr, env"


class RuleSource:
    """Writes the module of one profile."""

    def __init__(self, compiler: SourceCompiler) -> None:
        self._module = ModuleText(compiler)
        self._slices = SliceSource(self._module, self._value)

    def module(self, rule: ValueRule, invariants: Iterable[Invariant]) -> str:
        """Python source with ``accept`` and ``PREDICATES``, for ``rule`` and all ``invariants`` in it."""
        lines = (*self._own(rule, "o"), *self._below(rule), "return True")
        root = self._module.function(_PARAMETERS, lines)
        for invariant in invariants:
            self._module.predicate(invariant)
        return self._module.render(root)

    def _value(self, rule: ValueRule, variable: str) -> Iterator[str]:
        """Statements that check the value in the local ``variable``, a primitive's extensions apart."""
        if rule.can_fail_below and not rule.is_primitive:
            lines = (*self._own(rule, "o"), *self._below(rule), "return True")
            function = self._module.function(_PARAMETERS, lines)
            yield f"if not {function}({variable}, r, rr, env): return False"
        else:
            yield from self._own(rule, variable)

    def _below(self, rule: ValueRule) -> Iterator[str]:
        """Statements that check the members of the object ``o``."""
        for child in rule.children:
            if child.can_fail:
                yield from self._element(child)

    def _own(self, rule: ValueRule, variable: str) -> Iterator[str]:
        """Statements that check the value in ``variable`` without its members."""
        for test in self._tests(rule, variable):
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
            quick = f"({variable}.get('reference') or '').partition('/')[0] in {allowed}"
            yield f"{quick} or targets({variable}, {allowed}, KNOWN, rr, env)"
        if rule.aggregation is not None:
            yield f"is_aggregated({variable}, {module.constant(rule.aggregation)}, env)"
        if rule.profiles:
            yield " or ".join(f"conforms({url!r}, {variable}, r, rr, env)" for url in rule.profiles)
        for invariant in rule.invariants:
            if invariant.constraint.severity == "error":
                yield f"{module.predicate(invariant)}({variable}, r, rr, env)"

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
            return f"{guard}coded({variable}, {pairs})"
        return f"{guard}({variable}.get('system'), {variable}.get('code')) in {pairs}"

    def _element(self, rule: Rule) -> Iterator[str]:
        """Statements that check one element of the object ``o``."""
        if rule.forbidden:
            names = frozenset(name for key in rule.forbidden for name in (key, f"_{key}"))
            yield f"if not {self._module.constant(names)}.isdisjoint(o): return False"
        if rule.max == 0:
            yield f"if {_is_present(rule)}: return False"
        elif rule.is_list:
            for key, value in rule.keys.items():
                yield from self._list(key, value, rule)
        else:
            yield from self._single(rule)

    def _single(self, rule: Rule) -> Iterator[str]:
        if rule.min > 0:
            yield f"if not ({_is_present(rule)}): return False"
        for key, value in rule.keys.items():
            if not value.can_fail:
                continue
            is_certain = rule.min > 0 and len(rule.keys) == 1
            yield "if True:" if is_certain else f"if {_has_key(key, value)}:"
            if value.can_fail_itself or not value.is_primitive:
                yield f"    v = o.get({key!r})"
                yield from (f"    {line}" for line in self._value(value, "v"))
            if value.is_primitive and value.value_alternatives is not None:
                pair = f"o.get({key!r}), o.get('_{key}')"
                yield f"    if not has_value({pair}, {value.value_alternatives!r}): return False"
            if value.is_primitive and value.can_fail_below:
                yield f"    if not {self._beside(value)}(o.get('_{key}') or E, r, rr, env): return False"
        if rule.group is not None:
            slicing = self._slices.function(rule.group)
            yield f"v = [k for k in {tuple(rule.keys)!r} if k in o or '_' + k in o]"
            yield f"if not {slicing}(v, [o.get(k) for k in v], r, rr, env): return False"

    def _list(self, key: str, value: ValueRule, rule: Rule) -> Iterator[str]:
        yield f"v = items(o, {key!r})" if value.is_primitive else f"v = o.get({key!r}) or ()"
        if rule.min > 0:
            yield f"if len(v) < {rule.min}: return False"
        if rule.max is not None:
            yield f"if len(v) > {rule.max}: return False"
        if value.can_fail_itself or (value.can_fail_below and not value.is_primitive):
            yield "for x in v:"
            yield from (f"    {line}" for line in self._value(value, "x"))
        if value.is_primitive and value.value_alternatives is not None:
            yield f"for x, y in zip(v, beside(o, {key!r})):"
            yield f"    if not has_value(x, y, {value.value_alternatives!r}): return False"
        if value.is_primitive and value.can_fail_below:
            yield f"for x in beside(o, {key!r}):"
            yield f"    if not {self._beside(value)}(x, r, rr, env): return False"
        if rule.group is not None:
            slicing = self._slices.function(rule.group)
            needed = "" if any(item.min > 0 for item in rule.group.slices) else "v and "
            yield f"if {needed}not {slicing}(({key!r},) * len(v), v, r, rr, env): return False"

    def _beside(self, value: ValueRule) -> str:
        """The name of a function that checks what stands beside a primitive: its extensions."""
        return self._module.function(_PARAMETERS, (*self._below(value), "return True"))


def _has_key(key: str, value: ValueRule) -> str:
    return f"{key!r} in o or '_{key}' in o" if value.is_primitive else f"{key!r} in o"


def _is_present(rule: Rule) -> str:
    return " or ".join(_has_key(key, value) for key, value in rule.keys.items())
