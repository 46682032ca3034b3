"""Clients that speak XML.

https://hl7.org/fhir/R4/http.html#mime-type
"""

import json

import pytest

from hie.conformance import Members
from hie.fhir import XmlFormat, decode

XML = "application/fhir+xml"
JSON = "application/fhir+json"
PATIENT = (
    '<Patient xmlns="http://hl7.org/fhir">{}<text><status value="generated"/>'
    '<div xmlns="http://www.w3.org/1999/xhtml">Леся</div></text>'
    '<name><family value="{}"/><given value="Леся"/></name><birthDate value="1871-02-25"/></Patient>'
)
#: family=квітка
QUERY = b"family=%D0%BA%D0%B2%D1%96%D1%82%D0%BA%D0%B0"
#: A conditional reference whose question mark is escaped.
HIDDEN = (
    '<Patient xmlns="http://hl7.org/fhir"><managingOrganization>'
    '<reference value="Organization&#63;name=a"/></managingOrganization></Patient>'
)


class XmlClient:
    """A client that sends XML, and reads what it gets with a reader of its own."""

    def __init__(self, api, xml):
        self.api = api
        self.xml = xml

    def send(self, method, path, body=None, **headers):
        """One request; the answer has its ``resource``."""
        sent = {"Content-Type": XML, "Accept": XML, **headers}
        response = self.api.send(method, path, body.encode() if body else None, **sent)
        if response.data:
            assert "application/fhir+xml; charset=utf-8" == response.headers["Content-Type"]
            response.resource = self.xml.decode(response.data)
        return response


@pytest.fixture(scope="session")
def xml(registry):
    return XmlFormat(Members(registry))


@pytest.fixture
def client(api, xml):
    return XmlClient(api, xml)


def test_a_client_works_in_xml_from_create_to_delete(client):
    """Every interaction takes XML and answers in XML; what is stored is the same for clients of JSON."""
    created = client.send("POST", "Patient", PATIENT.format("", "Косач"))
    id = created.resource["id"]
    read = client.send("GET", f"Patient/{id}")
    in_json = client.api.get(f"Patient/{id}")
    updated = client.send(
        "PUT", f"Patient/{id}", PATIENT.format(f'<id value="{id}"/>', "Квітка"), **{"If-Match": 'W/"1"'}
    )
    found = client.send("GET", f"Patient?{QUERY.decode()}")
    by_post = client.api.send(
        "POST",
        "Patient/_search",
        QUERY,
        **{"Content-Type": "application/x-www-form-urlencoded", "Accept": XML},
    )
    history = client.send("GET", f"Patient/{id}/_history")
    first = client.send("GET", f"Patient/{id}/_history/1")
    deleted = client.send("DELETE", f"Patient/{id}")
    gone = client.send("GET", f"Patient/{id}")

    assert [201, 200, 200, 200, 200, 200, 200, 204, 410] == [
        response.status_code
        for response in (created, read, updated, found, by_post, history, first, deleted, gone)
    ]
    assert 'W/"1"' == created.headers["ETag"]
    assert decode(in_json.data) == read.resource == first.resource
    assert '<div xmlns="http://www.w3.org/1999/xhtml">Леся</div>' == read.resource["text"]["div"]
    assert "Квітка" == updated.resource["name"][0]["family"]
    assert ("searchset", [updated.resource]) == (
        found.resource["type"],
        [entry["resource"] for entry in found.resource["entry"]],
    )
    assert client.xml.decode(by_post.data)["entry"] == found.resource["entry"]
    assert [updated.resource, first.resource] == [entry["resource"] for entry in history.resource["entry"]]
    assert "resource-gone" == gone.resource["issue"][0]["details"]["coding"][0]["code"]


def _bundle(kind, entries):
    return f'<Bundle xmlns="http://hl7.org/fhir"><type value="{kind}"/>{entries}</Bundle>'


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_a_bundle_is_carried_out_in_xml(client, kind):
    """Its entries are answered in one Bundle, in XML."""
    entry = (
        "<entry><fullUrl value='urn:uuid:{0}'/><resource>{1}</resource>"
        "<request><method value='POST'/><url value='{2}'/></request></entry>"
    )
    patient = "<Patient><name><family value='Косач'/></name></Patient>"
    observation = (
        "<Observation><status value='final'/><code><text value='a'/></code>"
        "<valueQuantity><value value='1.10'/></valueQuantity></Observation>"
    )
    ids = ("0b2a8a4c-3a48-4b0c-8a80-3d5f6a1d7a01", "0b2a8a4c-3a48-4b0c-8a80-3d5f6a1d7a02")
    entries = entry.format(ids[0], patient, "Patient") + entry.format(ids[1], observation, "Observation")

    response = client.send("POST", "", _bundle(kind, entries), Prefer="return=representation")

    assert 200 == response.status_code
    assert f"{kind}-response" == response.resource["type"]
    assert ["201 Created"] * 2 == [entry["response"]["status"] for entry in response.resource["entry"]]
    assert b'<value value="1.10"/>' in response.data
    assert b'"value":1.10' in client.api.get("Observation").data


