"""$graphql.

https://hl7.org/fhir/R4/graphql.html
"""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rest_api import Api
from werkzeug.test import TestResponse

CASES = Path(__file__).parents[1] / "cases" / "graphql"

PETER = {
    "resourceType": "Patient",
    "id": "p",
    "active": True,
    "birthDate": "1974-12-25",
    "_birthDate": {"extension": [{"url": "http://example.org/t", "valueDateTime": "1974-12-25T14:35:45Z"}]},
    "name": [
        {"use": "official", "family": "Chalmers", "given": ["Peter", "James"]},
        {"use": "usual", "given": ["Jim"]},
        {"use": "maiden", "family": "Windsor", "given": ["Peter", "James"]},
    ],
    "telecom": [
        {"system": "phone", "value": "1"},
        {"system": "email", "value": "2"},
        {"system": "phone", "value": "3"},
    ],
    "managingOrganization": {"reference": "Organization/o"},
    "generalPractitioner": [{"reference": "#doc"}, {"reference": "Practitioner/gone"}],
    "contained": [{"resourceType": "Practitioner", "id": "doc", "name": [{"text": "Doc"}]}],
}


def _cases(name: str) -> list[dict[str, Any]]:
    """The cases in a file of ``tests/cases/graphql``."""
    return json.loads((CASES / f"{name}.json").read_text("utf-8"))


def _observation(number: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "1234-5"}]},
        "subject": {"reference": "Patient/p" if number % 2 else "Group/g"},
        "effectiveDateTime": f"2024-01-0{number}",
        "valueQuantity": {"value": 60 + number, "unit": "/min"},
    }


@pytest.fixture(scope="module")
def stored(make_api, plain) -> Api:
    """A patient, an organization, a group, and five observations."""
    api: Api = make_api(plain, profiles="none")
    organization = {"resourceType": "Organization", "id": "o", "name": "O"}
    group = {"resourceType": "Group", "id": "g", "type": "person", "actual": True}
    for body in (organization, group, PETER, *map(_observation, range(1, 6))):
        answer = api.put(f"{body['resourceType']}/{body['id']}", body)
        assert answer.status_code == 201, answer.text
    return api


def _asked(api: Api, query: str, path: str = "$graphql", **variables: Any) -> TestResponse:
    body = {"query": query, **({"variables": variables} if variables else {})}
    return api.send("POST", path, body, Content_Type="application/json")


def _data(api: Api, query: str, path: str = "$graphql", **variables: Any) -> Any:
    answer = _asked(api, query, path, **variables)
    assert (200, "application/json") == (answer.status_code, answer.headers["Content-Type"]), answer.text
    assert "errors" not in answer.json, answer.text
    return answer.json["data"]


@pytest.mark.parametrize("case", _cases("patient"), ids=lambda case: case["query"])
def test_on_a_resource(stored: Api, case: dict[str, Any]) -> None:
    """Each query with its answer, by POST and by GET; in the order that it asks for."""
    query = case["query"]
    found = _data(stored, query, "Patient/p/$graphql")
    assert json.dumps(case["data"]) == json.dumps(found)
    assert {"data": found} == stored.client.get(
        "/fhir/Patient/p/$graphql", query_string={"query": query}
    ).json


def test_on_the_server(stored: Api) -> None:
    """Resources by id and by search, with hyphens as underscores; lists must all be met."""
    assert {"Patient": {"id": "p"}} == _data(stored, '{ Patient(id: "p") { id } }')
    query = '{ ObservationList(code: "1234-5", value_quantity: ["gt61", "lt64"], _sort: "date") { id } }'
    assert {"ObservationList": [{"id": "o2"}, {"id": "o3"}]} == _data(stored, query)
    query = """query q($s: String!, $n: Int = 1) {
        ObservationList(subject: $s, _count: $n) { id subject { resource { id } } }
    }"""
    expected = [{"id": "o5", "subject": {"resource": {"id": "p"}}}]
    assert {"ObservationList": expected} == _data(stored, query, s="Patient/p")
    assert 3 == len(_data(stored, query, s="Patient/p", n=9)["ObservationList"])


def test_pages(stored: Api) -> None:
    """A connection tells how many there are and leads from page to page."""
    fields = "count pagesize first previous next edges { mode resource { id } }"
    found, cursor = [], None
    for _ in range(3):
        arguments = f'_cursor: "{cursor}"' if cursor else '_count: 2, status: "final"'
        page = _data(stored, f"{{ ObservationConnection({arguments}) {{ {fields} }} }}")[
            "ObservationConnection"
        ]
        assert (5, 2, "match") == (page["count"], page["pagesize"], page["edges"][0]["mode"])
        assert (page["previous"] is None) == (cursor is None)
        found += [edge["resource"]["id"] for edge in page["edges"]]
        cursor = page["next"]
    assert cursor is None
    assert ["o5", "o4", "o3", "o2", "o1"] == found


