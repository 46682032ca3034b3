"""Issues are found in the text that they are about."""

import time

import pytest

from hie.fhir import Locating
from hie.fhir.locating import LONGEST
from hie.outcome import Issue, operation_outcome

TEXT = b"""{
  "resourceType": "Observation",
  "valueQuantity": {"value": 1, "_unit": {"id": "x"}},
  "note": [{"text": "a"},
    {"text": "b"}]
}"""
XML = b"""<Patient xmlns="http://hl7.org/fhir">
  <name><family value="x"/></name>
</Patient>"""


@pytest.mark.parametrize(
    ("text", "expression", "expected"),
    [
        (TEXT, "Observation", (1, 1)),
        (TEXT, "Observation.value", (3, 3)),
        (TEXT, "Observation.value.ofType(Quantity).unit", (3, 33)),
        (TEXT, "Observation.note[1].text", (5, 6)),
        (TEXT, "Observation.note[1].time", (5, 5)),
        (TEXT, "Observation.note[9]", (4, 3)),
        (XML, "Patient.name[0].family", (2, 9)),
        (b"", "Patient.name", None),
        (TEXT, None, None),
        (b"{" + b" " * LONGEST, "Patient.name", None),
        (b'{"a": "\xff', "Patient.a", (1, 2)),
    ],
)
def test_line_and_column(text, expression, expected):
    """Of the element, or of what is around it; none without an element or a text."""
    assert expected == Locating(text)(Issue("x", expression=expression))


def test_a_part_of_a_text():
    """The resource of an issue may be inside of another one."""
    text = b'{"resourceType": "Parameters", "parameter": [{"resource": ' + TEXT + b"}]}"

    assert (4, 3) == Locating(text, "Parameters.parameter[0].resource")(
        Issue("x", expression="Observation.note")
    )


def test_readers_tell_themselves_where_they_stopped():
    """An expression of FHIRPath has lines of its own, which are not those of the text."""
    params = {"line": 7, "column": 8, "detail": ""}

    assert (7, 8) == Locating(TEXT)(Issue("json-invalid", params=params))
    assert (4, 3) == Locating(TEXT)(Issue("fhirpath-syntax", expression="Observation.note", params=params))


def test_it_is_told_by_fhirs_extensions():
    """And left out where it is not known."""
    issues = [Issue("all-ok", expression="Observation.note"), Issue("all-ok")]

    told = [issue.get("extension") for issue in operation_outcome(issues, "en", Locating(TEXT))["issue"]]

    name = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-"
    line, column = ({"url": name + end, "valueInteger": at} for end, at in (("line", 4), ("col", 3)))
    assert [[line, column], None] == told


def test_a_thousand_issues_in_one_long_line():
    """Time grows with the text, not with text and issues."""
    text = (
        b'{"resourceType": "List", "entry": [' + b",".join([b'{"item": {"display": "x"}}'] * 20_000) + b"]}"
    )
    locate = Locating(text)
    began = time.monotonic()

    found = [locate(Issue("x", expression=f"List.entry[{number}].item")) for number in range(1000)]

    assert 1000 == len(set(found))
    assert time.monotonic() - began < 5
