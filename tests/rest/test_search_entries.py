"""What the entries of a search tell of how they were found."""

from urllib.parse import quote

import pytest


@pytest.mark.parametrize("format", ["json", "xml"])
def test_the_distance_of_a_place(shared_api, format):
    """A search by near gives the distance to each Location."""
    shared_api.post(
        "Location", {"resourceType": "Location", "position": {"latitude": 48.5, "longitude": 35.1}}
    )
    response = shared_api.get(f"Location?near=48.5|35.2|10|km&_format={format}")

    assert 200 == response.status_code
    if format == "xml":
        assert b'<extension url="http://hl7.org/fhir/StructureDefinition/location-distance">' in response.data
        assert b'<value value="7.368"/>' in response.data
    else:
        search = response.json["entry"][0]["search"]
        assert ("match", 7.368) == (search["mode"], search["extension"][0]["valueDistance"]["value"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("_content=алергія", ["often", "once"]),
        ("_content=алергія OR горіхи", ["nuts", "often", "once"]),
        ("_text=алергія", ["often"]),
        ("_content=алер*", ["often", "once"]),
    ],
)
def test_the_score_of_words(shared_api, query, expected):
    """What has more of the words, and more often, has the higher score."""
    notes = {"once": "алергія на пилок", "often": "без алергії", "nuts": "горіхи, горіхами, горіхів"}
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Алергія! Алергія!</div>'
    for name, note in notes.items():
        basic = {"resourceType": "Basic", "id": name, "code": {"text": "x"}}
        basic["extension"] = [{"url": "http://example.org/note", "valueString": note}]
        if name == "often":
            basic["text"] = {"status": "generated", "div": div}
        assert shared_api.put(f"Basic/{name}", basic).status_code in (200, 201)
    entries = shared_api.get(f"Basic?{quote(query, safe='=')}").json["entry"]
    scores = {entry["resource"]["id"]: entry["search"]["score"] for entry in entries}

    assert expected == sorted(scores, key=scores.__getitem__, reverse=True)
    assert all(0 < score < 1 for score in scores.values())


def test_other_searches_have_no_score(shared_api):
    """A score is told only where words were looked for."""
    shared_api.put("Basic/plain", {"resourceType": "Basic", "id": "plain", "code": {"text": "x"}})
    assert [{"mode": "match"}] == [
        entry["search"] for entry in shared_api.get("Basic?_id=plain").json["entry"]
    ]
