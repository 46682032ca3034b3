"""Searches by the name of a query, defined by packages and at run time.

https://hl7.org/fhir/R4/search.html#query
"""

import json
import re
import time
import uuid
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from outcomes import first_issue, keys
from rest_api import Api
from werkzeug.test import Client

from hie.app import create_app
from hie.config import Settings
from hie.repository import custom_parameters

TEMPLATE = "https://fhir.hie-ua.example/StructureDefinition/query-template"
CATEGORY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}


def _query(template="gender={gender}&_sort=family", code="by-gender", **members):
    return {
        "resourceType": "OperationDefinition",
        "url": f"http://example.org/OperationDefinition/{code}",
        "name": "ByGender",
        "status": "active",
        "kind": "query",
        "code": code,
        "resource": ["Patient"],
        "system": False,
        "type": True,
        "instance": False,
        "extension": [{"url": TEMPLATE, "valueString": template}],
        "parameter": [{"name": "gender", "use": "in", "min": 1, "max": "1", "type": "code"}],
        **members,
    }


def _patient(family, gender="male"):
    return {"resourceType": "Patient", "name": [{"family": family}], "gender": gender}


def _observation(day, patient="a"):
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [CATEGORY]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": f"2024-01-{day:02}",
        "valueQuantity": {"value": 70, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
    }


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Processes learn of a definition at once."""
    monkeypatch.setattr(custom_parameters, "REFRESH_SECONDS", 0.0)


@pytest.fixture
def keeper(api):
    """Lists what is stored when it is told to look."""
    return api.app.extensions["keeper"]


def _links(bundle):
    return {link["relation"]: link["url"] for link in bundle["link"]}


def _queries(api, type="Patient"):
    resources = api.get("metadata").json["rest"][0]["resource"]
    resource = next(each for each in resources if each["type"] == type)
    return {each["name"]: each["definition"] for each in resource["operation"]}


def test_pages_and_links_are_exact(api):
    """The self link names the query and what it takes; the pages are those of the search it stands for."""
    made = [api.post("Observation", _observation(day)).json["id"] for day in range(1, 8)]
    api.post("Observation", _observation(9, "b"))
    asked = "Observation?_query=vital-signs&patient=a&_count=3&_total=accurate"

    bundle = api.get(asked).json

    sent = _links(bundle)["self"].partition("?")[2]
    assert parse_qsl(asked.partition("?")[2]) == parse_qsl(sent)
    assert 7 == bundle["total"]
    assert made[::-1] == api.ids(asked)
    assert bundle["entry"] == api.get(f"Observation?{sent}").json["entry"]


def test_post_means_the_same(api):
    api.post("Observation", _observation(1))
    asked = "_query=vital-signs&patient=a&from=2024-01-01"

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    posted = api.send("POST", "Observation/_search", asked.encode(), **form)

    assert 1 == len(posted.json["entry"])
    assert api.get(f"Observation?{asked}").json == posted.json


def test_other_parameters_go_on_as_usual(api):
    """Filters, includes, elements, compartments, and searches of several types that narrow to one."""
    patient = api.post("Patient", _patient("А")).json["id"]
    ids = [api.post("Observation", _observation(day, patient)).json["id"] for day in (1, 2)]
    asked = f"_query=vital-signs&patient={patient}"

    bundle = api.get(f"Observation?{asked}&date=2024-01-02&_include=Observation:patient&_elements=code").json
    assert [ids[1], patient] == [entry["resource"]["id"] for entry in bundle["entry"]]
    assert "effectiveDateTime" not in bundle["entry"][0]["resource"]
    assert ids[::-1] == api.ids(f"Patient/{patient}/Observation?{asked}")
    assert ids[::-1] == api.ids(f"?_type=Observation&{asked}")


def test_it_is_explained(api):
    api.post("Observation", _observation(1))

    entry = api.get("Observation?_query=vital-signs&patient=a&code=8867-4,x&_explain=true").json["entry"][-1]

    told = entry["resource"]["extension"][0]["extension"][0]
    assert "expansion" == told["url"]
    expansion = dict(parse_qsl(told["valueString"]))
    assert ("a", "8867-4\\,x", "-date") == (expansion["patient"], expansion["code"], expansion["_sort"])
    assert "date" not in expansion
    assert "code=8867-4" in entry["resource"]["issue"][0]["diagnostics"]


def test_one_that_is_stored_can_be_asked(api, keeper):
    """As soon as the keeper has listed it, until it is retired or deleted; metadata tells it all along."""
    ids = [api.post("Patient", _patient(family)).json["id"] for family in ("В", "Б", "А")]
    assert (400, ["search-query-unknown"]) == _refused(api)

    id = api.post("OperationDefinition", _query()).json["id"]
    keeper.look()
    assert ids[::-1] == api.ids("Patient?_query=by-gender&gender=male&_count=2")
    assert _query()["url"] == _queries(api)["by-gender"]

    api.put(f"OperationDefinition/{id}", _query("gender:not={gender}", id=id))
    keeper.look()
    assert [] == api.ids("Patient?_query=by-gender&gender=male")

    api.delete(f"OperationDefinition/{id}")
    keeper.look()
    assert (400, ["search-query-unknown"]) == _refused(api)
    assert "by-gender" not in _queries(api)


def _refused(api, query="_query=by-gender&gender=male", **headers):
    response = api.get(f"Patient?{query}", **headers)
    return response.status_code, keys(response)


def test_the_example_of_the_documents_works(api, keeper):
    page = Path(__file__).parents[2] / "docs" / "search.md"
    example = re.search(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL)[1]

    assert 201 == api.post("OperationDefinition", json.loads(example)).status_code
    keeper.look()

    assert "visits-to" in _queries(api, "Encounter")
    assert [] == api.ids("Encounter?_query=visits-to&doctor=Коваль&from=2024-01-01&class=IMP")


def test_pages_outlive_a_change_of_the_definition(api, keeper):
    """A link to a page holds the search, not the name."""
    ids = [api.post("Patient", _patient(family)).json["id"] for family in ("А", "Б", "В")]
    id = api.post("OperationDefinition", _query()).json["id"]
    keeper.look()
    following = _links(api.get("Patient?_query=by-gender&gender=male&_count=2").json)["next"]

    api.delete(f"OperationDefinition/{id}")
    keeper.look()

    assert ids[2:] == api.ids(following.partition("/fhir/")[2])


def test_every_worker_knows_it(plain, mongod, tmp_path):
    """What one process lists, the others find in the database."""
    settings = Settings(
        mongodb_uri=mongod, mongodb_database=f"rest_{uuid.uuid4().hex[:10]}", data=tmp_path, profiles="none"
    )
    first, second = (Api(Client(app.wsgi_app), app) for app in (create_app(settings, plain) for _ in "12"))
    id = first.post("Patient", _patient("А")).json["id"]
    second.post("OperationDefinition", _query())

    first.app.extensions["keeper"].look()

    assert [id] == second.ids("Patient?_query=by-gender&gender=male")
    assert [id] == first.ids("Patient?_query=by-gender&gender=male")


def test_what_a_package_says_stands(api, keeper):
    taken = _query("status={gender}", "vital-signs", resource=["Observation"])
    api.post("OperationDefinition", taken)

    keeper.look()

    assert _queries(api, "Observation")["vital-signs"].endswith(
        "hie-ua.example/OperationDefinition/vital-signs"
    )


def test_stored_parameters_are_left_alone(api, keeper):
    api.post("OperationDefinition", _query())

    keeper.look()

    assert {"resourceType": "Parameters"} == api.get("SearchParameter/$status").json


def test_a_stored_parameter_may_be_searched_by(api, keeper, monkeypatch):
    """While it is indexed the query is refused, and not promised."""
    monkeypatch.setattr("hie.operations.reindexing.SETTLE_PARAMETERS_MS", 0)
    parameter = {
        "resourceType": "SearchParameter",
        "url": "http://example.org/SearchParameter/sex",
        "name": "Sex",
        "status": "active",
        "description": "The gender.",
        "code": "sex",
        "base": ["Patient"],
        "type": "token",
        "expression": "Patient.gender",
    }
    assert 422 == api.post("OperationDefinition", _query("sex={gender}")).status_code
    id = api.post("Patient", _patient("А")).json["id"]
    api.post("SearchParameter", parameter)
    keeper.look()
    assert 201 == api.post("OperationDefinition", _query("sex={gender}")).status_code
    keeper.look()
    assert (400, ["search-parameter-pending", "search-query-made"]) == _refused(api)
    assert "by-gender" not in _queries(api)

    jobs = api.app.extensions["jobs"]
    jobs.start()
    try:
        deadline = time.monotonic() + 20
        while "by-gender" not in _queries(api):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        jobs.stop()
    assert [id] == api.ids("Patient?_query=by-gender&gender=male")


@pytest.mark.parametrize("handling", ["strict", "lenient"])
def test_nothing_of_a_query_is_dropped(api, keeper, handling):
    """A lenient client is refused, too, when the query is unknown or its parameter is missing."""
    api.post("OperationDefinition", _query())
    keeper.look()
    prefer = {"Prefer": f"handling={handling}"}

    assert (400, ["search-query-unknown"]) == _refused(api, "_query=by-gnder&gender=male", **prefer)
    assert (400, ["parameter-missing"]) == _refused(api, "_query=by-gender", **prefer)


def test_a_value_is_refused_by_the_name_of_the_search_too(api, keeper):
    parameter = {"name": "gender", "use": "in", "min": 1, "max": "1", "type": "string", "searchType": "token"}
    api.post("OperationDefinition", _query("birthdate={gender}", parameter=[parameter]))
    keeper.look()

    response = api.get("Patient?_query=by-gender&gender=male")

    assert ["search-date-invalid", "search-query-made"] == keys(response)
    assert "birthdate=male" in response.json["issue"][1]["diagnostics"]


def test_the_nearest_name_is_told_in_both_languages(api):
    english = api.get("Observation?_query=vital-sings&patient=a")
    ukrainian = api.get("Observation?_query=vital-sings&patient=a", **{"Accept-Language": "uk"})

    assert "Did you mean 'vital-signs'?" in english.json["issue"][0]["diagnostics"]
    assert "Можливо, малося на увазі «vital-signs»?" in ukrainian.json["issue"][0]["diagnostics"]


TYPED = {"use": "in", "min": 0, "max": "1", "type": "code"}
FAULTS = [
    ("gender", {}, "query-template-syntax"),
    ("gender=", {}, "query-template-syntax"),
    ("={gender}", {}, "query-template-syntax"),
    ("{gender}=male", {}, "query-template-syntax"),
    ("gender={gender", {}, "query-template-syntax"),
    ("gender={gender}}", {}, "query-template-syntax"),
    ("gender=\\{gender}", {}, "query-template-syntax"),
    ("gender={gender}&_query=x", {}, "query-template-name"),
    ("gender={gender}&_cursor=x", {}, "query-template-name"),
    ("gender={gender}&_type=Patient", {}, "query-template-name"),
    ("_filter=gender eq {gender}", {}, "query-template-place"),
    ("_content={gender}", {}, "query-template-place"),
    ("general-practitioner:Organization._text={gender}", {}, "query-template-place"),
    ("name:text-advanced={gender}", {}, "query-template-place"),
    ("_sort={gender}", {}, "query-template-place"),
    ("_include=Patient:{gender}", {}, "query-template-place"),
    ("gender={sex}", {}, "query-template-parameter"),
    ("gender=male", {}, "query-parameter-unused"),
    ("gender={gender}&colour=red", {}, "search-parameter-unknown"),
    ("gender={gender}&name.x=y", {}, "search-chain-reference"),
    ("gender:wrong={gender}", {}, "search-modifier-unknown"),
    ("gender={gender}&birthdate=soon", {}, "search-date-invalid"),
    ("gender={gender}&_sort=colour", {}, "search-sort-unknown"),
    ("gender={gender}&_sort=family&_sort=given", {}, "search-once"),
    ("gender={gender}", {"url": None}, "query-needs"),
    ("gender={gender}", {"resource": None}, "query-needs"),
    ("gender={gender}", {"type": False}, "query-needs"),
    ("gender={gender}", {"resource": ["DomainResource"]}, "query-type"),
    ("_count={_x}", {"parameter": [TYPED | {"name": "_x"}]}, "query-parameter-name"),
    ("gender={x}", {"parameter": [TYPED | {"name": "x", "type": "Coding"}]}, "query-parameter-type"),
    (
        "code={x}",
        {"parameter": [TYPED | {"name": "x", "type": "string", "searchType": "composite"}]},
        "query-parameter-type",
    ),
]


@pytest.mark.parametrize(("template", "members", "key"), FAULTS)
def test_a_definition_that_cannot_be_asked_is_refused(shared_api, template, members, key):
    """When it is created, updated, validated, and in a transaction."""
    definition = {name: value for name, value in _query(template, **members).items() if value is not None}
    entry = {"resource": definition, "request": {"method": "POST", "url": "OperationDefinition"}}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}

    created = shared_api.post("OperationDefinition", definition)

    assert (422, key) == (created.status_code, first_issue(created)[0])
    updated = shared_api.put("OperationDefinition/x", definition | {"id": "x"})
    assert (422, key) == (updated.status_code, first_issue(updated)[0])
    assert key in keys(shared_api.post("OperationDefinition/$validate", definition))
    transaction = shared_api.post("", bundle)
    assert (422, key) == (transaction.status_code, first_issue(transaction)[0])


def test_a_query_without_a_template_is_stored_and_not_asked(api, keeper):
    """Other guides define queries that somebody programs; ours is told so by $validate."""
    definition = _query(extension=[{"url": "http://example.org/other", "valueString": "x"}])

    assert 201 == api.post("OperationDefinition", definition).status_code
    keeper.look()

    assert "query-template-missing" in keys(api.post("OperationDefinition/$validate", definition))
    assert (400, ["search-query-unknown"]) == _refused(api)


@pytest.mark.parametrize("value", ["a", 7, None, {}, [], ["x"], [{"url": 7}], [{"valueString": "a=b"}]])
def test_definitions_may_be_wrong_in_any_way(shared_api, value):
    for member in ("extension", "parameter", "resource", "code", "kind", "url", "type"):
        definition = _query() | {member: value}
        assert shared_api.post("OperationDefinition", definition).status_code in (201, 400, 422)
        assert 200 == shared_api.post("OperationDefinition/$validate", definition).status_code
