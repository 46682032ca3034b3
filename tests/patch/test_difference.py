"""The difference of two resources, applied to the one, gives the other."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from hie.fhir import decode, encode
from hie.fhirpath import Model, model_of
from hie.patch import Difference, Patches

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def difference(registry) -> Difference:
    return Difference(model_of(registry))


def _parts(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        part["name"]: part.get("part") or next(value for key, value in part.items() if key != "name")
        for part in operation["part"]
    }


def test_what_is_told(difference: Difference) -> None:
    """Kind, place, and the values before and after, of primitives, of choices and in lists."""
    before = {
        "resourceType": "Patient",
        "active": True,
        "birthDate": "1970-01-01",
        "deceasedBoolean": False,
        "name": [{"family": "А", "given": ["Ольга", "Марія"]}, {"text": "x"}],
    }
    after = {
        "resourceType": "Patient",
        "gender": "female",
        "birthDate": "1971-01-01",
        "deceasedDateTime": "2020",
        "name": [{"family": "А", "given": ["Марія"]}],
        "contact": [{"name": {"text": "y"}}],
    }
    told = [_parts(each) for each in difference.operations(before, after)]
    assert {"type": "delete", "path": "Patient.active", "previousValue": True} in told
    assert {"type": "add", "path": "Patient", "name": "gender", "value": "female"} in told
    replaced = {
        "type": "replace",
        "path": "Patient.birthDate",
        "previousValue": "1970-01-01",
        "value": "1971-01-01",
    }
    assert replaced in told
    assert {"type": "delete", "path": "Patient.deceased", "previousValue": False} in told
    assert {"type": "add", "path": "Patient", "name": "deceased", "value": "2020"} in told
    assert {"type": "delete", "path": "Patient.name[1]", "previousValue": {"text": "x"}} in told
    assert {"type": "delete", "path": "Patient.name[0].given[0]", "previousValue": "Ольга"} in told
    contact = [{"name": "name", "valueHumanName": {"text": "y"}}]
    assert {"type": "add", "path": "Patient", "name": "contact", "value": contact} in told
    assert 8 == len(told)


def _objects(value: Any) -> list[Any]:
    """All objects and lists in ``value``."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, dict | list) else []
    return own + [each for child in children for each in _objects(child)]


def _mutated(model: Model, random: Random, resource: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A copy in which elements are gone, doubled, swapped, or taken from another resource of the type."""
    changed = deepcopy(resource)
    for _ in range(random.randint(1, 4)):
        target = random.choice(_objects(changed))
        if isinstance(target, list) and target:
            if any(item is None for item in target) or random.random() < 0.3:
                random.shuffle(target)
            elif random.random() < 0.5:
                target.append(deepcopy(random.choice(target)))
            elif len(target) > 1:
                del target[random.randrange(len(target))]
        elif isinstance(target, dict):
            keys = [key for key in target if key not in ("resourceType", "url")]
            if len(keys) > 1 and "resourceType" not in target:
                del target[random.choice(keys)]
    for key, value in other.items():
        if key != "resourceType" and random.random() < 0.3:
            # A choice has one type at a time.
            for same in model.by_key(resource["resourceType"])[key.lstrip("_")][0].keys:
                changed.pop(same, None)
                changed.pop(f"_{same}", None)
            changed[key] = deepcopy(value)
    return changed


def test_it_is_the_patch(difference: Difference, patches: Patches, suites, registry) -> None:
    """For HL7's examples and changes of them, whatever lies between two of them."""
    random = Random(3)  # noqa: S311 - The same changes every time are what a test wants.
    lines = (suites / "r4-examples.jsonl").read_text("utf-8").splitlines()
    chosen = [case for case in map(json.loads, lines) if not case["conformance"] and case["bytes"] < 40_000]
    examples: dict[str, list[dict[str, Any]]] = {}
    for case in random.sample(chosen, 200):
        resource = decode((suites / "files" / case["file"]).read_bytes())
        examples.setdefault(resource["resourceType"], []).append(resource)
    tried = 0
    for resources in examples.values():
        for before in resources:
            after = _mutated(model_of(registry), random, before, random.choice(resources))
            operations = difference.operations(before, after)
            parameters = {"resourceType": "Parameters", "parameter": operations}
            patched = patches.of_resource(decode(encode(parameters)), NOW)(deepcopy(before))
            assert after == patched, encode(parameters).decode()
            assert [] == difference.operations(after, after)
            tried += 1
    assert tried > 150