def test_outcomes_of_entries_are_resources(client):
    """An entry that is refused carries its OperationOutcome."""
    entries = "<entry><request><method value='GET'/><url value='Patient/nobody'/></request></entry>"

    response = client.send("POST", "", _bundle("batch", entries))

    outcome = response.resource["entry"][0]["response"]["outcome"]
    assert "resource-not-found" == outcome["issue"][0]["details"]["coding"][0]["code"]


def test_a_bundle_of_six_patients_makes_the_way_through_xml(make_api, national, demo_bundles):
    """What satisfies the national profiles in JSON does so in XML."""
    api = make_api(national)
    xml = XmlFormat(Members(national.registry))

    for bundle in demo_bundles:
        response = api.post("", xml.encode(bundle), **{"Content-Type": XML})
        assert 200 == response.status_code, response.data[:500]


def test_validate_takes_and_answers_xml(client):
    """Findings about XML are told in XML; what is unknown in it is named with its place."""
    body = PATIENT.format("", "Косач").replace("<birthDate", "<nme value='a'/><birthDate")

    response = client.send("POST", "Patient/$validate", body)

    issue = response.resource["issue"][0]
    assert (200, "unknown-element", ["Patient.nme"]) == (
        response.status_code,
        issue["details"]["coding"][0]["code"],
        issue["expression"],
    )


def test_the_statement_is_had_in_xml_and_names_it(client):
    """CapabilityStatement.format tells of both formats."""
    response = client.send("GET", "metadata")

    assert ["application/fhir+json", "application/fhir+xml", "json", "xml"] == response.resource["format"]


