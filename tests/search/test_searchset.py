"""The searchset Bundle."""

import json

from hie.search import BundleEntry, searchset


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
