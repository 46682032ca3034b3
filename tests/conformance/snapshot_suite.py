"""What snapshots are compared by, the public cases, and those of packages."""

import json
import re
from collections import Counter

from structure_files import read_structure

from hie.conformance import SnapshotError, generate_snapshot


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
        found = compared(theirs, ours)
        return all(key != "element" and self.is_of_r4(name, key, value) for name, key, _, value in found)

    def why(self, case):
        """How many elements a case differs in, by what differs, or why its differential was refused."""
        structure = without_snapshot(read_structure(self.folder / case["input"], self.registry))
        try:
            ours = summary(generate_snapshot(structure, self.snapshot, any_order=case["sort"]))
        except SnapshotError as error:
            return str(error)
        if case["fail"]:
            return "not refused"
        published = read_structure(self.folder / case["expected"], self.registry)
        found = compared(summary(published), ours)
        return dict(Counter(key for name, key, _, value in found if not self.is_of_r4(name, key, value)))

    def is_of_r4(self, name, key, value):
        """Whether ``value`` is what R4 says of an element, so that the difference is R4B's."""
        path = re.sub(r":[^.]+", "", name)
        structure = self.registry.structure(path.split(".")[0]) or {}
        elements = structure.get("snapshot", {}).get("element", ())
        found = next((element for element in elements if element["path"] == path), None)
        return key in ("types", "binding", "constraints") and found is not None and facts(found)[key] == value


def of_package(registry, package):
    """The URLs of the package's StructureDefinitions that have a differential and a snapshot."""
    for entry in sorted(registry.entries("StructureDefinition"), key=lambda entry: entry.url):
        if registry.package_of(entry.url) == package and entry.derivation == "constraint":
            structure = registry.structure(entry.url)
            if "differential" in structure and "snapshot" in structure:
                yield entry.url


def differences(registry, url):
    """What our snapshot of ``url`` says otherwise than its package: element, fact, theirs, ours."""
    structure = registry.structure(url)
    theirs = summary(structure)
    try:
        ours = summary(generate_snapshot(without_snapshot(structure), registry.snapshot))
    except SnapshotError as error:
        return [("", "refused", "", str(error))]
    return compared(theirs, ours)


def compared(theirs, ours):
    """The differences of two summaries: element, fact, theirs, ours."""
    found = [(name, "element", "there", "absent") for name in theirs if name not in ours]
    found += [(name, "element", "absent", "there") for name in ours if name not in theirs]
    return found + [
        (name, key, theirs[name][key], ours[name][key])
        for name in theirs
        if name in ours
        for key in ours[name]
        if theirs[name][key] != ours[name][key]
    ]
