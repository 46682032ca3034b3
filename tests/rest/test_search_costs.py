"""Searches that would look at too much."""

from unittest.mock import patch
from urllib.parse import quote

import pytest
from outcomes import first_issue
from rest_api import Api

from hie.interactions import totals


@pytest.fixture(scope="module")
def costly(make_api, plain) -> Api:
    """An exchange that looks at ten resources at the most where no index helps, with twelve of a type."""
    api = make_api(plain, profiles="none", max_scan=10)
    for number in range(12):
        api.post(
            "Observation",
            {
                "resourceType": "Observation",
                "status": "final" if number % 2 else "preliminary",
                "code": {"text": f"код {number}"},
                "subject": {"reference": f"Patient/{number % 3}"},
                "effectiveDateTime": f"2024-01-{number + 1:02}",
                "valueQuantity": {"value": number},
            },
        )
    api.post("Basic", {"resourceType": "Basic", "code": {"text": "x"}})
    return api


@pytest.mark.parametrize(
    "query",
    [
        "status:not=final",
        "subject:missing=true",
        "subject:missing=false",
        "code:text-advanced=word",
        "_content=NOT word",
        "date=ne2024-01",
        "value-quantity=ne5",
        "status:not=final&_sort=-date",
        "_filter=status ne final",
        "_filter=status eq final or subject pr true",
        "status:not=final&_summary=count",
        "status:not=final&_total=accurate&_count=1",
    ],
)
def test_a_scan_is_refused(costly, query):
    """No index answers any of the conditions: the answer names parameters that would."""
    response = costly.get(f"Observation?{query}")
    issue = response.json["issue"][0]

    assert (400, "search-scan") == (response.status_code, first_issue(response)[0])
    assert "too-costly" == issue["code"]
    assert "more than 10 Observation" in issue["details"]["text"]
    assert "patient, subject, date" in issue["details"]["text"]


@pytest.mark.parametrize("query", ["_sort=value-quantity", "status=final,preliminary&_sort=-value-quantity"])
def test_a_large_sort_is_refused(costly, query):
    """An order that no index has is for few results."""
    assert 400 == costly.get(f"Observation?{query}").status_code


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 12),
        ("_sort=date", 12),
        ("_sort=-_lastUpdated,status", 12),
        ("patient=1&status:not=final", 2),
        ("patient=1&_sort=value-quantity", 4),
        ("status=final&_sort=value-quantity", 6),
        ("code:text=код 1&code:text-advanced=код", 3),
        ("date=ge2024-01-05&subject:missing=false", 8),
        ("_filter=patient eq Patient/1 and status ne final", 2),
        ("_content=код NOT word", 12),
        ("_lastUpdated=gt2020&status:not=final", 6),
    ],
)
def test_what_an_index_narrows_is_answered(costly, query, expected):
    """One condition that an index answers is enough."""
    response = costly.get(f"Observation?{quote(query, safe='=&:,-')}")

    assert (200, expected) == (response.status_code, len(response.json.get("entry", ())))


def test_small_collections_are_looked_through(costly):
    """Where there is little, everything may be asked."""
    assert 200 == costly.get("Basic?code:not=x&_sort=created").status_code


def test_conditional_requests_are_held_to_it(costly):
    """A condition of a write may not look through everything either."""
    response = costly.post(
        "Observation",
        {"resourceType": "Observation", "status": "final", "code": {"text": "x"}},
        If_None_Exist="status:not=final",
    )
    assert (400, "search-scan") == (response.status_code, first_issue(response)[0])


def test_an_estimate_of_a_scan_is_a_sample(make_api, plain):
    """Of a filter that no index answers, a part is looked at and the rest reckoned."""
    api = make_api(plain, profiles="none")
    for number in range(20):
        code = {"coding": [{"system": "urn:s", "code": "a" if number % 4 else "b"}]}
        assert 201 == api.post("Basic", {"resourceType": "Basic", "code": code}).status_code
    query = "Basic?code:not=b&_count=1&_total=estimate"
    assert 15 == api.get(query).json["total"]
    with patch.object(totals, "ESTIMATE_LIMIT", 8):
        # Six of the newest eight.
        assert 15 == api.get(query).json["total"]
    with patch.object(totals, "ESTIMATE_LIMIT", 3):
        # All of the newest three.
        assert 20 == api.get(query).json["total"]
