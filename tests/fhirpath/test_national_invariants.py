"""The invariants of the national package compile in strict mode: no element is misspelt."""

import json
from pathlib import Path

import pytest

from hie.fhirpath import FhirpathError, SourceCompiler

PACKAGE = Path(__file__).resolve().parent.parent.parent / "profiles" / "package"


@pytest.mark.parametrize(
    "file", sorted(PACKAGE.glob("StructureDefinition-*.json")), ids=lambda file: file.stem
)
def test_invariants_of_a_profile_compile_strictly(core, file):
    """Each expression means something for the element that it constrains."""
    definition = json.loads(file.read_text())
    faults = {}
    for element in definition.get("differential", {}).get("element", []):
        for constraint in element.get("constraint", []):
            if "expression" not in constraint:
                continue
            try:
                SourceCompiler(core, strict=True).predicate(
                    constraint["expression"], definition["type"], element["path"]
                )
            except (FhirpathError, KeyError) as error:
                faults[constraint["key"]] = str(error)
    assert faults == {}
