"""What the benchmarks send."""

import json
from datetime import UTC, datetime

import pytest

from benchmarks.generator import PLACEHOLDER
from benchmarks.resources import Makes, plans, write_seeds
from hie.app import Definitions
from hie.fhir import decode


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    makes = Makes.of_checkout()
    _, ids = write_seeds(makes, tmp_path_factory.mktemp("seeds") / "seeds.ndjson")
    return plans(makes, ids)


@pytest.mark.parametrize(("part", "type"), [("create", "Observation"), ("transaction", "Bundle")])
def test_bodies_are_valid(planned, national: Definitions, part, type):
    """Nothing is measured that would be refused."""
    for _, _, body in planned[part][:50]:
        resource = decode(body.replace(PLACEHOLDER, "000000001").encode())
        found = national.validator.check(resource, expected_type=type, now=datetime.now(UTC))
        assert found == []


def test_every_written_resource_can_be_told_from_the_others(planned):
    """Each resource has an identifier whose end the generator counts up."""
    for _, _, body in planned["transaction"]:
        values = [entry["resource"]["identifier"][0]["value"] for entry in json.loads(body)["entry"]]
        assert len(set(values)) == len(values) == 20
        assert all(value.endswith(PLACEHOLDER) for value in values)


def test_requests_are_lines(planned):
    """A request is one line with tabs in it, as the generators read it."""
    for requests in planned.values():
        assert not any("\t" in part or "\n" in part for request in requests for part in request)
