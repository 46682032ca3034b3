"""Search parameters of published guides, as they are written there."""

import json

import pytest

from hie.conformance import CodeCache, Package, PackageCache, Registry
from hie.search import Indexer

ASSERTED = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"


@pytest.fixture(scope="module")
def core():
    from hie.config import Settings  # noqa: PLC0415 - of this fixture alone.

    return PackageCache(Settings().package_cache).find("hl7.fhir.r4.core", "4.0.1")


def test_parameters_of_us_core_are_understood(packages, core, tmp_path):
    """US Core writes ``extension.where(…).valueDateTime``, which strict FHIRPath does not know."""
    guide = PackageCache(tmp_path / "packages").install(str(packages / "hl7.fhir.us.core-6.1.0.tgz"))
    registry = Registry.load([core, guide], tmp_path)
    indexer = Indexer(registry, CodeCache(tmp_path))
    condition = {
        "resourceType": "Condition",
        "extension": [{"url": ASSERTED, "valueDateTime": "2024-05-01"}],
        "subject": {"reference": "Patient/1"},
    }

    dates = {entry["p"] for entry in indexer.extract("Condition", condition)["d"]}

    assert "date" == indexer.parameters("Condition").by_code["asserted-date"].kind
    assert {"asserted-date"} == dates


def test_a_parameter_that_is_no_fhirpath_spoils_no_other(core, tmp_path):
    """It cannot be searched by; everything else of its type can."""
    folder = tmp_path / "broken"
    folder.mkdir()
    broken = {
        "resourceType": "SearchParameter",
        "url": "urn:broken",
        "name": "broken",
        "status": "active",
        "description": "x",
        "code": "broken",
        "base": ["Basic"],
        "type": "token",
        "expression": "Basic.code.nonsense(((",
    }
    (folder / "SearchParameter-broken.json").write_text(json.dumps(broken))
    (folder / "package.json").write_text(json.dumps({"name": "broken", "version": "1"}))
    indexer = Indexer(Registry.load([core, Package.at(folder)], tmp_path), CodeCache(tmp_path))

    parameters = indexer.parameters("Basic").by_code

    assert ("special", "token") == (parameters["broken"].kind, parameters["code"].kind)
