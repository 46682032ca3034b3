"""Whatever the expression and the resource: an answer, or an error of FHIRPath."""

import os
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hie.fhirpath import Budget, Engine, EvaluationError, FhirpathError, SourceCompiler
from hie.fhirpath.compiler.functions import ONLY_EVALUATED, functions
from hie.fhirpath.compiler.scalars import CONVERSIONS
from hie.fhirpath.compiler.scalars import FUNCTIONS as SCALARS
from hie.fhirpath.engine.functions import names

PATIENT = {
    "resourceType": "Patient",
    "id": "1",
    "active": True,
    "gender": "male",
    "birthDate": "1980-01",
    "_birthDate": {"extension": [{"url": "u", "valueDateTime": "1980-01-01T10:00:00+03:00"}]},
    "name": [{"family": "Шевченко", "given": ["Тарас", None], "_given": [None, {"id": "x"}]}],
    "multipleBirthInteger": 2,
    "extension": [{"url": "q", "valueQuantity": {"value": Decimal("1.50"), "unit": "mg", "code": "mg"}}],
    "contained": [{"resourceType": "Organization", "id": "o", "name": "x"}],
    "generalPractitioner": [{"reference": "#o"}],
}
FUNCTIONS = {name: (least, most) for name, (_, least, most) in names().items()}

ATOMS = st.sampled_from(
    [
        "{}", "true", "1", "-3", "2.50", "'a'", "''", "'1 mg'", "@2020", "@2020-02-29", "@T10:30",
        "4 days", "1.5 'mg'", "@2020-01-01T10:00:00Z", "$this", "name",
        "name.given", "birthDate", "active", "contained",
        "extension.value", "multipleBirth", "generalPractitioner", "%resource", "Patient", "1E", "today()",
        "99999999999.5", "0.00000001", "2147483647", "'\\\\d+'",
    ]
)  # fmt: skip
OPERATORS = ["=", "!=", "~", "!~", "<", "<=", ">", ">=", "+", "-", "*", "/", "div", "mod", "&", "|"]
WORDS = ["and", "or", "xor", "implies", "in", "contains"]
TYPES = ["Patient", "string", "Quantity", "System.Integer", "FHIR.date", "Resource"]


def _called(parts):
    focus, name, arguments = parts
    least, most = FUNCTIONS[name]
    if name in ("is", "as", "ofType"):
        return f"({focus}).{name}({TYPES[len(focus) % len(TYPES)]})"
    return f"({focus}).{name}({', '.join(arguments[: max(least, min(most, len(arguments) - 1))])})"


EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS + WORDS), inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(inner, st.sampled_from(sorted(FUNCTIONS)), st.tuples(inner, inner, inner)).map(_called),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        st.tuples(inner, st.sampled_from(TYPES)).map(lambda parts: f"({parts[0]} is {parts[1]})"),
    ),
    max_leaves=8,
)


def test_both_know_the_same_functions():
    """A function of the evaluator is one of the compiler, if only for checks."""
    compiled = {*functions(), *SCALARS, *CONVERSIONS, *ONLY_EVALUATED, "join"}
    assert set(names()) == compiled


def _evaluate_both_ways(expression, core, environment, run):
    """Let both ways answer; only an error of FHIRPath may come instead."""
    with suppress(FhirpathError):
        Engine(core).evaluate(expression, PATIENT, environment)
    compiler = SourceCompiler(core)
    with suppress(FhirpathError):
        run(compiler, compiler.predicate(expression, "Patient"), PATIENT)


@settings(
    max_examples=int(os.environ.get("HIE_EXAMPLES", "500")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(EXPRESSIONS)
def test_any_expression_gives_an_answer_or_an_error(core, environment, run, expression):
    """Neither way ever raises anything but an error of FHIRPath."""
    _evaluate_both_ways(expression, core, environment, run)


_DOUBLED = "".join(f".replace('a', '{'a' * 40}')" for _ in range(6))


@pytest.mark.parametrize(
    "expression",
    [
        "repeatAll($this)",
        f"descendants(){'.select(%resource.descendants())' * 3}",
        "(1|2|3|4|5|6|7|8|9|10).aggregate($total & $total & $total & $total & $total & $total, 'aaaaaaaaaa')",
        f"'a'{_DOUBLED}",
    ],
)
def test_work_without_end_is_ended(core, environment, expression):
    """Steps, items and texts have limits."""
    with pytest.raises(EvaluationError):
        Engine(core).evaluate(expression, PATIENT, environment)


@pytest.mark.parametrize("depth", [10, 30, 60, 98])
@pytest.mark.parametrize(
    "pattern", ["name.where({})", "iif({}, 1, 2)", "({} + 1)", "-{}", "name.select({}).first()"]
)
def test_the_deepest_expressions_are_evaluated_or_refused(core, environment, run, pattern, depth):
    """The limit of depth is low enough for everything that walks the tree."""
    expression = "true"
    for _ in range(depth):
        expression = pattern.replace("{}", expression)
    _evaluate_both_ways(expression, core, environment, run)


def test_time_is_up_when_the_budget_says_so(core, environment):
    """All evaluations of an environment spend its budget."""
    environment.budget = Budget(is_late=lambda: True)
    with pytest.raises(EvaluationError, match="too long"):
        Engine(core).evaluate("(1 | 2 | 3).repeat($this + 1)", None, environment)


def test_contexts_spend_one_budget(core, environment):
    """What one item has used is not there for the next."""
    environment.budget = Budget(steps=100)
    names = {"resourceType": "Patient", "name": [{"text": "x"}] * 50}
    with pytest.raises(EvaluationError, match="too much work"):
        list(Engine(core).contexts("name", "text | text | text", names, environment))
