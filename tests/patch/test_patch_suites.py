"""The public cases of FHIRPath Patch, XML Patch and JSON Patch."""

import json
from datetime import UTC, datetime

import pytest
from lxml import etree

from hie.conformance import Members
from hie.fhir import XmlFormat
from hie.outcome import FhirError
from hie.patch import json_patch, xml_patch


@pytest.fixture(scope="module")
def cases(suites):
    """The cases by their kind."""
    lines = (suites / "patch.jsonl").read_text().splitlines()
    found: dict[str, list[dict]] = {}
    for case in map(json.loads, lines):
        found.setdefault(case["kind"], []).append(case)
    return found


def _failures(cases, run):
    """The ids of cases whose outcome is another than the case says; ``run`` gives whether output is right."""
    failures = []
    for case in cases:
        try:
            is_right = run(case) and not case["error"]
        except FhirError:
            is_right = bool(case["error"])
        if not is_right:
            failures.append(case["id"])
    return failures


def test_every_fhirpath_patch(cases, registry, patches):
    xml = XmlFormat(Members(registry))

    def run(case):
        resource = xml.decode(case["input"].encode())
        patched = patches.of_resource(xml.decode(case["patch"].encode()), NOW)(resource)
        # In XML, since a narrative may name its namespace otherwise.
        expected = etree.fromstring(case["output"].strip())
        return _content(etree.fromstring(xml.encode(patched))) == _content(expected)

    assert 33 == len(cases["fhirpath-patch"])
    assert [] == _failures(cases["fhirpath-patch"], run)


def test_every_json_patch(cases):
    def run(case):
        return case["output"] == json_patch.apply(json_patch.read(case["patch"]), case["input"])

    assert 16 == len(cases["json-patch"])
    assert [] == _failures(cases["json-patch"], run)


NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)

#: What two replace and remove, comments, is not in their documents any more; the third has no document.
_LEFT_OUT = {
    "xml-patch/A.9.  Replacing a Comment Node",
    "xml-patch/A.15.  Removing a Comment Node",
    "xml-patch/Missing target document",
}


def test_every_xml_patch(cases):
    def run(case):
        document, patch = case["input"].strip().encode(), case["patch"].strip().encode()
        patched = xml_patch.apply(xml_patch.read(patch), document)
        return _content(etree.fromstring(patched)) == _content(etree.fromstring(case["output"].strip()))

    assert 29 == len(cases["xml-patch"])
    assert [] == _failures([case for case in cases["xml-patch"] if case["id"] not in _LEFT_OUT], run)


def _content(element):
    """What a document says, without what only lays it out."""
    texts = [(text or "").strip() for text in (element.text, element.tail)]
    return element.tag, dict(element.attrib), texts, [_content(child) for child in element]


def test_xml_comments():
    """The two cases that are left out, with their comments."""
    document = b"<doc xmlns='http://hl7.org/fhir'><a/><!-- one --><b/></doc>"

    replaced = xml_patch.read(b"<diff><replace sel='f:doc/comment()[1]'><!-- two --></replace></diff>")
    assert b"<!-- two -->" in xml_patch.apply(replaced, document)
    removed = xml_patch.read(b"<diff><remove sel='f:doc/comment()[1]'/></diff>")
    assert b"<!--" not in xml_patch.apply(removed, document)
