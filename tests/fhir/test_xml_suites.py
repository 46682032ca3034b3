"""The public examples and cases make the way through XML unchanged.

https://hl7.org/fhir/R4/downloads.html
"""

import json
from datetime import UTC, datetime

from hie.fhir import decode, encode
from hie.outcome import BadRequest, NotAcceptable

#: Cases that are not XML: the entity is not declared.
MALFORMED = {"xml-bad-entities.xml"}
#: Elements and attributes in them that R4 does not have.
UNKNOWN = {"something", "valueSetReference"}


def cases(suites, name):
    return map(json.loads, (suites / name).read_text(encoding="utf-8").splitlines())


def test_every_example_is_the_same_after_xml(suites, xml):
    """JSON to XML to JSON is the identity, digits of decimals included; laid out for people too."""
    count = 0
    for case in cases(suites, "r4-examples.jsonl"):
        value = decode((suites / "files" / case["file"]).read_bytes())
        for is_pretty in (False, True):
            back = xml.decode(xml.encode(value, is_pretty=is_pretty))
            assert value == back, case["id"]
            assert _sorted(value) == _sorted(back), case["id"]
        count += 1

    assert count > 0


def _sorted(value):
    """JSON with sorted members; unlike ``==`` it tells 1.10 from 1.1."""
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return encode(value)


def _files(suites):
    """The XML files of the suites that hold R4 resources."""
    for case in cases(suites, "validator.jsonl"):
        if case["file"].endswith(".xml"):
            yield suites / "files" / case["file"]
    for case in cases(suites, "snapshot.jsonl"):
        if case["set"] == "rX":
            for name in ("input", "expected"):
                if (case.get(name) or "").endswith(".xml"):
                    yield suites / "files" / case[name]


def test_every_xml_file_of_the_suites_is_read(suites, xml):
    """What can be read is the same after it was written; what R4 does not know cannot be written."""
    malformed, unknown = set(), set()
    for file in sorted(set(_files(suites))):
        try:
            value = xml.decode(file.read_bytes())
            assert value == xml.decode(xml.encode(value)), file.name
        except BadRequest:
            malformed.add(file.name)
        except NotAcceptable as error:
            unknown.add(error.issues[0].params["name"])

    assert MALFORMED >= malformed
    assert UNKNOWN >= unknown


def test_what_is_unknown_in_xml_is_reported_with_its_place(xml, plain):
    """Reading leaves it to the validator, which names the element."""
    value = xml.decode(
        b"<Observation xmlns='http://hl7.org/fhir'><status value='final' something='that'/>"
        b"<code><text value='a'/></code><valueInteger><value value='0'/></valueInteger></Observation>"
    )

    issues = plain.validator.validate(value, now=datetime(2026, 1, 15, tzinfo=UTC))

    places = {issue.expression for issue in issues if issue.rule == "unknown-element"}
    assert {"Observation.status.something", "Observation.value.value"} == places