def test_references_of_a_level_are_read_together(stored: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five observations and what they refer to take three looks: the search, and one for each type."""
    looks = []
    exchange = stored.app.wsgi_app._pipeline.exchange
    store = exchange.repository.store
    real = type(store).find

    def find(self, type_, query):
        looks.append(type_)
        return real(self, type_, query)

    monkeypatch.setattr(type(store), "find", find)
    _data(stored, "{ ObservationList { subject { resource { id } } } }")
    assert ["Group", "Observation", "Patient"] == sorted(looks)


def test_what_is_not_there_is_told(stored: Api) -> None:
    """The rest is answered all the same."""
    answer = _asked(stored, '{ Patient(id: "none") { id } Organization(id: "o") { name } }')
    assert {"Patient": None, "Organization": {"name": "O"}} == answer.json["data"]
    assert ["not-found"] == [
        error["extensions"]["resource"]["issue"][0]["code"] for error in answer.json["errors"]
    ]
    answer = _asked(
        stored, "{ generalPractitioner { resource { ... on Practitioner { id } } } }", "Patient/p/$graphql"
    )
    assert [{"resource": {"id": "doc"}}, {"resource": None}] == answer.json["data"]["generalPractitioner"]
    assert 1 == len(answer.json["errors"])


#: Queries that are larger than anybody needs.
LARGE = [
    {"query": "{" + " extension {" * 20 + " url" + "}" * 21, "status": 400, "rule": "graphql-costly"},
    {"query": "{" + " id" * 1500 + "}", "status": 400, "rule": "graphql-costly"},
    {"query": "{" * 5000, "status": 400, "rule": None},
]


@pytest.mark.parametrize("case", [*_cases("refused"), *LARGE], ids=lambda case: case["query"][:40])
def test_bad_queries(stored: Api, case: dict[str, Any]) -> None:
    """They are refused before anything is looked for, with an OperationOutcome that tells the rule."""
    answer = _asked(stored, case["query"], "Patient/p/$graphql")
    assert (case["status"], {"errors"}) == (answer.status_code, set(answer.json)), answer.text
    issue = answer.json["errors"][0]["extensions"]["resource"]["issue"][0]
    assert case["rule"] in (None, issue["details"]["coding"][0]["code"])


def test_bodies(stored: Api) -> None:
    """A query comes as JSON, as Parameters, or as text; other things are refused."""
    expected = {"data": {"id": "p"}}
    parameters = {"resourceType": "Parameters", "parameter": [{"name": "query", "valueString": "{ id }"}]}
    path = "Patient/p/$graphql"
    assert expected == stored.post(path, parameters).json
    assert expected == stored.send("POST", path, b"{ id }", Content_Type="application/graphql").json
    for body in (b"[]", b"{}", b'{"query": 1}', b'{"query": "{ id }", "variables": []}', b"\xff"):
        answer = stored.send("POST", path, body, Content_Type="application/json")
        assert (400, ["errors"]) == (answer.status_code, list(answer.json)), body
    assert 415 == stored.send("POST", path, b"<x/>", Content_Type="application/fhir+xml").status_code
    missing = _asked(stored, "{ id }", "Patient/none/$graphql")
    assert 404 == missing.status_code


def test_many_looks_are_refused(stored: Api) -> None:
    """Nobody may ask for a search for each of many."""
    fields = " ".join(f"l{number}: ObservationList(_reference: subject) {{ id }}" for number in range(301))
    answer = _asked(stored, f"{{ {fields} }}", "Patient/p/$graphql")
    assert (400, "too-costly") == (
        answer.status_code,
        answer.json["errors"][0]["extensions"]["resource"]["issue"][0]["code"],
    )


def test_an_entry_of_a_batch(stored: Api) -> None:
    """The answer, which is no resource, is in a Binary."""
    entry = {"request": {"method": "GET", "url": "Patient/p/$graphql?query=%7B%20id%20%7D"}}
    answer = stored.post("", {"resourceType": "Bundle", "type": "batch", "entry": [entry]})
    resource = answer.json["entry"][0]["resource"]
    assert ("Binary", "application/json") == (resource["resourceType"], resource["contentType"])
    entry["request"]["url"] = "Patient/p/$graphql?query=x"
    answer = stored.post("", {"resourceType": "Bundle", "type": "batch", "entry": [entry]})
    assert "400 Bad Request" == answer.json["entry"][0]["response"]["status"]
    assert (
        400
        == stored.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}).status_code
    )


def test_mutants_are_answered(stored: Api) -> None:
    """Whatever is sent, the answer is data or errors, and no fault of the server."""
    random = Random(5)  # noqa: S311 - The same mutants every time are what a test wants.
    queries = [case["query"] for case in _cases("patient")]
    for _ in range(400):
        query = random.choice(queries)
        start, end = sorted(random.choices(range(len(query) + 1), k=2))
        other = random.choice(queries)
        piece = other[random.randrange(len(other)) :][: random.randrange(12)]
        mutant = query[:start] + piece + query[end if random.random() < 0.3 else start :]
        answer = _asked(stored, mutant, "Patient/p/$graphql")
        assert answer.status_code < 500, mutant
        assert {"data", "errors"} >= answer.json.keys() > set(), mutant
