"""Value sets and hierarchies that mean many codes."""

import pytest

from hie.outcome import BadRequest
from hie.search import concepts

GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
CLASSES = "http://terminology.hl7.org/CodeSystem/v3-ActCode|_ActEncounterCode"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        (f"Patient?gender:in={GENDERS}", 4),
        (f"Patient?gender:not-in={GENDERS}", 4),
        (f"Encounter?class:below={CLASSES}", 12),
    ],
)
def test_too_many_codes_are_refused(library, monkeypatch, query, number):
    """What means more codes than are looked up is refused, with the number; never cut."""
    monkeypatch.setattr(concepts, "MAX_CODES", number)
    assert number == len(library.request(query).conditions[0].values[0])
    monkeypatch.setattr(concepts, "MAX_CODES", number - 1)
    with pytest.raises(BadRequest) as caught:
        library.request(query)
    assert "search-codes-many" == caught.value.issues[0].key
    assert str(number) in caught.value.issues[0].text("uk")


def test_ten_thousand_codes_are_looked_up(library, monkeypatch):
    """A list of as many codes as are allowed is one query that MongoDB takes."""
    codes = frozenset(("urn:s", f"code-{number}") for number in range(concepts.MAX_CODES))
    monkeypatch.setattr(concepts, "expand", lambda _registry, _url: codes)
    coding = {"system": "urn:s", "code": "code-9999"}
    library.put({"resourceType": "Basic", "id": "in", "code": {"coding": [coding]}})
    library.put({"resourceType": "Basic", "id": "out", "code": {"coding": [{**coding, "code": "x"}]}})

    assert ["in"] == library.ids("Basic?code:in=http://example.org/large")
    assert ["out"] == library.ids("Basic?code:not-in=http://example.org/large")
