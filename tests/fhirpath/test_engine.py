import pytest
from fhirpath_cases import cases

from hie.fhirpath import (
    Engine,
    EvaluationError,
    FhirpathError,
    FhirpathSyntaxError,
    FhirpathTypeError,
    issue,
    parse,
)

PATIENT = {"resourceType": "Patient", "gender": "male", "name": [{"given": ["a", "b"]}, {"given": ["c"]}]}


@pytest.mark.parametrize("case", cases("evaluation"))
def test_an_expression_selects(case, core, environment):
    """The results have the type, the value and the place that the case says."""
    results = Engine(core).evaluate(case["expression"], case["focus"], environment)
    assert case["results"] == [[each.type, each.text, each.path] for each in results]


def test_contexts_are_evaluated_one_by_one(core, environment):
    """Each item of the context expression is a focus of its own; %context is that item."""
    found = Engine(core).contexts(
        "name", "%context.given.count() + %resource.name.count()", PATIENT, environment
    )
    assert [("Patient.name[0]", [4]), ("Patient.name[1]", [3])] == [
        (focus.path, [each.value for each in results]) for focus, results in found
    ]


def test_trace_tells_what_it_sees(core, environment):
    """trace() passes the collection on, and tells the projection of it."""
    seen = []
    environment.tracer = lambda name, results: seen.append((name, [each.value for each in results]))
    results = Engine(core).evaluate("name.trace('names', given).count()", PATIENT, environment)
    assert results[0].value == 2
    assert seen == [("names", ["a", "b", "c"])]


def test_variables_come_from_the_environment(core, environment):
    """A variable is a value, a list, or a resource; an unknown one is an error."""
    environment.variables = {"n": 3, "other": {"resourceType": "Patient", "id": "x"}}
    engine = Engine(core)
    assert [4] == [each.value for each in engine.evaluate("%n + 1", None, environment)]
    assert ["x"] == [each.value for each in engine.evaluate("%other.id", None, environment)]
    with pytest.raises(EvaluationError):
        engine.evaluate("%nobody", None, environment)


def test_now_stands_still(core, environment):
    """now() is the same wherever it stands, and comes from outside."""
    results = Engine(core).evaluate("now() | now() | today()", None, environment)
    assert [each.text for each in results] == ["2024-05-01T10:30:00.000+03:00", "2024-05-01"]


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("name.given.single()", EvaluationError),
        ("name.select(%nobody)", EvaluationError),
        ("defineVariable('a', 1).defineVariable('a', 2)", EvaluationError),
        ("select(defineVariable('a', 1)).select(%a)", EvaluationError),
        ("name.slice('x', 'y')", EvaluationError),
        ("nothing()", FhirpathTypeError),
        ("name.as(Nothing)", FhirpathTypeError),
        ("Observation.valueQuantity", None),
        ("multipleBirthInteger", FhirpathTypeError),
        ("name.(given)", FhirpathSyntaxError),
    ],
)
def test_faults_have_their_kind(core, environment, expression, error):
    """What is wrong with the text, with the meaning and with the evaluation are told apart."""
    engine = Engine(core)
    if error is None:
        assert engine.evaluate(expression, PATIENT, environment) == []
        return
    with pytest.raises(error):
        engine.evaluate(expression, PATIENT, environment)


def test_strict_refuses_unknown_elements(core, environment):
    """A misspelt name is empty, or an error when one asks for strictness."""
    engine = Engine(core)
    assert engine.evaluate("name.famly", PATIENT, environment) == []
    with pytest.raises(FhirpathTypeError):
        engine.evaluate("name.famly", PATIENT, environment, strict=True)


def test_the_resolver_is_told_what_may_be_a_canonical(core, environment):
    """A Reference names a resource by its address; a canonical or uri may be the URL of a definition."""
    asked = []

    def resolver(reference, /, *, canonical=False):
        asked.append((reference, canonical))
        return PATIENT

    environment.resolver = resolver
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "https://forms.example/a",
        "subject": {"reference": "Patient/1"},
        "source": {"reference": "#none"},
    }
    expression = "questionnaire.resolve() | subject.resolve() | source.resolve()"
    found = Engine(core).evaluate(expression, response, environment)
    assert [PATIENT] == [each.value for each in found]
    assert [("https://forms.example/a", True), ("Patient/1", False)] == asked


def test_slices_are_asked_of_the_environment(core, environment):
    """slice() keeps what the profile's slice holds."""

    def slicer(value, profile, name):
        return value["given"] == ["c"] if (profile, name) == ("http://example.org/p", "s") else None

    environment.slicer = slicer
    results = Engine(core).evaluate("name.slice('http://example.org/p', 's').given", PATIENT, environment)
    assert ["c"] == [each.value for each in results]
    with pytest.raises(EvaluationError):
        Engine(core).evaluate("name.slice('http://example.org/p', 't')", PATIENT, environment)


@pytest.mark.parametrize(
    ("expression", "key"),
    [
        ("1 +", "fhirpath-syntax"),
        ("nothing()", "fhirpath-meaning"),
        ("name.given.single()", "fhirpath-evaluation"),
    ],
)
def test_a_fault_is_an_issue_in_two_languages(core, environment, expression, key):
    """Each kind of fault has its rule and its text."""
    with pytest.raises(FhirpathError) as caught:
        Engine(core).evaluate(expression, PATIENT, environment)
    found = issue(caught.value)
    assert key == found.key
    assert found.text("uk") != found.text("en")


def test_parsing_is_shared():
    """An expression that was parsed before is not parsed again."""
    assert parse("name.given") is parse("name.given")
