"""Search parameters that are posted at run time.  https://hl7.org/fhir/R4/searchparameter.html"""

import time

import pytest
from outcomes import keys

from hie.operations import Keeper
from hie.repository import custom_parameters

BIRTH_PLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"


def _parameter(code="born-in", **members):
    return {
        "resourceType": "SearchParameter",
        "url": f"http://example.org/SearchParameter/{code}",
        "name": "BornIn",
        "status": "active",
        "description": "Where a patient was born.",
        "code": code,
        "base": ["Patient"],
        "type": "string",
        "expression": f"Patient.extension.where(url = '{BIRTH_PLACE}').value.city",
        **members,
    }


def _patient(city):
    return {
        "resourceType": "Patient",
        "extension": [{"url": BIRTH_PLACE, "valueAddress": {"city": city}}],
    }


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Processes learn of a parameter at once."""
    monkeypatch.setattr(custom_parameters, "REFRESH_SECONDS", 0.0)
    monkeypatch.setattr("hie.operations.reindexing.SETTLE_PARAMETERS_MS", 300)


@pytest.fixture
def keeper(api):
    """Notices stored parameters when it is told to look; jobs are done by this process."""
    jobs = api.app.extensions["jobs"]
    jobs.start()
    yield api.app.extensions["keeper"]
    jobs.stop()


def _status(api, url="http://example.org/SearchParameter/born-in"):
    parameters = api.get(f"SearchParameter/$status?url={url}").json.get("parameter", [])
    found = [{part["name"]: list(part.values())[1] for part in each["part"]} for each in parameters]
    return found[0] if found else {"state": "unknown"}


def _wait_until_ready(api):
    deadline = time.monotonic() + 30
    while (status := _status(api))["state"] != "ready":
        assert time.monotonic() < deadline, status
        time.sleep(0.05)
    return status


def test_what_was_there_is_found_once_all_is_indexed(api, keeper):
    """Before that the search is refused: half an answer would be a wrong one."""
    old = [api.post("Patient", _patient(city)).json["id"] for city in ("Kyiv", "Lviv", "Kyiv")]
    assert (400, ["search-parameter-unknown"]) == _refused(api)

    api.post("SearchParameter", _parameter())
    keeper.look()
    assert "indexing" == _status(api)["state"]
    assert (400, ["search-parameter-pending"]) == _refused(api)
    new = api.post("Patient", _patient("Kyiv")).json["id"]

    status = _wait_until_ready(api)
    assert 4 == status["done"] == status["total"]
    assert status["rate"] > 0
    assert {old[0], old[2], new} == set(api.ids("Patient?born-in=kyiv"))
    assert {old[0], old[2], new} == set(api.ids("Patient?born-in=kyiv&_sort=-born-in"))
    told = api.get("metadata").json["rest"][0]["resource"]
    patient = next(each for each in told if each["type"] == "Patient")
    assert "born-in" in {each["name"] for each in patient["searchParam"]}


def _refused(api):
    response = api.get("Patient?born-in=kyiv", Prefer="handling=strict")
    return response.status_code, keys(response)


def test_a_parameter_does_not_follow_references(api, keeper):
    """What a resource is found by depends on it alone, or it would be out of date when others change."""
    api.put("Organization/o", {"resourceType": "Organization", "id": "o", "name": "Kyiv"})
    followed = "Patient.managingOrganization.resolve().name"
    api.post("SearchParameter", _parameter(expression=f"{followed} | Patient.address.city"))
    keeper.look()
    _wait_until_ready(api)
    managed = {"resourceType": "Patient", "managingOrganization": {"reference": "Organization/o"}}
    lives = api.post("Patient", {**managed, "address": [{"city": "Kyiv"}]}).json["id"]

    assert 201 == api.post("Patient", managed).status_code
    assert [lives] == api.ids("Patient?born-in=kyiv")


def test_a_lenient_search_is_refused_too(api, keeper, monkeypatch):
    # The parameter is not ready before the search comes, however slow the machine.
    monkeypatch.setattr("hie.operations.reindexing.SETTLE_PARAMETERS_MS", 60_000)
    api.post("SearchParameter", _parameter())
    keeper.look()

    response = api.get("Patient?born-in=kyiv", Prefer="handling=lenient")

    assert (400, ["search-parameter-pending"]) == (response.status_code, keys(response))


def test_a_changed_parameter_is_indexed_anew(api, keeper):
    id = api.post("SearchParameter", _parameter()).json["id"]
    patient = api.post("Patient", _patient("Kyiv") | {"address": [{"city": "Odesa"}]}).json["id"]
    keeper.look()
    _wait_until_ready(api)

    api.put(f"SearchParameter/{id}", _parameter(expression="Patient.address.city") | {"id": id})
    keeper.look()
    assert "indexing" == _status(api)["state"]
    _wait_until_ready(api)

    assert ([], [patient]) == (api.ids("Patient?born-in=kyiv"), api.ids("Patient?born-in=odesa"))


@pytest.mark.parametrize("change", ["delete", "retire"])
def test_one_that_is_gone_is_unknown_again(api, keeper, change):
    id = api.post("SearchParameter", _parameter()).json["id"]
    keeper.look()
    _wait_until_ready(api)

    if change == "delete":
        api.delete(f"SearchParameter/{id}")
    else:
        api.put(f"SearchParameter/{id}", _parameter(status="retired") | {"id": id})
    keeper.look()

    assert "unknown" == _status(api)["state"]
    assert (400, ["search-parameter-unknown"]) == _refused(api)


@pytest.mark.parametrize("code", ["birthdate", "date"])
def test_a_code_that_is_taken_is_refused_and_told(api, keeper, code):
    """What FHIR says of a code stands; by dates of these names results are ordered."""
    api.post("SearchParameter", _parameter(code))

    keeper.look()

    assert "refused" == _status(api, f"http://example.org/SearchParameter/{code}")["state"]


def test_a_parameter_of_all_types(api, keeper):
    parameter = _parameter(base=["DomainResource"], type="token", expression="DomainResource.text.status")
    patient = api.post("Patient", {"resourceType": "Patient"}).json["id"]
    text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}
    basic = api.post("Basic", {"resourceType": "Basic", "code": {"text": "x"}, "text": text}).json["id"]

    api.post("SearchParameter", parameter)
    keeper.look()
    _wait_until_ready(api)

    assert ([], [basic]) == (api.ids("Patient?born-in=generated"), api.ids("Basic?born-in=generated"))
    assert [patient] == api.ids("Patient?born-in:missing=true")


def test_parameters_of_the_packages_are_left_alone(api, keeper):
    url = "http://hl7.org/fhir/SearchParameter/individual-birthdate"
    api.post("SearchParameter", _parameter("birthdate", url=url, type="date", expression="Patient.birthDate"))

    keeper.look()

    assert "unknown" == _status(api, url)["state"]


def test_status_knows_no_other_parameter(api):
    response = api.get("SearchParameter/$status?colour=red")

    assert (400, ["parameter-unknown"]) == (response.status_code, keys(response))


def test_the_keeper_notices_by_itself(api):
    """It looks again when a parameter was stored, and not before."""
    keeper: Keeper = api.app.extensions["keeper"]
    turns = iter([True, True, True, False])

    def may_go_on():
        api.post("SearchParameter", _parameter()) if keeper._looked else None
        return next(turns)

    keeper.watch(may_go_on)

    assert "indexing" == _status(api)["state"]
