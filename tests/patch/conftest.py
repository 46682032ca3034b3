"""What tests of patches share."""

from datetime import UTC, datetime

import pytest

from hie.patch import Patches

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def patches(registry) -> Patches:
    """Reads patches of R4 resources."""
    return Patches(registry)


@pytest.fixture
def fhirpath_patched(patches):
    """Applies FHIRPath operations, each a dict of parts, to a resource."""

    def apply(resource, *operations):
        parameters = {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "operation", "part": [{"name": name, **value} for name, value in parts.items()]}
                for parts in operations
            ],
        }
        return patches.of_resource(parameters, NOW)(resource)

    return apply
