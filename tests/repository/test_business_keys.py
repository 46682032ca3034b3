"""Business keys are one for what looks the same."""

from hie.repository import BusinessKeys


def test_look_alikes_are_one_key():
    """A number of a document is the same key, whichever keyboard its series was typed on."""
    keys = BusinessKeys({"Patient": frozenset(["urn:passport"])})

    def of(value: str) -> list[str]:
        identifier = [{"system": "urn:passport", "value": value}, {"system": "urn:other", "value": value}]
        return keys.of({"resourceType": "Patient", "identifier": identifier})

    assert ["urn:passport|AB123456"] == of("AB123456") == of("АВ123456") == of("АB123456")
    assert of("АБ123456") != of("АВ123456")
