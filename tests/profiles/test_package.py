"""The Ukrainian package itself: its manifest, texts, dictionaries and keys."""

import json
import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from case_files import MANIFEST, PACKAGE, read_constraints, read_definitions

from hie.app import Definitions
from hie.fhirpath import parse

CYRILLIC = re.compile("[а-щьюяґєії]", re.IGNORECASE)
FOREIGN = re.compile("[ыъэё]", re.IGNORECASE)
RESOURCES = [
    json.loads(file.read_text("utf-8"))
    for file in sorted(PACKAGE.glob("*.json"))
    if file.name != "package.json"
]
ALL_CONSTRAINTS = [constraint for _, constraint in read_constraints()]
CONSTRAINTS = list({constraint["key"]: constraint for constraint in ALL_CONSTRAINTS}.values())
DICTIONARIES = [
    resource
    for resource in RESOURCES
    if resource["resourceType"] == "CodeSystem" and resource["content"] != "not-present"
]


def translation(element: dict, language: str) -> str:
    """The text of ``element`` in ``language`` by the translation extension."""
    for extension in element["extension"]:
        parts = {part["url"]: part for part in extension["extension"]}
        if parts["lang"]["valueCode"] == language:
            return parts["content"]["valueString"]
    raise AssertionError(language)


def test_manifest_names_the_package() -> None:
    """The manifest says which FHIR version the package is for and what it builds on."""
    assert MANIFEST["fhirVersions"] == ["4.0.1"]
    assert MANIFEST["dependencies"] == {"hl7.fhir.r4.core": "4.0.1"}


def test_urls_have_one_base() -> None:
    """Every definition lives under the canonical base of the manifest."""
    bases = {resource["url"].split(f"/{resource['resourceType']}/")[0] for resource in RESOURCES}
    assert {MANIFEST["canonical"]} == bases


def test_no_resource_has_a_date() -> None:
    """A rebuild gives the same bytes on another day."""
    assert [resource["url"] for resource in RESOURCES if "date" in resource] == []


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint["key"])
def test_invariant_is_bilingual(constraint: dict) -> None:
    """An invariant has an English text, and a Ukrainian one in Ukrainian letters."""
    ukrainian = translation(constraint["_human"], "uk")
    assert CYRILLIC.search(ukrainian)
    assert not FOREIGN.search(ukrainian)
    assert constraint["human"].endswith(".")


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda constraint: constraint["key"])
def test_invariant_is_fhirpath(constraint: dict) -> None:
    """The expression of an invariant can be parsed."""
    parse(constraint["expression"])


def test_key_has_one_meaning() -> None:
    """A key stands for the same rule wherever it is used."""
    meanings = {
        (item["key"], item["severity"], item["human"], item["expression"]) for item in ALL_CONSTRAINTS
    }
    repeated = [one[0] for one, other in pairwise(sorted(meanings)) if one[0] == other[0]]
    assert repeated == []


@pytest.mark.parametrize("dictionary", DICTIONARIES, ids=lambda dictionary: dictionary["id"])
def test_dictionary_is_bilingual(dictionary: dict) -> None:
    """Every code of a dictionary has a Ukrainian display and an English designation."""
    assert dictionary["language"] == "uk"
    for concept in dictionary["concept"]:
        assert CYRILLIC.search(concept["display"]), concept
        assert not FOREIGN.search(concept["display"]), concept
        assert [item["language"] for item in concept["designation"]] == ["en"]
        assert not CYRILLIC.search(concept["designation"][0]["value"]), concept


def test_business_keys() -> None:
    """These identifiers are given once in the exchange."""
    marked = f"{MANIFEST['canonical']}/StructureDefinition/business-key"
    keys = {
        element["id"]
        for definition in read_definitions()
        for element in definition["differential"]["element"]
        if any(extension["url"] == marked for extension in element.get("extension", []))
    }
    types = {"Condition", "Encounter", "EpisodeOfCare", "Location", "Observation", "Organization"}
    types |= {"Patient", "Practitioner", "PractitionerRole"}
    expected = {f"{type}.identifier:esoz" for type in types}
    expected |= {f"{type}.identifier:rnokpp" for type in ("Patient", "Practitioner", "Organization")}
    expected |= {"Patient.identifier:unzr", "Practitioner.identifier:unzr", "Organization.identifier:edrpou"}
    assert expected == keys


@pytest.mark.parametrize("definition", RESOURCES, ids=lambda definition: definition["url"].split("/", 3)[3])
def test_definition_is_valid(plain: Definitions, definition: dict) -> None:
    """What the package is made of is itself valid R4."""
    assert plain.validator.check(definition, now=datetime(2026, 1, 15, tzinfo=UTC)) == []
