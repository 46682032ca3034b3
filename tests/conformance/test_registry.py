"""The registry finds every definition by canonical URL or by type."""

import json
import time

import pytest

from hie.conformance import Package, Registry, SnapshotError, nearest
from hie.outcome import BadRequest

CORE = "http://hl7.org/fhir/StructureDefinition/"


def test_types_are_those_of_r4(registry):
    """R4 defines 146 concrete resources, 39 concrete data types beside Element, and 20 primitives."""
    assert (len(registry.resource_types), len(registry.complex_types)) == (146, 39)
    assert len(registry.primitive_types) == 20
    assert registry.abstract_types == {"Resource", "DomainResource", "Element", "BackboneElement"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Patient", ("DomainResource", "Resource")),
        ("Bundle", ("Resource",)),
        ("Age", ("Quantity", "Element")),
        ("Timing", ("BackboneElement", "Element")),
        ("Resource", ()),
        ("Nothing", ()),
    ],
)
def test_ancestors_are_listed_nearest_first(registry, name, expected):
    """The lineage of a type follows its base definitions."""
    assert registry.ancestors(name) == expected


def test_a_canonical_may_name_a_version(registry):
    """``url|version`` finds that version, or one that begins with it, and nothing else."""
    url = "http://hl7.org/fhir/ValueSet/administrative-gender"
    assert registry.resolve(url)["url"] == url
    assert registry.resolve(f"{url}|4.0.1") is not None
    assert registry.resolve(f"{url}|4.0") is not None
    assert registry.resolve(f"{url}|3.0.1") is None
    assert registry.resolve(f"{url}|4") is not None
    assert registry.resolve(url, "CodeSystem") is None


def test_decimals_of_definitions_keep_their_digits(write_package, tmp_path, index_cache):
    """A fixed value of 1.10 is not 1.1."""
    definition = {"resourceType": "Basic", "url": "http://example.org/decimal", "value": 0}
    folder = write_package(tmp_path / "p", definition)
    (folder / "Basic-0.json").write_text(json.dumps(definition).replace("0}", "1.10}"))
    found = Registry.load([Package.at(folder)], index_cache).resolve("http://example.org/decimal")
    assert str(found["value"]) == "1.10"


def test_the_first_package_that_defines_a_canonical_counts(core, index_cache, write_package, tmp_path):
    """A later package cannot redefine what the core package says."""
    evil = {
        "resourceType": "StructureDefinition",
        "url": CORE + "Patient",
        "type": "Patient",
        "title": "evil",
    }
    later = Package.at(write_package(tmp_path / "later", evil))
    registry = Registry.load([core, later], index_cache)
    assert registry.structure("Patient").get("title") != "evil"


def test_a_stub_of_a_code_system_gives_way_to_its_content(index_cache, write_package, tmp_path):
    """``content: not-present`` in one package does not hide the concepts in another."""
    system = {"resourceType": "CodeSystem", "url": "http://example.org/cs"}
    stub = write_package(tmp_path / "stub", {**system, "content": "not-present"})
    full = write_package(tmp_path / "full", {**system, "content": "complete", "concept": [{"code": "a"}]})
    registry = Registry.load([Package.at(stub), Package.at(full)], index_cache)
    assert registry.resolve("http://example.org/cs")["content"] == "complete"


def test_profiles_of_a_type_may_be_asked_by_package(registry):
    """Profiles are constraints on the type, and extensions are no profiles of what they extend."""
    profiles = registry.profiles_of("Observation")
    assert CORE + "bmi" in profiles
    assert CORE + "Observation" not in profiles
    assert registry.profiles_of("Observation", "another.package") == []


def test_search_parameters_are_inherited(registry):
    """A type has its own parameters and those of Resource and DomainResource, each code once."""
    parameters = registry.search_parameters("Patient")
    assert parameters["birthdate"].type == "date"
    assert parameters["_id"].expression == "Resource.id"
    assert "_text" in parameters
    assert "_text" not in registry.search_parameters("Bundle")
    assert registry.search_parameters("Observation")["code-value-quantity"].components[0].expression == "code"


