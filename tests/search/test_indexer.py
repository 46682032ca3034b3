"""Index values of resources."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hie.fhir import decode
from hie.search import NO_DATE

# Every search parameter of every concrete type of R4, by a count of the definitions.
PARAMETERS_OF_R4 = 2726


@pytest.fixture(scope="module")
def examples(suites: Path) -> list[Any]:
    """The official example resources."""
    lines = (suites / "r4-examples.jsonl").read_text("utf-8").splitlines()
    return [decode((suites / "files" / json.loads(line)["file"]).read_bytes()) for line in lines]


def test_every_parameter_compiles(registry, indexer):
    """Every parameter of every type is known, and what is searched by value has values of known types."""
    count = 0
    for type_ in sorted(registry.resource_types):
        for code, parameter in indexer.parameters(type_).by_code.items():
            count += 1
            assert code in registry.search_parameters(type_)
            if parameter.kind == "composite":
                assert all(component.types for component in parameter.components), f"{type_}.{code}"
            elif parameter.kind not in ("special", "document_field", "full_text"):
                assert parameter.types, f"{type_}.{code}"
    assert count >= PARAMETERS_OF_R4


def test_examples_are_indexed(indexer, examples):
    """No valid resource stops the extraction."""
    for example in examples:
        values = indexer.extract(example["resourceType"], example)
        assert values["m"] >= NO_DATE
        assert set(values) <= set("ksedqcxmwh")


def test_an_empty_resource_has_only_the_place_in_the_order(registry, indexer):
    """A resource without elements has no index values."""
    for type_ in registry.resource_types:
        values = indexer.extract(type_, {"resourceType": type_})
        assert {"m": NO_DATE} == {name: values[name] for name in values if name not in ("k", "x")}
        assert values.get("k", []) in ([], ["deceased=false"])


def test_unknown_type(indexer):
    """A type that is none is refused."""
    with pytest.raises(KeyError):
        indexer.parameters("Nonsense")


def test_pair_of_patient_and_code(indexer):
    """One entry finds the observations of a patient with a code."""
    values = indexer.extract(
        "Observation",
        {
            "resourceType": "Observation",
            "subject": {"reference": "https://hie.example/fhir/Patient/7/_history/2"},
            "code": {"coding": [{"system": "s", "code": "c"}]},
        },
    )
    assert {"patient=Patient/7", "subject=Patient/7", "patient&code=7&s|c", "patient&code=7&c"} < set(
        values["k"]
    )


def test_what_others_have_together_is_stored_once(indexer):
    """A parameter whose values are those of others is found by theirs, and has no values of its own."""
    code = {"coding": [{"system": "http://loinc.org", "code": "8480-6", "display": "Systolic"}]}
    measured = {"code": code, "valueQuantity": {"value": 120, "unit": "mmHg"}}
    values = indexer.extract(
        "Observation", {"resourceType": "Observation", **measured, "component": [measured]}
    )
    names = [*values["k"], *values["s"], *(element["p"] for element in (*values["q"], *values["c"]))]
    assert {name.partition("=")[0].partition(":")[0] for name in names} == {
        *("code", "component-code", "value-quantity", "component-value-quantity"),
        *("code-value-quantity", "component-code-value-quantity"),
    }
    assert indexer.parameters("Observation").by_code["combo-code"].unites == ("code", "component-code")


def test_a_parameter_hangs_on_those_of_its_own_guide_alone(registry, indexer):
    """What one publisher defines may be taken away without the parameters of another."""
    expression = "Observation.code | Observation.component.code"
    core = registry.search_parameters("Observation")["combo-code"]
    stranger = replace(core, code="any-code", url="https://example.org/any-code", expression=expression)
    known = indexer.extended(registry.with_search_parameters([stranger])).parameters("Observation").by_code
    assert known["any-code"].unites == ()
    assert known["combo-code"].unites == ("code", "component-code")


@pytest.mark.parametrize(
    ("type_", "main", "pair"),
    [
        ("Observation", "date", {"patient", "subject"}),
        ("Condition", "recorded-date", {"patient", "subject"}),
        ("MedicationRequest", "authoredon", {"patient", "subject"}),
        ("AllergyIntolerance", "date", {"patient"}),
        ("Immunization", "date", set()),
        ("Encounter", "date", set()),
        ("Patient", None, set()),
    ],
)
def test_main_date_and_pair(indexer, type_, main, pair):
    """The main date of a type orders its results; clinical types have pairs."""
    parameters = indexer.parameters(type_)
    assert (main, pair) == (parameters.main, parameters.pair)


def test_implied_system(indexer):
    """The code system of a code is that of the value set it is bound to."""
    gender = indexer.parameters("Patient").by_code["gender"]
    assert frozenset(("http://hl7.org/fhir/administrative-gender",)) == gender.systems


def test_targets_are_those_of_the_type(indexer):
    """A definition for many types is narrowed to what the element of the type may refer to."""
    assert ("Patient",) == indexer.parameters("Observation").by_code["patient"].targets
    assert {"Patient", "Group"} == set(indexer.parameters("DeviceUseStatement").by_code["patient"].targets)


def test_resources_are_found_by_their_values(library, indexer, examples):
    """Each example is found by every value that was extracted from it."""
    documents = {}
    for number, example in enumerate(examples):
        type_ = example["resourceType"]
        identity = {"_id": f"{type_}/{example['id']}", "v": 1, "t": number, "n": number, "body": b"{}"}
        documents[number] = identity | indexer.extract(type_, example)
    # All types share one collection, since a hundred would take their time to be made.
    library.store.insert_many("Basic", list(documents.values()))
    for number, example in enumerate(examples):
        plans = [library.plan(query) for query in _queries(indexer, example)]
        own = {"_id": documents[number]["_id"]}
        every = {"$and": [own, *(planned.matching for planned in plans)]}
        if library.store.count("Basic", every) != 1:
            missed = [
                plan.matching
                for plan in plans
                if not library.store.count("Basic", {"$and": [own, plan.matching]})
            ]
            pytest.fail(f"{own} is not found by {missed}")


def _queries(indexer: Any, resource: dict[str, Any]) -> list[str]:
    """A query for the first value of each parameter of ``resource``."""
    type_ = resource["resourceType"]
    values = indexer.extract(type_, resource)
    queries: dict[str, str] = {}
    for entry in (*values.get("k", ()), *values.get("e", ())):
        name, _, value = entry.partition("=")
        # A place is not asked for by its cells.
        if "&" not in name and name != "near" and value.strip():
            queries.setdefault(name, f"{name}={_escaped(value, '|' not in value)}")
    for item in values.get("q", ()):
        ends = [end for end in (item["l"], item["h"]) if abs(end) < 1e300]
        name = item["p"].partition("~")[0]
        queries.setdefault(name, f"{name}={'ge' if ends[0] == item['l'] else 'le'}{ends[0]!r}")
    for item in values.get("d", ()):
        name = item["p"].partition("~")[0]
        queries.setdefault(name, f"{name}=gt0001")
    return [f"{type_}?{query}" for query in queries.values()]


def _escaped(value: str, with_bar: bool) -> str:
    special = "\\,$|" if with_bar else "\\,$"
    escaped = "".join(f"\\{letter}" if letter in special else letter for letter in value)
    return (
        escaped.replace("%", "%25")
        .replace("&", "%26")
        .replace("+", "%2B")
        .replace(";", "%3B")
        .replace("#", "%23")
    )
