"""Whatever is sent to an operation, the answer is an OperationOutcome and never an internal error."""

import copy
from random import Random

import pytest

PATIENT = {
    "resourceType": "Patient",
    "identifier": [{"system": "http://example.org", "value": "1"}],
    "name": [{"given": ["Олена"], "family": "Коваль"}],
}
PROFILE = {
    "resourceType": "StructureDefinition",
    "url": "http://example.org/StructureDefinition/p",
    "name": "P",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "derivation": "constraint",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "differential": {"element": [{"id": "Patient.name", "path": "Patient.name", "min": 1}]},
}


def parameters(*listed):
    return {"resourceType": "Parameters", "parameter": list(listed)}


VARIABLES = {
    "name": "variables",
    "part": [
        {"name": "n", "valueInteger": 2},
        {"name": "w", "valueHumanName": {"family": "x"}},
        {"name": "r", "resource": {"resourceType": "Basic"}},
        {"name": "d", "valueDate": "2020"},
    ],
}
REQUESTS = [
    (
        "$fhirpath",
        parameters(
            {
                "name": "expression",
                "valueString": "name.given.trace('x') | %n | %w.family | %d | descendants()",
            },
            {"name": "context", "valueString": "$this"},
            {"name": "resource", "resource": PATIENT},
            VARIABLES,
        ),
    ),
    ("StructureDefinition/$snapshot", parameters({"name": "definition", "resource": PROFILE})),
    ("StructureDefinition/$snapshot", PROFILE),
    (
        "Patient/p/$validate",
        parameters(
            {"name": "resource", "resource": {**PATIENT, "id": "p"}},
            {"name": "mode", "valueCode": "update"},
            {"name": "as-of", "valueDate": "2024-01-01"},
        ),
    ),
    ("Patient/$validate?mode=create", PATIENT),
]
VALUES = [
    None, "", 3, -1.5, True, [], {}, [None], ["x"], {"resourceType": "Patient"}, {"resourceType": 3},
    {"resourceType": "Nothing"}, "Patient/1", "a" * 300, {"a": {"b": [1]}},
]  # fmt: skip


def places(value, path=()):
    """The ways to everything in ``value``."""
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in members:
        yield (*path, key)
        yield from places(child, (*path, key))


def mutated(random, value):
    """A copy of ``value`` in which something is missing or something else."""
    copied = copy.deepcopy(value)
    *way, last = random.choice(list(places(copied)))
    target = copied
    for key in way:
        target = target[key]
    if random.random() < 0.2:
        del target[last]
    else:
        target[last] = copy.deepcopy(random.choice(VALUES))
    return copied


@pytest.mark.parametrize(("path", "body"), REQUESTS, ids=[path for path, _ in REQUESTS])
def test_mutants_are_answered(shared_api, path, body):
    random = Random(11)  # noqa: S311 - The same mutants every time are what a test wants.
    for _ in range(150):
        mutant = mutated(random, body)
        response = shared_api.post(path, mutant)
        assert response.status_code < 500, mutant
        assert response.json["resourceType"] in ("OperationOutcome", "Parameters", "StructureDefinition")
