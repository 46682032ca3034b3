"""Validation against the profiles of two public guides: US Core and the International Patient Summary."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hie.config import Settings
from hie.conformance import CORE_NAME, CORE_VERSION, CodeCache, Package, PackageCache, Registry
from hie.fhir import decode
from hie.validation import Validator

GUIDES = ("hl7.fhir.us.core-6.1.0.tgz", "hl7.fhir.uv.ips-1.1.0.tgz")
#: Bundles with an entry whose fullUrl ends in another id than the resource has.
FAULTY_EXAMPLES = {"Bundle-66c8856b-ba11-4876-8aa8-467aad8c11a2", "Bundle-docref-example-2"}
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"


@pytest.fixture(scope="module")
def guides(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Package]:
    """The guides, installed in a package cache of their own."""
    cache = PackageCache(tmp_path_factory.mktemp("packages"))
    return [cache.install(str(packages / name), None, None) for name in GUIDES]


@pytest.fixture(scope="module")
def guided(guides: list[Package]) -> Validator:
    """A validator that knows the guides."""
    settings = Settings()
    core = PackageCache(settings.package_cache).find(CORE_NAME, CORE_VERSION)
    assert core is not None
    return Validator(Registry.load([core, *guides], settings.cache), CodeCache(settings.cache))


@pytest.fixture(scope="module")
def examples(guides: list[Package]) -> dict[str, Any]:
    """The examples of the guides by file name."""
    return dict(_examples(guides))


def _examples(guides: list[Package]) -> Iterator[tuple[str, Any]]:
    for guide in guides:
        for file in sorted((guide.folder / "example").glob("*.json")):
            resource = decode(file.read_bytes())
            if isinstance(resource, dict) and "resourceType" in resource:
                yield file.stem, resource


def test_examples(guided: Validator, examples: dict[str, Any], now: datetime) -> None:
    """All examples of the guides satisfy the profiles that they claim, by both ways of asking."""
    refused = {name for name, resource in examples.items() if not guided.accepts(resource, now=now)}
    walked = {
        name
        for name, resource in examples.items()
        if any(issue.is_error for issue in guided.validate(resource, now=now))
    }
    assert (FAULTY_EXAMPLES, FAULTY_EXAMPLES) == (refused, walked)


def _without(resource: dict[str, Any], *path: str | int) -> dict[str, Any]:
    changed = deepcopy(resource)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return changed


def _with(resource: dict[str, Any], value: Any, *path: str | int) -> dict[str, Any]:
    changed = deepcopy(resource)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def _found(guided: Validator, resource: dict[str, Any], now: datetime) -> list[tuple[str, str | None]]:
    issues = guided.check(resource, now=now)
    walked = [issue for issue in guided.validate(resource, now=now) if issue.is_error]
    assert issues == walked
    return [(issue.key, issue.expression) for issue in issues]


def test_cardinality(guided: Validator, examples: dict[str, Any], now: datetime) -> None:
    """An element that a profile requires is missed."""
    broken = _without(examples["Patient-example"], "gender")
    assert ("missing~profile", "Patient") in _found(guided, broken, now)


def test_slices_by_pattern(guided: Validator, examples: dict[str, Any], now: datetime) -> None:
    """Each of two slices of a component that a pattern tells apart must be there."""
    pressure = examples["Observation-blood-pressure"]
    found = _found(guided, _without(pressure, "component", 0), now)
    of_guide = [("too-few~profile", "Observation"), ("slice-too-few", "Observation")]
    # Base R4 asks for both of every blood pressure.
    assert [*of_guide, *of_guide] == found


def test_children_of_slices(guided: Validator, examples: dict[str, Any], now: datetime) -> None:
    """A fixed value in a slice is reported at its place in the array."""
    broken = _with(examples["Observation-blood-pressure"], "kPa", "component", 1, "valueQuantity", "code")
    assert [("not-fixed", "Observation.component[1].value.code")] == _found(guided, broken, now)


def test_invariants(guided: Validator, examples: dict[str, Any], now: datetime) -> None:
    """An invariant of a profile is reported with its own key."""
    broken = _without(examples["Patient-example"], "name")
    keys = [key for key, _ in _found(guided, broken, now)]
    assert "missing~profile" in keys


def test_profile_of_another_type(guided: Validator, now: datetime) -> None:
    """A resource may not claim a profile of another type."""
    resource = {
        "resourceType": "Patient",
        "meta": {"profile": [US_CORE + "us-core-condition-problems-health-concerns"]},
    }
    assert [("profile-type", "Patient.meta.profile[0]")] == _found(guided, resource, now)


def test_unknown_profile(guided: Validator, now: datetime) -> None:
    """A claim that nobody can check is a warning; a profile that the caller names must be known."""
    resource = {"resourceType": "Patient", "meta": {"profile": ["http://x.test/unknown"]}}
    assert [] == _found(guided, resource, now)
    warnings = [(issue.key, issue.expression) for issue in guided.validate(resource, now=now)]
    assert ("profile-unknown", "Patient.meta.profile[0]") in warnings
    named = guided.check({"resourceType": "Patient"}, now=now, profiles=["http://x.test/unknown"])
    expected = ["profile-unknown"]
    assert expected == [issue.key for issue in named]


def test_profile_named_by_the_caller(guided: Validator, now: datetime) -> None:
    """A profile that the caller names is checked beside those that the resource claims."""
    issues = guided.check({"resourceType": "Patient"}, now=now, profiles=[US_CORE + "us-core-patient"])
    assert {"missing~profile"} == {issue.key for issue in issues}


def test_profiles_of_entries(guided: Validator, examples: dict[str, Any], now: datetime) -> None:
    """What a resource in a Bundle claims is checked there."""
    patient = _without(examples["Patient-example"], "gender")
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": patient}]}
    assert ("missing~profile", "Bundle.entry[0].resource") in _found(guided, bundle, now)
