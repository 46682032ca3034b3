"""Whatever is sent to an operation, the answer is an OperationOutcome and never an internal error."""

import copy
from random import Random
from urllib.parse import urlencode

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
    (
        "Patient/$everything",
        parameters(
            {"name": "start", "valueDate": "2024"},
            {"name": "_since", "valueInstant": "2024-01-01T00:00:00Z"},
            {"name": "_type", "valueCode": "Patient,Observation"},
            {"name": "_count", "valueInteger": 3},
        ),
    ),
    (
        "$diff",
        parameters(
            {"name": "from", "valueUri": "Patient/p"},
            {"name": "to", "valueUri": "Patient/p/_history/1"},
            {"name": "includeMeta", "valueBoolean": True},
        ),
    ),
    ("Patient/p/$diff", parameters({"name": "toVersion", "valueString": "1"})),
    (
        "Observation/$stats",
        parameters(
            {"name": "subject", "valueUri": "Patient/p"},
            {"name": "code", "valueString": "x"},
            {"name": "coding", "valueCoding": {"system": "http://loinc.org", "code": "1234-5"}},
            {"name": "statistic", "valueCode": "average"},
            {"name": "period", "valuePeriod": {"start": "2024", "end": "2025-01-01"}},
            {"name": "include", "valueBoolean": True},
            {"name": "limit", "valuePositiveInt": 3},
        ),
    ),
    (
        "Composition/$document",
        parameters({"name": "id", "valueUri": "c"}, {"name": "persist", "valueBoolean": False}),
    ),
    ("Patient/p/$graph", parameters({"name": "graph", "valueUri": "http://example.org/g"})),
    ("Patient/p/$graphql", parameters({"name": "query", "valueString": "{ id }"})),
    (
        "Patient/p/$graphql",
        {"query": "query q($x: Int) { name(_count: $x) { given } }", "variables": {"x": 1}},
    ),
    ("$meta", parameters()),
]
#: Calls by GET, with the values that are sent.
QUERIES = [
    (
        "Patient/p/$everything",
        {"start": "2024", "end": "2025", "_since": "2024-01-01T00:00:00Z", "_type": "Patient", "_count": "1"},
    ),
    ("Patient/p/$everything", {"_cursor": "x"}),
    ("$diff", {"from": "Patient/p", "to": "Patient/p/_history/1"}),
    ("Patient/p/$diff", {"fromVersion": "1", "toVersion": "2", "includeMeta": "true"}),
    ("Observation/$lastn", {"patient": "p", "category": "x", "code": "a|b", "max": "3", "date": "ge2024"}),
    (
        "Observation/$stats",
        {"subject": "Patient/p", "code": "x", "statistic": "max", "duration": "1.5", "limit": "1"},
    ),
    ("Composition/$document", {"id": "c", "persist": "true", "graph": "http://example.org/g"}),
    ("Patient/p/$graphql", {"query": "{ id }", "operationName": "q", "variables": "{}"}),
]
TEXTS = [
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "9" * 50,
    "x",
    "true",
    "2024-02-31",
    "2024-13",
    "0000",
    "9999-12-31",
    "Patient/p",
    "a" * 300,
    "urn:uuid:x",
    "http://",
    "|",
    "||",
    "$",
    "\\",
    ",",
    "\0",
    "\ud800",
    "{",
    "[]",
    "Є",
    "1.5",
    "0.0000001",
    "Infinity",
    "NaN",
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


@pytest.mark.parametrize(
    ("path", "body"), REQUESTS, ids=[f"{number} {path}" for number, (path, _) in enumerate(REQUESTS)]
)
def test_mutants_are_answered(shared_api, path, body):
    shared_api.put("Patient/p", {**PATIENT, "id": "p"})
    random = Random(11)  # noqa: S311 - The same mutants every time are what a test wants.
    for _ in range(150):
        mutant = mutated(random, body)
        response = shared_api.post(path, mutant)
        assert response.status_code < 500, mutant
        told = "errors" if response.json.keys() & {"errors", "data"} else response.json["resourceType"]
        assert told in ("OperationOutcome", "Parameters", "StructureDefinition", "Bundle", "errors")


@pytest.mark.parametrize(
    ("path", "query"), QUERIES, ids=[f"{path} {next(iter(query))}" for path, query in QUERIES]
)
def test_mutated_queries_are_answered(shared_api, path, query):
    shared_api.put("Patient/p", {**PATIENT, "id": "p"})
    for name in query:
        for text in TEXTS:
            sent = urlencode({**query, name: text}, errors="surrogatepass")
            assert shared_api.get(f"{path}?{sent}").status_code < 500, sent
            # The same twice, and with a name that there is not.
            assert shared_api.get(f"{path}?{sent}&{urlencode({name: query[name]})}").status_code < 500, sent
            assert shared_api.get(f"{path}?{sent}&{name}x=1").status_code < 500, sent
