"""The searchset Bundle, and what is included in it."""

import json

from hie.search import BundleEntry, included, reverse_filters, searchset


def test_bundle():
    """Bodies are taken as they are; decimals and spaces in them stay."""
    body = b'{"resourceType":"Observation","id":"a","valueQuantity":{"value":1.10}}'
    entries = [
        BundleEntry(body, "match", "Observation", "a"),
        BundleEntry(b'{"resourceType":"Patient","id":"p"}', "include", "Patient", "p"),
        BundleEntry(b'{"resourceType":"OperationOutcome"}', "outcome"),
    ]
    links = [("self", 'http://x/fhir/Observation?a="')]
    bundle = searchset("http://x/fhir", entries, links, 7)
    assert b'"value":1.10' in bundle
    assert json.loads(bundle) == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 7,
        "link": [{"relation": "self", "url": 'http://x/fhir/Observation?a="'}],
        "entry": [
            {
                "fullUrl": "http://x/fhir/Observation/a",
                "resource": {"resourceType": "Observation", "id": "a", "valueQuantity": {"value": 1.1}},
                "search": {"mode": "match"},
            },
            {
                "fullUrl": "http://x/fhir/Patient/p",
                "resource": {"resourceType": "Patient", "id": "p"},
                "search": {"mode": "include"},
            },
            {"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}},
        ],
    }


def test_empty_bundle():
    """There are no empty arrays in FHIR."""
    assert json.loads(searchset("b", [], [], 0)) == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 0,
    }


def test_included(library):
    """What the matches link to is given once, by type, and narrowed to the target that was asked for."""
    entries = [
        ["subject=Patient/1", "subject:identifier=s|v", "encounter=Encounter/9", "subject=https://x.example/Patient/3"],
        ["subject=Patient/1", "subject=Group/2"],
    ]  # fmt: skip
    both = library.request("Observation?_include=Observation:subject&_include=Observation:encounter")
    assert {"Patient": ["1"], "Encounter": ["9"], "Group": ["2"]} == included(both.includes, entries)
    patients = library.request("Observation?_include=Observation:subject:Patient")
    assert {"Patient": ["1"]} == included(patients.includes, entries)


def test_reverse(library):
    """What links to the matches is found by one filter for each _revinclude."""
    request = library.request("Patient?_revinclude=Observation:subject&_revinclude=Condition:subject:Patient")
    assert reverse_filters(request.revincludes, "Patient", ["1", "2"]) == [
        ("Observation", {"k": {"$in": ["subject=Patient/1", "subject=Patient/2"]}}),
        ("Condition", {"k": {"$in": ["subject=Patient/1", "subject=Patient/2"]}}),
    ]
    assert reverse_filters(request.revincludes, "Patient", []) == []
