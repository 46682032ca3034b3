"""JSON and XML say the same, in both directions."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from hie.fhir import decode, encode
from hie.outcome import NotAcceptable

CASES = Path(__file__).parent.parent / "cases" / "fhir"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def cases(name):
    return [
        pytest.param(case["json"], case["xml"], id=case["name"])
        for case in json.loads((CASES / name).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("value", "text"), cases("xml_pairs.json"))
def test_a_resource_is_written_and_read_back(xml, value, text):
    """What is written is exact, and means what it was made of."""
    assert DECLARATION + text == xml.encode(value).decode()
    assert value == xml.decode(text.encode())


@pytest.mark.parametrize(("value", "text"), cases("xml_readings.json"))
def test_what_others_write_is_read_without_loss(xml, value, text):
    """Liberties of other writers are taken; what is wrong stays visible for the validator."""
    assert value == xml.decode(text.encode())


@pytest.mark.parametrize(
    "number", ["1.10", "0", "-0.0", "5", "-7", "1e5", "1.0E-10", "0.00", "123456789012345678901234567890.5"]
)
def test_decimals_keep_their_digits(xml, number):
    """The digits of a decimal come back as they were sent."""
    sent = f'{{"resourceType":"Observation","valueQuantity":{{"value":{number}}}}}'.encode()

    value = decode(sent)

    assert value == xml.decode(xml.encode(value))
    assert encode(value) == encode(xml.decode(xml.encode(value)))


def test_the_type_of_a_number_is_that_of_its_json(xml):
    """A decimal without a fraction is an integer in JSON's reading; one with a fraction is a Decimal."""
    quantities = [
        xml.decode(
            f"<Observation xmlns='http://hl7.org/fhir'><valueQuantity><value value='{text}'/>"
            "</valueQuantity></Observation>".encode()
        )["valueQuantity"]["value"]
        for text in ("5", "5.0", "+5", ".5", "0x5", "")
    ]

    assert [5, Decimal("5.0"), "+5", ".5", "0x5", ""] == quantities
    assert isinstance(quantities[0], int)


def test_pretty_xml_means_the_same(xml):
    """Each element has a line of its own, and the narrative stays as it is."""
    value = {
        "resourceType": "Patient",
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">a <b>b</b></div>'},
        "contained": [{"resourceType": "Organization", "id": "o"}],
        "name": [{"given": ["a", "b"], "_given": [None, {"extension": [{"url": "urn:x"}]}]}],
    }

    text = xml.encode(value, is_pretty=True)

    assert value == xml.decode(text)
    assert b'\n  <name>\n    <given value="a"/>\n    <given value="b">\n      <extension' in text


def test_entities_of_html_become_characters(xml):
    """XML does not know HTML's entities, which narratives in JSON sometimes have."""
    value = {
        "resourceType": "Patient",
        "text": {"div": '<div xmlns="http://www.w3.org/1999/xhtml">a&nbsp;&lt;&copy;</div>'},
    }

    assert b">a&#160;&lt;&#169;<" in xml.encode(value)


def test_characters_that_xml_does_not_have_are_replaced(xml):
    """An OperationOutcome that quotes what a client sent is well-formed XML whatever that was."""
    value = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "\x00a\x1b\ud800\uffff"}]}

    assert "\ufffda\ufffd\ufffd\ufffd" == xml.decode(xml.encode(value))["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    "value",
    [
        {"resourceType": "Patient", "foo": 1},
        {"resourceType": "Foo"},
        {"resourceType": ["Patient"]},
        {},
        [],
        None,
        {"resourceType": "Patient", "name": {"family": "a"}},
        {"resourceType": "Patient", "name": ["a"]},
        {"resourceType": "Patient", "birthDate": ["2020"]},
        {"resourceType": "Patient", "birthDate": {}},
        {"resourceType": "Patient", "_birthDate": "a"},
        {"resourceType": "Patient", "contained": [{"a": 1}]},
        {"resourceType": "Patient", "text": {"div": 1}},
        {"resourceType": "Patient", "text": {"div": "<div>"}},
        {"resourceType": "Patient", "text": {"div": "<div/></text><text>"}},
        {"resourceType": "Patient", "text": {"div": "<!DOCTYPE a><div/>"}},
        {"resourceType": "Patient", "text": {"div": "<h:div/>"}},
        {"resourceType": "Patient", "text": {"div": "\ud800"}},
    ],
    ids=str,
)
def test_what_xml_cannot_say_is_refused(xml, value):
    """Nothing that no definition knows is left out in silence, and nothing gets out of its element."""
    with pytest.raises(NotAcceptable):
        xml.encode(value)
