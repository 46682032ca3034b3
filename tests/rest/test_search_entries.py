"""What the entries of a search tell of how they were found."""

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
