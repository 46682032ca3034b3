"""What tests of the REST API need: the national rules, and resources that keep them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from rest_api import Api

from hie.demo import bundles


@pytest.fixture
def national_api(make_api, national) -> Iterator[Api]:
    """An exchange that holds resources to the national profiles."""
    api = make_api(national)
    yield api
    api.close()


@pytest.fixture(scope="session")
def demo_bundles(national) -> list[dict[str, Any]]:
    """The Bundles of six synthetic patients, in the order to post them."""
    manifest = national.registry.packages[0].manifest
    return list(bundles(6, 7, date(2026, 1, 15), manifest["canonical"]))


@pytest.fixture(scope="session")
def national_patient(demo_bundles) -> dict[str, Any]:
    """An adult that satisfies the national profile."""
    resources = (entry["resource"] for bundle in demo_bundles for entry in bundle["entry"])
    return next(
        resource
        for resource in resources
        if resource["resourceType"] == "Patient"
        and any(item["system"].endswith("/rnokpp") for item in resource["identifier"])
    )
