import pytest
from fhirpath_cases import cases

from hie.fhirpath import EvaluationError, FhirpathTypeError, SourceCompiler


@pytest.mark.parametrize("case", cases("invariants"))
def test_an_invariant_passes_or_is_violated(case, core, run):
    """A predicate is falsy exactly when the invariant is violated."""
    compiler = SourceCompiler(core)
    source = compiler.predicate(case["expression"], case["type"], case.get("path"))
    assert case["passes"] == bool(run(compiler, source, case["focus"], case.get("resource")))


def test_several_items_where_one_is_needed_end_the_evaluation(core, run):
    """A comparison of two items with one value is an error, not a guess."""
    compiler = SourceCompiler(core)
    source = compiler.predicate("name.family > 'a'", "Patient")
    with pytest.raises(EvaluationError):
        run(compiler, source, {"resourceType": "Patient", "name": [{"family": "b"}, {"family": "c"}]})


def test_value_sets_are_asked_of_the_environment(core, run, environment):
    """memberOf() is empty when nobody can say, else what the environment says."""
    compiler = SourceCompiler(core)
    source = compiler.predicate("gender.memberOf('http://example.org/vs')", "Patient")
    patient = {"resourceType": "Patient", "gender": "male"}
    assert run(compiler, source, patient)
    environment.membership = lambda coded, value_set: (coded, value_set) != ("male", "http://example.org/vs")
    assert not run(compiler, source, patient)


@pytest.mark.parametrize(
    "expression",
    [
        "nothing()",
        "name.first(1)",
        "name.ofType(Nothing)",
        "name.startsWith('a')",
        "$index",
        "id.matches('(?=a)')",
    ],
)
def test_what_cannot_mean_anything_is_refused(core, expression):
    """Unknown functions and types and wrong arguments are errors of the definition."""
    with pytest.raises(FhirpathTypeError):
        SourceCompiler(core).predicate(expression, "Patient")


def test_a_strict_compiler_refuses_unknown_elements(core):
    """A misspelt element in a profile is found when the profile is compiled."""
    with pytest.raises(FhirpathTypeError):
        SourceCompiler(core, strict=True).predicate("name.famly.exists()", "Patient")


def test_search_values_come_as_they_are_stored(core, run):
    """Values are JSON, with the FHIR types that they may have."""
    compiler = SourceCompiler(core)
    snippet = compiler.values("(Observation.value as Quantity) | Observation.effective", "Observation")
    observation = {"resourceType": "Observation", "valueQuantity": {"value": 1}, "effectiveDateTime": "2024"}
    expected = [{"value": 1}, "2024"]
    assert expected == run(compiler, snippet.code, observation)
    types = {"Quantity", "dateTime", "Period", "Timing", "instant"}
    assert types == snippet.types


def test_the_same_definitions_make_the_same_source(core):
    """Source is a function of the definitions, so that it can be cached."""
    expression = "gender in ('male' | 'female') and birthDate < @2020"
    first, second = SourceCompiler(core), SourceCompiler(core)
    assert first.predicate(expression, "Patient") == second.predicate(expression, "Patient")
    assert first.prelude() == second.prelude()


def test_references_are_found_in_time_in_proportion(core, run, environment):
    """Many references to many contained resources are no quadratic work; indexes do not pile up."""
    compiler = SourceCompiler(core)
    source = compiler.predicate("generalPractitioner.all(resolve() is Practitioner)", "Patient")
    many = [f"p{number}" for number in range(5000)]
    patient = {
        "resourceType": "Patient",
        "contained": [{"resourceType": "Practitioner", "id": name} for name in many],
        "generalPractitioner": [{"reference": f"#{name}"} for name in many],
    }
    assert run(compiler, source, patient)
    for _ in range(100):
        run(compiler, source, {**patient, "generalPractitioner": []})
    assert len(environment._containers) < 20


def test_distinct_elements_are_found_in_time_in_proportion(core, run):
    """Neither is the search for repetitions among many elements."""
    compiler = SourceCompiler(core)
    source = compiler.predicate(
        "identifier.isDistinct() and (identifier | identifier).count() = 5000", "Patient"
    )
    identifiers = [{"system": "a", "value": str(number)} for number in range(5000)]
    assert run(compiler, source, {"resourceType": "Patient", "identifier": identifiers})