def test_all_parameters_that_can_be_searched_are_there(registry):
    """R4 has 2,582 pairs of a resource type and a parameter with an expression; examples are not counted."""
    pairs = [
        parameter
        for name in registry.resource_types
        for parameter in registry.search_parameters(name).values()
        if parameter.expression is not None
    ]
    assert len(pairs) == 2582
    assert "part-agree" not in registry.search_parameters("Patient")


def test_compartments_are_the_five_of_r4(registry):
    """R4's incomplete example of the Device compartment does not replace the real one."""
    assert list(registry.compartments) == ["Device", "Encounter", "Patient", "Practitioner", "RelatedPerson"]
    assert registry.compartments["Patient"]["Observation"] == ("subject", "performer")
    assert "Communication" in registry.compartments["Device"]
    assert len(registry.compartments["Device"]) > 2


def test_the_second_load_is_fast_and_the_same(core, index_cache, registry):
    """The index is read from the disk with far less than half a second of work."""
    begin = time.thread_time()  # Other processes of the run are not counted.
    again = Registry.load([core], index_cache)
    assert time.thread_time() - begin < 0.5
    assert again.fingerprint == registry.fingerprint


def test_the_fingerprint_follows_content_not_place_or_time(index_cache, write_package, tmp_path):
    """The same definitions elsewhere have the same fingerprint, and any change makes another."""
    value_set = {"resourceType": "ValueSet", "url": "http://example.org/vs"}
    folders = [
        write_package(tmp_path / "a", value_set),
        write_package(tmp_path / "b", value_set),
        write_package(tmp_path / "c", {**value_set, "title": "new"}),
    ]
    prints = [Registry.load([Package.at(folder)], index_cache).fingerprint for folder in folders]
    assert prints[0] == prints[1]
    assert prints[0] != prints[2]


def test_a_damaged_index_is_made_again(core, tmp_path):
    """A half-written cache file is no reason not to start."""
    Registry.load([core], tmp_path)
    (index,) = (tmp_path / "packages").glob("*.index")
    index.write_bytes(index.read_bytes()[:1000])
    assert len(Registry.load([core], tmp_path).resource_types) == 146


@pytest.mark.parametrize(
    ("name", "expected"), [("nmae", "name"), ("Birthdate", "birthdate"), ("xyzzy", None)]
)
def test_nearest_finds_what_was_meant(registry, name, expected):
    """A misspelt name has a nearest known one, or none at all."""
    assert nearest(name, registry.search_parameters("Patient")) == expected


def test_a_package_with_broken_definitions_still_loads(core, index_cache, write_package, tmp_path):
    """What is not as FHIR has it is left out or refused when it is asked for, not when the server starts."""
    url = "http://example.org/"
    folder = write_package(
        tmp_path / "broken",
        {
            "resourceType": "SearchParameter",
            "url": url + "1",
            "code": "a",
            "base": ["Patient"],
            "expression": 7,
        },
        {"resourceType": "CompartmentDefinition", "url": url + "2", "resource": [{}]},
        {"resourceType": "StructureDefinition", "url": url + "3", "snapshot": {"element": [{}]}},
        {"resourceType": "ValueSet", "url": ["4"]},
    )
    (folder / "list.json").write_text("[1]")
    registry = Registry.load([core, Package.at(folder)], index_cache)
    assert "a" not in registry.search_parameters("Patient")
    assert len(registry.compartments) == 5
    with pytest.raises(SnapshotError):
        registry.tree(url + "3")
    (folder / "torn.json").write_text('{"resourceType": ')
    with pytest.raises(BadRequest, match=r"torn\.json"):
        Registry.load([core, Package.at(folder)], index_cache)
