"""``hie validate FILE…``."""

import json

import pytest
from dated_rules import basic, install_versions

from hie.config import Settings

BAD = '{\n  "resourceType": "Basic",\n  "code": {"txt": "[x]"}\n}'


def test_findings_tell_line_and_column(hie, write):
    """In the table and, by FHIR's extensions, in JSON; the exit code is 1."""
    file = write("bad.json", BAD)
    table, as_json = hie("validate", file), hie("validate", "--json", file)

    assert (1, 1) == (table.returncode, as_json.returncode)
    assert "3:12" in table.stderr
    outcome = json.loads(as_json.stdout)
    (found,) = [issue for issue in outcome["issue"] if issue["severity"] == "error"]
    assert [3, 12] == [extension["valueInteger"] for extension in found["extension"]]


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"resourceType": 3}', '{"a": 1, "a": 2}'])
def test_what_is_no_resource_is_a_finding(hie, write, text):
    told = hie("validate", write("bad.json", text))

    assert 1 == told.returncode
    assert "1 resources, 1 with errors" in told.stderr
    assert "Traceback" not in told.stderr


def test_as_of_takes_the_rules_of_that_day(hie, write, tmp_path):
    """The version of a package that was in force then."""
    cache = install_versions(tmp_path, Settings().package_cache)
    places = {"HIE_PACKAGE_CACHE": str(cache.root), "HIE_CACHE": str(tmp_path / "compiled")}
    file = write("b.json", basic())

    assert 1 == hie("validate", file, **places).returncode
    assert 0 == hie("validate", "--as-of", "2025-12-31", file, **places).returncode
    assert 2 == hie("validate", "--as-of", "2025-13-01", file, **places).returncode


def test_periods_of_packages_are_listed(hie, tmp_path):
    """As they follow from all versions."""
    cache = install_versions(tmp_path, Settings().package_cache)

    told = json.loads(hie("packages", "list", "--json", HIE_PACKAGE_CACHE=str(cache.root)).stdout)

    assert [
        ("1.0.0", True, None, "2025-12-31"),
        ("2.0.0", True, "2026-01-01", None),
    ] == [
        (row["version"], row["loaded"], row.get("from"), row.get("to"))
        for row in told
        if row["name"] == "example.rules"
    ]


def test_a_package_is_installed_with_a_period(hie, tmp_path):
    """And refused with one that does not exist."""
    install_versions(tmp_path, Settings().package_cache)
    place = {"HIE_PACKAGE_CACHE": str(tmp_path / "packages")}
    source = str(tmp_path / "2.0.0")

    assert 2 == hie("packages", "install", source, "--from", "tomorrow", **place).returncode
    assert 0 == hie("packages", "install", source, "--from", "2027-01-01", **place).returncode
    assert "from 2027-01-01" in hie("packages", "list", **place).stdout
