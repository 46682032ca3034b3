"""Code systems that a grammar or a register defines."""

import pytest

from hie.terminology import OPEN_SYSTEMS, WRITTEN


@pytest.mark.parametrize(
    ("system", "right", "wrong"),
    [
        ("urn:ietf:bcp:13", ["text/plain", "image/svg+xml; a=b", "json"], ["text", "text/", "a b/c", ""]),
        ("urn:ietf:bcp:47", ["uk", "en-US", "zh-Hans-CN", "x-a"], ["xx", "en_US", "e", "", "en-AU-ocker"]),
        ("urn:iso:std:iso:4217", ["UAH", "EUR"], ["GRN", "uah", ""]),
        ("http://unitsofmeasure.org", ["mm[Hg]", "10*9/L", "{a b}", "/min"], ["mcg", "kg m", ""]),
        ("urn:ietf:rfc:3986", ["urn:oid:1.2", "https://x.test"], ["1.2", "a b:c", ""]),
    ],
)
def test_open_systems(system: str, right: list[str], wrong: list[str]) -> None:
    """A system has the codes that are right by its grammar, and no others."""
    has = OPEN_SYSTEMS[system]
    assert right == [code for code in [*right, *wrong] if has(code)]


@pytest.mark.parametrize(
    ("system", "right", "wrong"),
    [
        ("http://loinc.org", ["8480-6", "59408-5", "LA6751-7"], ["8480-5", "8480", "a", ""]),
        ("http://snomed.info/sct", ["276885007", "11840006", "1:2=3"], ["276885008", "1", "T-15460", ""]),
        ("http://hl7.org/fhir/sid/icd-10-cm", ["E10.3211", "E10"], ["E10.3211+TT1.2", "10"]),
    ],
)
def test_written_systems(system: str, right: list[str], wrong: list[str]) -> None:
    """A code of a system that is not at hand is at least written as its codes are."""
    is_written = WRITTEN[system]
    assert right == [code for code in [*right, *wrong] if is_written(code)]
