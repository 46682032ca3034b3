"""``hie fhirpath EXPRESSION FILE``."""

import json

import pytest

PATIENT = {"resourceType": "Patient", "name": [{"given": ["Олена"], "family": "[red]Коваль"}], "active": True}


def test_a_table_tells_type_place_and_value(hie, write):
    """With what trace() saw; text that looks like markup is text."""
    told = hie("fhirpath", "name.trace('all').family | active", write("p.json", PATIENT))

    assert (0, "") == (told.returncode, told.stdout)
    for expected in ("Patient.name[0].family", "[red]Коваль", "boolean", "trace all", "HumanName"):
        assert expected in told.stderr


def test_json_is_one_line_for_each_resource(hie, write):
    """The Parameters that the operation answers."""
    lines = "\n".join(json.dumps({**PATIENT, "id": id}) for id in ("a", "b"))

    told = hie("fhirpath", "id", write("p.ndjson", lines), "--json")

    found = [json.loads(line)["parameter"][1]["part"][0]["valueId"] for line in told.stdout.splitlines()]
    assert ["a", "b"] == found


def test_a_context_may_be_given(hie, write):
    told = hie("fhirpath", "family", write("p.json", PATIENT), "--context", "name", "--json")

    assert "Patient.name[0]" == json.loads(told.stdout)["parameter"][1]["valueString"]


@pytest.mark.parametrize(
    ("arguments", "content", "expected"),
    [
        (("name.(",), PATIENT, "line 1, column 6"),
        (("nonsense()",), PATIENT, "nonsense"),
        (("nam", "--strict"), PATIENT, "Patient has no element nam"),
        (("name.given | %x",), PATIENT, "%x is not defined"),
        (("name",), "{", "not JSON"),
        (("name",), [1], "not a FHIR resource"),
        (("name",), {"a": 1}, "not a FHIR resource"),
    ],
)
def test_faults_are_one_line(hie, write, arguments, content, expected):
    """Never a traceback; the exit code is not 0."""
    file = write("p.json", content)
    told = hie("fhirpath", arguments[0], file, *arguments[1:])

    assert 0 != told.returncode
    assert 1 == len(told.stderr.splitlines())
    assert expected in told.stderr


def test_a_file_that_is_not_there(hie, tmp_path):
    told = hie("fhirpath", "name", tmp_path / "none.json")

    assert 2 == told.returncode
    assert "does not exist" in told.stderr
