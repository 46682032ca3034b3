"""The official test cases of FHIRPath for R4.

https://github.com/HL7/FHIRPath/tree/master/tests
"""

import json
from decimal import Decimal

from hie.fhirpath import Engine, FhirpathError
from hie.fhirpath.runtime.quantities import Quantity
from hie.fhirpath.runtime.temporal import Temporal

#: Cases that are not met, each with the reason.
DIFFERENCES: dict[str, str] = {}


def _written(result):
    """A result as the cases write it."""
    value = result.value
    if isinstance(value, Temporal):
        return f"@{'T' if value.kind == 'Time' else ''}{value}"
    if result.type in ("date", "dateTime", "instant"):
        return f"@{value}"
    if isinstance(value, dict) and result.type == "Quantity":
        return f"{value['value']} '{value['code']}'"
    return str(value) if isinstance(value, Quantity) else result.text


def _matches(result, expected):
    name, text = expected
    if name is not None and result.type.removeprefix("System.").lower() != name.lower():
        return False
    if name == "decimal" or (name is None and isinstance(result.value, Decimal)):
        return Decimal(text) == result.value
    return _written(result) == text


def _outcome(engine, case, resource, environment):
    """None when the case is met, else what happened."""
    try:
        results = engine.evaluate(case["expression"], resource, environment, strict=case["mode"] == "strict")
    except FhirpathError as error:
        return None if case["invalid"] else repr(error)
    if case["invalid"]:
        return f"accepted: {results}"
    expected = case["outputs"]
    if case["predicate"]:
        return None if [["boolean", str(bool(results)).lower()]] == expected else f"predicate of {results}"
    if not case["ordered"]:
        results = sorted(results, key=_written)
        expected = sorted(expected, key=lambda each: each[1])
    if len(results) == len(expected) and all(map(_matches, results, expected)):
        return None
    return f"{[(each.type, _written(each)) for each in results]} for {expected}"


def test_the_official_cases(core, environment, suites):
    """Every case is met, but for those whose difference is explained."""
    engine = Engine(core)
    inputs = {None: None}
    failed = {}
    for line in (suites / "fhirpath.jsonl").read_text().splitlines():
        case = json.loads(line)
        if case["input"] not in inputs:
            text = (suites / "files" / case["input"]).read_text()
            inputs[case["input"]] = json.loads(text, parse_float=Decimal)
        outcome = _outcome(engine, case, inputs[case["input"]], environment)
        if outcome is not None:
            failed[case["id"]] = (case["expression"], outcome)
    assert {key: failed[key] for key in failed if key not in DIFFERENCES} == {}
    assert sorted(DIFFERENCES) == sorted(failed)
