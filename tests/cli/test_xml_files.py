"""The command line reads XML files as it reads JSON."""

import json
import tarfile
import uuid

import pytest

from hie.app import assemble
from hie.cli.carriers import Carriers
from hie.cli.loading import Loader, Report
from hie.cli.resume import Progress
from hie.cli.sources import items
from hie.cli.validate import findings
from hie.config import Settings
from hie.conformance import Members
from hie.fhir import XmlFormat, decode
from hie.storage import Store

PATIENT = '<Patient xmlns="http://hl7.org/fhir"><id value="{}"/>{}<birthDate value="1871-02-25"/></Patient>'
BUNDLE = (
    '<Bundle xmlns="http://hl7.org/fhir"><type value="transaction"/><entry><resource><Basic><code>'
    '<text value="a"/></code></Basic></resource><request><method value="POST"/><url value="Basic"/>'
    "</request></entry></Bundle>"
)


@pytest.fixture
def folder(tmp_path):
    """A sound resource, one that breaks a rule, text that is not XML, a Bundle, and JSON beside them."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "a.xml").write_text(PATIENT.format("a", ""), encoding="utf-8")
    (files / "b.xml").write_text(PATIENT.format("b", '<nme value="x"/>'), encoding="utf-8")
    (files / "c.xml").write_text("<Patient", encoding="utf-8")
    (files / "d.xml").write_text(BUNDLE, encoding="utf-8")
    (files / "e.json").write_text('{"resourceType":"Patient","id":"e"}', encoding="utf-8")
    return files


def archive(folder):
    """The same files in an archive."""
    file = folder.parent / "files.tgz"
    with tarfile.open(file, "w:gz") as tar:
        tar.add(folder, "package")
    return file


def test_xml_is_found_in_folders_and_archives(folder, registry):
    xml = XmlFormat(Members(registry))
    for path in (folder, archive(folder)):
        found = sorted(items([path]), key=lambda item: item.source)
        assert ["a.xml", "b.xml", "c.xml", "d.xml", "e.json"] == [
            item.source.rpartition("/")[2] for item in found
        ]
        assert ["Patient", "Patient", "Bundle", "Patient"] == [
            item.read(xml)["resourceType"] for item in found if not item.source.endswith("c.xml")
        ]


def test_validate_tells_the_same_of_xml_as_of_json(folder, plain):
    """A finding about the resource, or why it could not be read."""
    xml = XmlFormat(Members(plain.registry))

    told = {
        item.source.rpartition("/")[2]: [
            (issue.rule, issue.expression)
            for issue in findings(plain.validator, item, xml, ())
            if issue.is_error
        ]
        for item in items([folder])
    }

    assert [] == told["a.xml"] == told["e.json"]
    assert [("unknown-element", "Patient.nme")] == told["b.xml"]
    assert [("xml-invalid", None)] == told["c.xml"]


def test_load_stores_xml(folder, plain, mongod, tmp_path):
    """What is sound is stored as JSON, a transaction is carried out, the rest goes to the report."""
    settings = Settings(
        mongodb_uri=mongod, mongodb_database=f"cli_{uuid.uuid4().hex[:10]}", data=tmp_path, profiles="none"
    )
    exchange = assemble(settings, plain, Store.of(settings, mongod, embedded=False))
    report = tmp_path / "refused.ndjson"

    with Report(report, append=False) as refused, Carriers(exchange, 1) as carriers:
        loader = Loader(exchange, refused, carriers)
        list(loader.load(items([folder]), Progress.of(tmp_path, [folder])))

    assert {"Basic": 1, "Patient": 2} == dict(loader.by_type)
    stored = exchange.repository.read("Patient", "a")
    assert "1871-02-25" == decode(stored.body)["birthDate"]
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert {"b.xml", "c.xml"} == {line["source"].rpartition("/")[2] for line in lines}