#: Body, status, rule key, place.
BAD = {
    "nothing": (b"", 400, "xml-invalid", None),
    "JSON": (b'{"resourceType":"Patient"}', 400, "xml-invalid", None),
    "a billion laughs": (
        b'<!DOCTYPE Patient [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Patient>&b;</Patient>',
        400,
        "xml-doctype",
        None,
    ),
    "an external entity": (
        b'<!DOCTYPE Patient [<!ENTITY a SYSTEM "file:///etc/passwd">]><Patient>&a;</Patient>',
        400,
        "xml-doctype",
        None,
    ),
    "100,000 elements inside of each other": (
        b'<Patient xmlns="http://hl7.org/fhir">' + b"<extension>" * 100_000,
        400,
        "xml-too-deep",
        None,
    ),
    "400 elements inside of each other": (
        b'<Patient xmlns="http://hl7.org/fhir">'
        + b'<extension url="urn:x">' * 398
        + b"</extension>" * 398
        + b"</Patient>",
        422,
        "ext-1",
        "Patient" + ".extension[0]" * 398,
    ),
    "another type": (
        b'<Basic xmlns="http://hl7.org/fhir"/>',
        400,
        "resource-type-mismatch",
        "Patient.resourceType",
    ),
    "an unknown element": (
        b'<Patient xmlns="http://hl7.org/fhir"><nme value="a"/></Patient>',
        422,
        "unknown-element",
        "Patient.nme",
    ),
    "a conditional reference outside of a transaction, its question mark hidden": (
        HIDDEN.encode(),
        422,
        "reference-conditional",
        None,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_body_is_refused_in_xml_with_its_place(client, name):
    """Whatever comes, the answer is an OperationOutcome in the client's format, never a 500."""
    body, status, key, place = BAD[name]

    response = client.api.send("POST", "Patient", body, **{"Content-Type": XML, "Accept": XML})

    issue = client.xml.decode(response.data)["issue"][0]
    found = issue["details"]["coding"][0]["code"], issue.get("expression", [None])[0]
    assert (status, (key or found[0], place)) == (response.status_code, found)


#: Accept, _format, Content-Type of a body that is sent: the format of the answer, None for a refusal.
CHOICES = [
    ("", None, None, JSON),
    ("*/*", None, None, JSON),
    ("application/*", None, None, JSON),
    ("application/fhir+xml", None, None, XML),
    ("APPLICATION/FHIR+XML; charset=UTF-8", None, None, XML),
    ("application/xml", None, None, XML),
    ("text/xml", None, None, XML),
    ("application/xml+fhir", None, None, XML),
    ("application/fhir+xml, application/fhir+json", None, None, JSON),
    ("application/fhir+xml;q=0.9, application/fhir+json;q=0.8", None, None, XML),
    ("application/fhir+xml;q=0.1, application/fhir+json;q=0.8", None, None, JSON),
    ("application/fhir+json;q=0, */*", None, None, XML),
    ("application/fhir+xml;q=0, */*", None, None, JSON),
    ("application/fhir+xml;q=0.5, */*;q=0.1", None, None, XML),
    ("application/fhir+xml;q=0.5, */*", None, None, JSON),
    ("text/turtle, application/fhir+xml;q=0.2", None, None, XML),
    ("application/fhir+xml;q=much", None, None, XML),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", None, None, JSON),
    ("application/fhir+json", "xml", None, XML),
    ("application/fhir+xml", "json", None, JSON),
    ("", "application/fhir+xml", None, XML),
    ("text/turtle", "text/xml", None, XML),
    ("", None, XML, XML),
    ("*/*", None, XML, XML),
    ("application/fhir+json", None, XML, JSON),
    ("application/fhir+xml", None, JSON, XML),
    ("text/turtle", None, None, None),
    ("application/fhir+json;q=0, application/fhir+xml;q=0.0", None, None, None),
    ("*/*;q=0", None, None, None),
    ("", "ttl", None, None),
    ("", "", None, None),
]


@pytest.mark.parametrize(("accept", "format", "sent", "expected"), CHOICES)
def test_the_client_chooses_the_format(shared_api, accept, format, sent, expected):
    """By _format, else by the qualities of Accept; JSON when it has no preference, and for refusals of it."""
    path = "Patient/$validate" if sent else "Patient/nobody"
    if format is not None:
        path += f"?_format={format}"
    bodies = {None: None, XML: b'<Patient xmlns="http://hl7.org/fhir"/>', JSON: b'{"resourceType":"Patient"}'}
    headers = {"Accept": accept, **({"Content-Type": sent} if sent else {})}

    response = shared_api.send("POST" if sent else "GET", path, bodies[sent], **headers)

    assert (expected or JSON) == response.headers["Content-Type"].partition(";")[0]
    assert (expected is None) == (response.status_code == 406)


def test_a_plus_that_was_not_escaped_is_understood(shared_api):
    """A + in a query is a blank; nobody means it here."""
    response = shared_api.get("Patient?_format=application/fhir+xml")

    assert response.data.startswith(b"<?xml")


def test_the_form_of_a_search_may_choose_the_format(shared_api):
    """_format in the body of a _search counts too."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    assert shared_api.send("POST", "Patient/_search", b"_format=xml", **form).data.startswith(b"<?xml")


def test_pretty_lays_xml_out(shared_api):
    """Each element has a line of its own, in refusals too."""
    assert b"\n  <issue>\n    <severity" in shared_api.get("Patient/nobody?_format=xml&_pretty=true").data


def test_refusals_come_before_the_route_in_the_clients_format(shared_api):
    """Also of a path or a method that does not exist."""
    for path in ("Nothing", "Patient/1/2/3", "Patient/$foo", "Patient?nme=a"):
        assert shared_api.get(path, Accept=XML).data.startswith(b"<?xml"), path
    assert shared_api.send("PATCH", "metadata", Accept=XML).data.startswith(b"<?xml")


def test_caches_know_what_an_answer_depends_on(shared_api):
    assert "Accept, Accept-Encoding, Accept-Language, Origin" == shared_api.get("metadata").headers["Vary"]


def test_another_charset_of_xml_is_refused(shared_api):
    """415 like that of JSON."""
    response = shared_api.post("Patient", b"<Patient/>", **{"Content-Type": f"{XML}; charset=windows-1251"})

    assert 415 == response.status_code


def test_what_a_client_sent_is_quoted_in_well_formed_xml(shared_api, xml):
    """Characters that XML does not have are replaced in the OperationOutcome."""
    response = shared_api.get("Patient?%01%1F=a", Accept=XML)

    assert 400 == response.status_code
    assert "\ufffd" in xml.decode(response.data)["issue"][0]["diagnostics"]


def test_official_examples_are_the_same_in_both_formats(shared_api, xml, suites):
    """Created in XML, read in JSON and in XML: the same resource, digits of decimals included."""
    cases = map(json.loads, (suites / "r4-examples.jsonl").read_text(encoding="utf-8").splitlines())
    for case in list(cases)[::9]:
        value = decode((suites / "files" / case["file"]).read_bytes())
        type = value["resourceType"]
        created = shared_api.post(type, xml.encode(value), **{"Content-Type": XML})
        if created.status_code == 422:
            continue  # test_official_examples.py knows which of them break R4.
        assert 201 == created.status_code, case["id"]
        id = xml.decode(created.data)["id"]
        read = decode(shared_api.get(f"{type}/{id}").data)
        assert read == xml.decode(shared_api.get(f"{type}/{id}?_format=xml").data)
        for given in ("id", "meta"):
            value.pop(given, None)
            read.pop(given, None)
        assert value == read, case["id"]
