"""Lines of elements in the text of a resource."""

import time

import pytest

from hie.fhir import lines_of, nearest_line

JSON = """{
 "contained": [{"resourceType": "Patient",
  "gender": "male"}],
 "resourceType": "Observation",
 "valueQuantity": {
  "unit": "x"
 },
 "component": [
  {"valueString": "a"},
  {
   "valueCodeableConcept":
    {"coding": [
     {"code": "\\"}]"}]}}
 ],
 "_status": {"extension": [
  {}]},
 "note": [{"text":
  "a"}]
}"""

XML = """<?xml version="1.0"?>
<Observation xmlns="http://hl7.org/fhir">
 <contained><Patient>
  <gender value="male"/></Patient></contained>
 <valueQuantity>
  <unit value="x"/></valueQuantity>
 <component><valueString value="a"/></component>
 <component>
  <valueCodeableConcept>
   <coding>
    <code value="1"/></coding></valueCodeableConcept></component>
 <status>
  <extension
   url="u"/></status>
 <note><text
  value="a"/></note>
</Observation>"""


@pytest.mark.parametrize(
    ("expression", "in_json", "in_xml"),
    [
        ("Observation", 1, 2),
        ("Observation.contained[0].gender", 3, 4),
        ("Observation.value", 5, 5),
        ("Observation.value.unit", 6, 6),
        ("Observation.value.ofType(Quantity).unit", 6, 6),
        ("Observation.value.code", 5, 5),
        ("Observation.component[0].value", 9, 7),
        ("Observation.component[1]", 10, 8),
        ("Observation.component[1].value.coding[0].code", 13, 11),
        ("Observation.component[2].value", 8, 7),
        ("Observation.status.extension[0]", 16, 13),
        ("Observation.note[0].text", 17, 15),
        ("Observation.subject.resolve().active", 1, 2),
        ("$this", 1, 2),
        ("", 1, 2),
        (None, 1, 2),
    ],
)
def test_nearest_line(expression, in_json, in_xml):
    """The line on which the element begins, or what is around it when the text does not have it."""
    assert [in_json, in_xml] == [nearest_line(lines_of(text), expression) for text in (JSON, XML)]


@pytest.mark.parametrize(
    "text", ["", "]", '{"a', "[1", "nonsense", "<", "<a><b></a>", '{"a":{"b":1},}', "}{"]
)
def test_other_text_has_lines_too(text):
    """Whatever the text is, the answer is a line."""
    assert 1 == nearest_line(lines_of(text), "Patient.name[0].given")


def test_hostile_text_takes_no_longer():
    """Quotes that never close are read once."""
    began = time.monotonic()

    lines_of('"' + '\\"' * 500_000)
    lines_of('\\"' * 500_000)

    assert time.monotonic() - began < 5
