"""The XML format of plain R4."""

import pytest

from hie.conformance import Members
from hie.fhir import XmlFormat


@pytest.fixture(scope="session")
def xml(registry) -> XmlFormat:
    """FHIR XML of the types that R4 defines."""
    return XmlFormat(Members(registry))
