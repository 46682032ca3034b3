"""What the walk leaves out, because it is known to be right, has nothing to be noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_resources import changed, resources

from hie.app import Definitions
from hie.config import Settings
from hie.conformance import Package
from hie.demo import bundles
from hie.fhir import decode, encode
from hie.validation import Validator
from hie.validation.extension_places import ExtensionPlaces
from hie.validation.fine_values import FineValues
from hie.validation.profile_walker import ProfileWalker

SETTINGS = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


@contextmanager
def _nothing_left_out() -> Iterator[None]:
    """Within this, walks go over everything."""
    with (
        patch.object(FineValues, "has", return_value=False),
        patch.object(ProfileWalker, "_is_right", return_value=False),
        patch.object(ExtensionPlaces, "are_placed", return_value=False),
    ):
        yield


def _compare(validator: Validator, resource: Any, now: datetime) -> None:
    """A walk finds what one finds that leaves nothing out.

    Where the structure is wrong, a profile may say less about the wrong place than it could.
    """
    quick = validator.validate(resource, now=now)
    with _nothing_left_out():
        thorough = validator.validate(resource, now=now)
    if any(issue.is_error and issue.code in ("structure", "value") for issue in thorough):
        assert [issue for issue in quick if issue not in thorough] == []
        assert any(issue.is_error for issue in quick)
    else:
        assert thorough == quick


@pytest.fixture(scope="module")
def population() -> list[dict[str, Any]]:
    """Valid resources of a synthetic population."""
    canonical = Package.at(Settings().national_package).manifest["canonical"]
    made = (
        entry["resource"] for each in bundles(6, 3, date(2026, 1, 15), canonical) for entry in each["entry"]
    )
    return [decode(encode(resource)) for resource in made]


@SETTINGS
@given(st.data())
def test_changed_valid_resources(
    national: Definitions, population: list[dict[str, Any]], now: datetime, data: st.DataObject
) -> None:
    """After one change anywhere in a resource, its walk finds what a thorough one finds."""
    resource = data.draw(changed(data.draw(st.sampled_from(population))))
    _compare(national.validator, resource, now)


@SETTINGS
@given(st.data())
def test_made_national_resources(national: Definitions, now: datetime, data: st.DataObject) -> None:
    """The same holds for resources that are made from the definitions."""
    validator = national.validator
    resource = data.draw(changed(data.draw(resources(validator.shapes, sorted(national.national)))))
    _compare(validator, resource, now)


def test_doubts_about_a_bundle_outlive_those_about_its_entries(national: Definitions, now: datetime) -> None:
    """An extension in a wrong place of a Bundle is found although its entries have doubtful ones."""
    core = "http://hl7.org/fhir/StructureDefinition"
    address = {"line": ["вул. Зелена, 1"], "_line": [_house(core)]}
    person = {"resourceType": "Person", "address": [address]}
    maiden_name = {"url": f"{core}/patient-mothersMaidenName", "valueString": "Коваль"}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": f"urn:uuid:00000000-0000-4000-8000-00000000000{number}", "resource": person}
            for number in range(2)
        ],
    }
    assert national.validator.accepts(bundle, now=now)
    bundle["entry"][0]["extension"] = [maiden_name]
    assert not national.validator.accepts(bundle, now=now)
    assert [issue.key for issue in national.validator.check(bundle, now=now)] == ["extension-place"]


def _house(core: str) -> dict[str, Any]:
    return {"extension": [{"url": f"{core}/iso21090-ADXP-houseNumber", "valueString": "1"}]}
