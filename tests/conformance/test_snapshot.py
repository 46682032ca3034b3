"""Snapshots are what HL7's own tools make of the same differentials."""

import contextlib
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from structure_files import read_structure

from hie.conformance import CORE_NAME, Package, Registry, SnapshotError, generate_snapshot

CORE = "http://hl7.org/fhir/StructureDefinition/"
CASES = json.loads((Path(__file__).parents[1] / "cases" / "conformance" / "snapshots.json").read_text())

#: Public cases on R4B whose expected snapshot is another than ours: most of them stand on what R4B says
#: otherwise than R4, on logical models, or on packages that are not here.
KNOWN_TO_DIFFER = 19


def profile(case: dict) -> dict:
    """The StructureDefinition of a case."""
    return {
        "resourceType": "StructureDefinition",
        "url": "http://example.org/profile",
        "type": case["type"],
        "kind": "resource",
        "derivation": "constraint",
        "baseDefinition": CORE + case.get("base", case["type"]),
        "differential": {"element": case["differential"]},
    }


def seen(definition: dict, key: str) -> Any:
    """What a case states of an element."""
    if key == "types":
        return [item["code"] for item in definition["type"]]
    if key == "constraints":
        return sorted(item["key"] for item in definition["constraint"])
    if key == "binding":
        return definition["binding"]["strength"]
    if key == "slicing":
        return definition["slicing"]["discriminator"][0]["path"]
    return definition.get(key)


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_rule(registry, case):
    """Each rule of constraining, by an example."""
    if "refused" in case:
        with pytest.raises(SnapshotError, match=case["refused"]):
            generate_snapshot(profile(case), registry.snapshot)
        return
    elements = generate_snapshot(profile(case), registry.snapshot)["snapshot"]["element"]
    by_id = {element["id"]: element for element in elements}
    actual = {name: {key: seen(by_id[name], key) for key in keys} for name, keys in case["expected"].items()}
    assert case["expected"] == actual
    assert [name for name in case.get("absent", ()) if name in by_id] == []


MUTANTS = [None, "", "x", 7, True, [], {}, [None], ["x"], {"code": 1}, "Patient.name", "Patient..", "*", -1]


def test_a_malformed_differential_is_refused_and_nothing_worse(registry):
    """Whatever is written into a differential, the answer is a snapshot or a SnapshotError."""
    random = Random(4)  # noqa: S311 - The same mutants every time are what a test wants.
    for case in CASES * 8:
        broken = json.loads(json.dumps(profile(case)))
        element = random.choice(broken["differential"]["element"])
        element[random.choice([*element, "min", "max", "type", "slicing", "binding", "constraint"])] = (
            random.choice(MUTANTS)
        )
        with contextlib.suppress(SnapshotError):
            generate_snapshot(broken, registry.snapshot)


def test_the_order_of_a_differential_may_be_held_to(registry):
    """Elements out of order are sorted, or refused where that is asked for."""
    case = {"type": "Patient", "differential": [{"path": "Patient.gender"}, {"path": "Patient.name"}]}
    generate_snapshot(profile(case), registry.snapshot)
    with pytest.raises(SnapshotError, match="out of order"):
        generate_snapshot(profile(case), registry.snapshot, any_order=False)


def test_a_profile_that_mentions_itself_can_be_read(core, index_cache, write_package, tmp_path):
    """A circle of profiles ends, and a circle of bases is refused."""
    url = "http://example.org/loop"
    loop = profile(
        {
            "type": "Extension",
            "differential": [
                {"path": "Extension"},
                {
                    "path": "Extension.extension",
                    "sliceName": "again",
                    "type": [{"code": "Extension", "profile": [url]}],
                },
            ],
        }
    )
    bases = profile({"type": "Patient", "differential": [{"path": "Patient"}]})
    folder = write_package(
        tmp_path / "p",
        {**loop, "url": url},
        {**bases, "url": url + "1", "baseDefinition": url + "2"},
        {**bases, "url": url + "2", "baseDefinition": url + "1"},
    )
    registry = Registry.load([core, Package.at(folder)], index_cache)
    (again,) = registry.tree(url).child("extension").slices
    assert again.types[0].profiles == (url,)
    with pytest.raises(SnapshotError):
        registry.tree(url + "1")


def test_extensions_of_r4_are_made_as_published(registry):
    """All extension definitions of the core package give the snapshots that HL7 published with them."""
    urls = registry.profiles_of("Extension", CORE_NAME)
    assert {url for url in urls if not is_as_published(registry, url)} == set()


