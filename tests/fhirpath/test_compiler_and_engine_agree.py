"""The compiler and the evaluator are two ways to the same answer."""

import json
from decimal import Decimal

from fhirpath_cases import rows

from hie.fhirpath import Engine, FhirpathError, SourceCompiler

#: Expressions of which only the evaluator says more than whether an invariant passes: it ends with an error
#: where the compiled form needs no answer, and it knows the profiles of the core.
EVALUATOR_ONLY = {
    "testIif/testIif10",
    "testPlus/testPlusDate14",
    "testPlus/testPlusDate16",
    "testPlus/testPlusDate17",
    "testPlus/testPlus6",
    "testMinus/testMinus6",
    "testConformsTo/testConformsTo2",
    "testConformsTo/testConformsTo3",
    "from-Zulip/from-zulip-2",
}


def _evaluated(engine, expression, resource, environment):
    """Whether an invariant passes for the evaluator; None when that is an error."""
    try:
        results = engine.evaluate(expression, resource, environment)
    except FhirpathError:
        return None
    if len(results) > 1:
        return None
    return not results or results[0].value is not False


def _compiled(core, run, expression, resource):
    """As _evaluated, for the compiler."""
    compiler = SourceCompiler(core)
    try:
        source = compiler.predicate(expression, resource["resourceType"])
        return bool(run(compiler, source, resource))
    except FhirpathError:
        return None


def test_both_agree_on_the_cases_of_invariants(core, run, environment):
    """Each case of an invariant on a resource has one answer."""
    engine = Engine(core)
    for case in rows("invariants"):
        if "path" not in case and "resourceType" in case["focus"]:
            expected = _evaluated(engine, case["expression"], case["focus"], environment)
            assert expected == _compiled(core, run, case["expression"], case["focus"]), case["rule"]
            assert expected is case["passes"], case["rule"]


def test_both_agree_on_the_official_cases(core, run, environment, suites):
    """The official cases, read as invariants, have one answer too."""
    engine = Engine(core)
    differing = set()
    for line in (suites / "fhirpath.jsonl").read_text().splitlines():
        case = json.loads(line)
        name = case["input"] or "fhirpath.js/test/resources/r4/patient-example.json"
        resource = json.loads((suites / "files" / name).read_text(), parse_float=Decimal)
        expected = _evaluated(engine, case["expression"], resource, environment)
        found = _compiled(core, run, case["expression"], resource)
        if expected != found:
            differing.add(case["id"])
    assert differing <= EVALUATOR_ONLY
