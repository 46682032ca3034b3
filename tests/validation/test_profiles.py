"""The rules of profiles, case by case, on small definitions of the tests' own."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hie.config import Settings
from hie.conformance import CORE_NAME, CORE_VERSION, CodeCache, Package, PackageCache, Registry
from hie.validation import Validator

FILE = Path(__file__).parents[1] / "cases" / "validation" / "profiles.json"
CONTENT = json.loads(FILE.read_text("utf-8"), parse_float=Decimal)
CASES = CONTENT["cases"]
BASE = "http://x.test/StructureDefinition/"


def _definition(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "id": case["id"],
        "url": BASE + case["id"],
        "version": "1.0.0",
        "name": case["id"],
        "status": "active",
        "fhirVersion": "4.0.1",
        "kind": "resource",
        "abstract": False,
        "type": case["type"],
        "baseDefinition": f"http://hl7.org/fhir/StructureDefinition/{case['type']}",
        "derivation": "constraint",
        "differential": {"element": [{"id": case["type"], "path": case["type"]}, *_elements(case)]},
    }


def _elements(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of the case; that of the type itself takes the place of the plain one."""
    return [element for element in case["elements"] if element["path"] != case["type"]]


@pytest.fixture(scope="module")
def profiled(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """A validator that knows the definitions of the case file."""
    folder = tmp_path_factory.mktemp("package")
    manifest = {"name": "test.profiles", "version": "1.0.0", "dependencies": {CORE_NAME: CORE_VERSION}}
    (folder / "package.json").write_text(json.dumps(manifest))
    for case in CONTENT["definitions"]:
        definition = _definition(case)
        roots = [element for element in case["elements"] if element["path"] == case["type"]]
        definition["differential"]["element"][0] |= roots[0] if roots else {}
        text = json.dumps(definition, default=float)
        (folder / f"StructureDefinition-{case['id']}.json").write_text(text)
    settings = Settings()
    core = PackageCache(settings.package_cache).find(CORE_NAME, CORE_VERSION)
    assert core is not None
    registry = Registry.load([Package.at(folder), core], settings.cache)
    return Validator(registry, CodeCache(settings.cache))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_rule(profiled: Validator, now: datetime, case: dict[str, Any]) -> None:
    """A resource that claims the profile has the errors of the case, told by both ways of asking."""
    resource = {**case["resource"], "meta": {"profile": [BASE + case["profile"]]}}
    found = [[issue.key, issue.expression] for issue in profiled.check(resource, now=now)]
    walked = [issue for issue in profiled.validate(resource, now=now) if issue.is_error]
    assert case["issues"] == found
    assert case["issues"] == [[issue.key, issue.expression] for issue in walked]
    assert all(issue.text("uk") and issue.text("en") for issue in walked)


def test_texts_of_invariants(profiled: Validator, now: datetime) -> None:
    """The text of an invariant is that of its definition in the language of the reader."""
    resource = {"resourceType": "Patient", "meta": {"profile": [BASE + "texts"]}}
    issue = profiled.check({**resource, "active": False}, now=now)[0]
    assert ("x-1: Пацієнт активний.", "x-1: A patient is active.") == (issue.text("uk"), issue.text("en"))


def test_national_profile_of_a_type(profiled: Validator, now: datetime) -> None:
    """A resource is held to the profile of its type without claiming it; a contained one is not."""
    national = Validator(profiled.registry, profiled.cache, {"Patient": [BASE + "texts"]})
    national.warm()
    patient = {"resourceType": "Patient", "id": "p", "active": False}
    entry = {"fullUrl": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "resource": patient}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    holder = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "a"},
        "contained": [patient],
        "subject": {"reference": "#p"},
    }
    assert [("x-1", "Patient")] == [(i.key, i.expression) for i in national.check(patient, now=now)]
    expected = [("x-1", "Bundle.entry[0].resource")]
    assert expected == [(issue.key, issue.expression) for issue in national.check(bundle, now=now)]
    assert not national.check(holder, now=now)
