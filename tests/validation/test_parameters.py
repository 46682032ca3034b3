"""Parameters against the definitions of operations."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_resources import changed

from hie.conformance import Registry
from hie.validation import check_parameters

VALIDATE = "http://hl7.org/fhir/OperationDefinition/Resource-validate"
TRANSLATE = "http://hl7.org/fhir/OperationDefinition/ConceptMap-translate"
PATIENT = {"name": "resource", "resource": {"resourceType": "Patient"}}
CODE = {"name": "mode", "valueCode": "create"}


def _found(registry: Registry, operation: str, parameters: Any, use: Any = "in") -> list[str]:
    definition = registry.resolve(operation, "OperationDefinition")
    assert definition is not None
    body = {"resourceType": "Parameters", "parameter": parameters}
    found = check_parameters(registry, definition, body, use)
    assert all(issue.text("uk") and issue.text("en") for issue in found)
    return [f"{issue.key} {issue.expression}" for issue in found]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ([PATIENT, CODE], []),
        (
            [PATIENT, {"name": "mod", "valueCode": "create"}],
            ["operation-parameter Parameters.parameter[1].name"],
        ),
        ([PATIENT, CODE, CODE], ["operation-parameter-repeated Parameters"]),
        (
            [PATIENT, {"name": "mode", "valueInteger": 1}],
            ["operation-parameter-type Parameters.parameter[1]"],
        ),
        ([PATIENT, {"name": "mode"}], ["operation-parameter-empty Parameters.parameter[1]"]),
        (
            [PATIENT, {"name": "mode", "valueCode": "x"}],
            ["not-in-value-set Parameters.parameter[1].value"],
        ),
    ],
)
def test_input(registry: Registry, parameters: list[Any], expected: list[str]) -> None:
    """Names, numbers, types and bound codes of input parameters are those of the definition."""
    assert expected == _found(registry, VALIDATE, parameters)


def test_output(registry: Registry) -> None:
    """An operation must give what its definition promises, with the parts of it."""
    given = [
        {"name": "result", "valueBoolean": True},
        {"name": "match", "part": [{"name": "equivalence", "valueString": "equal"}, {"name": "x"}]},
    ]
    expected = [
        "operation-parameter-type Parameters.parameter[1].part[0]",
        "operation-parameter Parameters.parameter[1].part[1].name",
    ]
    assert expected == _found(registry, TRANSLATE, given, "out")
    assert _found(registry, TRANSLATE, [], "out") == ["operation-parameter-missing Parameters"]


@settings(
    max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)
@given(st.data())
def test_changed_parameters(registry: Registry, data: st.DataObject) -> None:
    """Nothing raises, whatever is given."""
    body = {
        "parameters": [PATIENT, CODE, {"name": "match", "part": [{"name": "concept", "valueCoding": {}}]}]
    }
    translate = registry.resolve(TRANSLATE, "OperationDefinition") or {}
    assert isinstance(check_parameters(registry, translate, data.draw(changed(body)), "out"), list)
    definition = registry.resolve(VALIDATE, "OperationDefinition")
    assert isinstance(check_parameters(registry, data.draw(changed(definition or {})), body, "in"), list)