def is_as_published(registry, url):
    """Whether our snapshot of ``url`` says the same as the one in the package."""
    structure = registry.structure(url)
    ours = generate_snapshot(without_snapshot(structure), registry.snapshot)
    return summary(ours) == summary(structure)


def without_snapshot(structure):
    """``structure`` as its author wrote it."""
    return {key: value for key, value in structure.items() if key != "snapshot"}


def summary(structure):
    """What snapshots are compared by: elements, cardinalities, types, bindings and constraints."""
    return {
        element.get("id", element["path"]): facts(element) for element in structure["snapshot"]["element"]
    }


def facts(element):
    """What is compared of one element."""
    types = [
        (
            item.get("code"),
            *(tuple(sorted(map(unpinned, item.get(key, ())))) for key in ("profile", "targetProfile")),
        )
        for item in element.get("type", ())
    ]
    binding = element.get("binding", {})
    return {
        "min": element.get("min", 0),
        "max": element.get("max", "*"),
        "types": sorted(types),
        "binding": (binding.get("strength"), unpinned(binding.get("valueSet", ""))),
        "constraints": {item["key"] for item in element.get("constraint", ())} - {"dom-r4b"},
    }


def unpinned(canonical):
    """A canonical of the core package without the version that some tools add to it."""
    return re.sub(r"\|4\.[03]\.[01]$", "", canonical)


def public_cases(suites):
    """Cases of the public suite that stand on R4, or on R4B."""
    lines = (suites / "snapshot.jsonl").read_text().splitlines()
    return [case for case in map(json.loads, lines) if case["version"] in ("4.0.1", "4.3.0")]


class Session:
    """The definitions that the public cases build on, beside those of the core package."""

    def __init__(self, registry, folder, cases):
        self.registry, self.folder = registry, folder
        self.known, self.making = {}, set()
        for case in cases:
            if not case["fail"]:
                for name in (case["input"], *case["register"]):
                    structure = read_structure(folder / name, registry)
                    self.known.setdefault(structure.get("url"), structure)

    def snapshot(self, canonical):
        """The definition of ``canonical`` with a snapshot."""
        structure = self.known.get(canonical)
        if structure is None:
            return self.registry.snapshot(unpinned(canonical))
        if "snapshot" not in structure:
            if canonical in self.making:
                return None
            self.making.add(canonical)
            structure = self.known[canonical] = generate_snapshot(structure, self.snapshot)
        return structure

    def passes(self, case):
        """Whether the snapshot of ``case`` is as expected, or refused where it must be."""
        structure = without_snapshot(read_structure(self.folder / case["input"], self.registry))
        try:
            ours = summary(generate_snapshot(structure, self.snapshot, any_order=case["sort"]))
        except SnapshotError:
            return case["fail"]
        finally:
            self.making.clear()
        if case["fail"]:
            return False
        published = read_structure(self.folder / case["expected"], self.registry)
        return "snapshot" in published and self.agree(summary(published), ours)

    def agree(self, theirs, ours):
        """Whether two snapshots say the same, where R4 and R4B do."""
        return theirs.keys() == ours.keys() and all(
            theirs[name][key] == ours[name][key] or self.is_of_r4(name, key, ours[name][key])
            for name in ours
            for key in ours[name]
        )

    def is_of_r4(self, name, key, value):
        """Whether ``value`` is what R4 says of an element, so that the difference is R4B's."""
        path = re.sub(r":[^.]+", "", name)
        structure = self.registry.structure(path.split(".")[0]) or {}
        elements = structure.get("snapshot", {}).get("element", ())
        found = next((element for element in elements if element["path"] == path), None)
        return key in ("types", "binding", "constraints") and found is not None and facts(found)[key] == value


def test_all_public_cases_of_r4_agree(registry, suites):
    """The public cases on R4 give HL7's snapshots."""
    cases = [case for case in public_cases(suites) if case["set"] == "rX"]
    session = Session(registry, suites / "files", public_cases(suites))
    assert [case["id"] for case in cases if not session.passes(case)] == []


def test_public_cases_of_r4b_agree_but_for_those_known(registry, suites):
    """No case of the public suite that agreed is lost."""
    cases = public_cases(suites)
    session = Session(registry, suites / "files", cases)
    assert sum(not session.passes(case) for case in cases) <= KNOWN_TO_DIFFER
