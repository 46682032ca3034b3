"""The CapabilityStatement promises what the server does, and all of it.

https://hl7.org/fhir/R4/capabilitystatement.html
"""

from datetime import UTC, datetime

import pytest
from outcomes import first_issue

from hie.rest import ROUTES


@pytest.fixture(scope="module")
def statement(make_api, national):
    return make_api(national).get("metadata").json


def test_it_is_a_valid_resource(statement, plain):
    """Our own statement passes our own validator."""
    assert [] == plain.validator.check(statement, now=datetime.now(UTC))


def test_it_lists_every_type(statement, plain):
    listed = {resource["type"] for resource in statement["rest"][0]["resource"]}

    assert set(plain.registry.resource_types) == listed


def test_its_interactions_are_those_of_the_route_table(statement):
    rest = statement["rest"][0]
    patient = next(resource for resource in rest["resource"] if resource["type"] == "Patient")
    told = {item["code"] for item in patient["interaction"] + rest["interaction"]}
    offered = {route.code for route in ROUTES if route.code and not route.code.startswith("$")}

    assert offered | {"batch"} == told | {"capabilities"}


def test_its_national_profiles_are_those_that_are_enforced(statement, national):
    patient = next(item for item in statement["rest"][0]["resource"] if item["type"] == "Patient")

    assert list(national.national["Patient"]) == patient["supportedProfile"]


@pytest.mark.parametrize("type", ["Patient", "Observation", "Encounter", "ValueSet"])
def test_each_parameter_that_it_lists_can_be_searched_by(statement, shared_api, type):
    """Nothing is listed that would be refused."""
    refusals = {"search-parameter-unknown", "search-parameter-unsupported"}
    resource = next(item for item in statement["rest"][0]["resource"] if item["type"] == type)
    for parameter in resource["searchParam"]:
        response = shared_api.get(f"{type}?{parameter['name']}:missing=true")
        assert 200 == response.status_code, parameter["name"]
        response = shared_api.get(f"{type}?{parameter['name']}=a")
        assert response.status_code == 200 or first_issue(response)[0] not in refusals


def test_its_operations_are_those_of_the_route_table(statement, plain):
    """And the named queries that can be asked; each with a definition that the server has."""
    rest = statement["rest"][0]
    told = {
        (operation["name"], operation["definition"])
        for item in [rest, *rest["resource"]]
        for operation in item["operation"]
    }

    operations = {route.code for route in ROUTES if route.code and route.code[0] == "$"}
    queries = {f"${query.code}" for query in plain.registry.named_queries}
    assert operations | queries == {f"${name}" for name, _ in told}
    assert [] == [url for _, url in told if plain.registry.entry(url, "OperationDefinition") is None]
