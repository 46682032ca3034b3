"""$document on Composition, and $graph."""

from datetime import UTC, datetime
from typing import Any

import pytest
from rest_api import Api

_CODE = {"text": "x"}


def _ref(target: str) -> dict[str, str]:
    return {"reference": target}


COMPOSITION = {
    "resourceType": "Composition",
    "id": "c",
    "status": "final",
    "type": _CODE,
    "date": "2024-01-01",
    "title": "T",
    "subject": _ref("Patient/p"),
    "encounter": _ref("Encounter/e"),
    "author": [_ref("PractitionerRole/r"), {"display": "somebody"}],
    "custodian": _ref("Organization/o"),
    "section": [
        {
            "title": "A",
            "entry": [_ref("Observation/o1")],
            "section": [{"title": "B", "entry": [_ref("Observation/o2")]}],
        }
    ],
}


def _observation(id: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": _CODE,
        "subject": _ref("Patient/p"),
        **more,
    }


ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e",
    "status": "finished",
    "class": {"code": "AMB"},
    "subject": _ref("Patient/p"),
    "participant": [{"individual": _ref("Practitioner/d")}],
}
WORLD = [
    {"resourceType": "Organization", "id": "o", "name": "O"},
    {"resourceType": "Practitioner", "id": "d", "active": True},
    {"resourceType": "Practitioner", "id": "d2"},
    {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": _ref("Practitioner/d"),
        "organization": _ref("Organization/o"),
    },
    {"resourceType": "Patient", "id": "p", "generalPractitioner": [_ref("Practitioner/d2")]},
    ENCOUNTER,
    _observation("o1", derivedFrom=[_ref("Observation/o3")], performer=[_ref("Practitioner/none")]),
    _observation("o2"),
    _observation("o3", encounter=_ref("Encounter/e")),
    _observation("o4"),
    COMPOSITION,
]
#: In the order in which they are referred to.
DOCUMENT = [
    "Composition/c", "Patient/p", "Encounter/e", "PractitionerRole/r", "Organization/o", "Observation/o1",
    "Observation/o2", "Practitioner/d2", "Practitioner/d", "Observation/o3",
]  # fmt: skip

GRAPH = {
    "resourceType": "GraphDefinition",
    "id": "g",
    "url": "http://example.org/GraphDefinition/g",
    "version": "1",
    "name": "G",
    "status": "active",
    "start": "Encounter",
    "link": [
        {
            "path": "Encounter.subject",
            "min": 1,
            "max": "1",
            "target": [
                {
                    "type": "Patient",
                    "link": [{"path": "generalPractitioner", "target": [{"type": "Practitioner"}]}],
                }
            ],
        },
        {
            "path": "participant.individual",
            "target": [{"type": "PractitionerRole"}, {"type": "Practitioner"}],
        },
        {
            "min": 2,
            "target": [
                {
                    "type": "Observation",
                    "params": "encounter={ref}",
                    "link": [{"path": "derivedFrom", "target": [{"type": "Observation"}]}],
                }
            ],
        },
    ],
}


@pytest.fixture(scope="module")
def world(make_api, plain) -> Api:
    """A composition with what it refers to, and a graph."""
    api: Api = make_api(plain, profiles="none")
    for body in (*WORLD, GRAPH):
        answer = api.put(f"{body['resourceType']}/{body['id']}", body)
        assert answer.status_code == 201, answer.text
    return api


def _names(bundle: dict[str, Any]) -> list[str]:
    return [f"{e['resource']['resourceType']}/{e['resource'].get('id', '')}" for e in bundle["entry"]]


def test_a_document(world: Api, plain) -> None:
    """The Composition first, then all that it refers to, directly and not; a valid document."""
    bundle = world.get("Composition/c/$document").json
    assert ("document", DOCUMENT) == (bundle["type"], _names(bundle))
    assert [f"http://localhost/fhir/{name}" for name in DOCUMENT] == [e["fullUrl"] for e in bundle["entry"]]
    assert [] == [i for i in plain.validator.check(bundle, now=datetime.now(UTC)) if i.is_error]
    same = [
        world.get("Composition/$document?id=c"),
        world.get("Composition/$document?id=http://localhost/fhir/Composition/c"),
        world.post("Composition/c/$document", b""),
    ]
    assert [DOCUMENT] * 3 == [_names(answer.json) for answer in same]
    identifiers = {answer.json["identifier"]["value"] for answer in same}
    assert 3 == len(identifiers)


def test_a_document_is_kept(world: Api) -> None:
    """The Location tells where."""
    listed = [{"name": "persist", "valueBoolean": True}]
    answer = world.post("Composition/c/$document", {"resourceType": "Parameters", "parameter": listed})
    assert 200 == answer.status_code, answer.text
    path = f"Bundle/{answer.json['id']}"
    assert f"http://localhost/fhir/{path}/_history/1" == answer.headers["Location"]
    assert answer.json == world.get(path).json
    assert DOCUMENT == _names(answer.json)
    assert 200 == world.get("Composition/c/$document?persist=true").status_code


def test_a_transaction_keeps_a_document(make_api, plain) -> None:
    """Also the first Bundle of all, and checked as any other."""
    api: Api = make_api(plain, profiles="none")
    for body in WORLD:
        api.put(f"{body['resourceType']}/{body['id']}", body)
    request = {"method": "GET", "url": "Composition/c/$document?persist=true"}
    answer = api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [{"request": request}]})
    assert 200 == answer.status_code, answer.text
    kept = answer.json["entry"][0]["resource"]
    assert [kept["id"]] == api.ids("Bundle?composition=Composition/c")


def test_what_is_missing_is_told(world: Api) -> None:
    """Every place whose target has to be there: no half document is given."""
    absent = {
        **COMPOSITION,
        "id": "absent",
        "subject": _ref("Patient/none"),
        "encounter": _ref("Encounter/e"),
    }
    absent["section"] = [
        {"title": "A", "entry": [_ref("http://other.example/Observation/1"), _ref("urn:uuid:x")]}
    ]
    absent["event"] = [{"detail": [_ref("#in")]}]
    absent["contained"] = [{"resourceType": "Basic", "id": "in", "code": _CODE}]
    world.put("Composition/absent", absent)
    answer = world.get("Composition/absent/$document")
    places = [issue["expression"][0] for issue in answer.json["issue"]]
    expected = [
        "Composition.subject.reference",
        *(f"Composition.section[0].entry[{n}].reference" for n in (0, 1)),
    ]
    assert (422, expected) == (answer.status_code, places)


def test_a_graph_adds_to_a_document(world: Api) -> None:
    """It may lead to what refers to the Composition's subject."""
    graph = {
        **{name: GRAPH[name] for name in ("resourceType", "name", "status")},
        "id": "doc",
        "url": "http://example.org/GraphDefinition/doc",
        "start": "Composition",
        "link": [
            {
                "path": "Composition.subject",
                "target": [
                    {
                        "type": "Patient",
                        "link": [{"target": [{"type": "Observation", "params": "subject={ref}"}]}],
                    }
                ],
            }
        ],
    }
    world.put("GraphDefinition/doc", graph)
    bundle = world.get(f"Composition/c/$document?graph={graph['url']}").json
    assert "Composition/c" == _names(bundle)[0]
    assert {*DOCUMENT, "Observation/o4"} == set(_names(bundle))


def test_a_graph(world: Api) -> None:
    """By path and by search, from level to level, each once; too few targets are told."""
    bundle = world.get(f"Encounter/e/$graph?graph={GRAPH['url']}|1").json
    expected = [
        "Encounter/e",
        "Patient/p",
        "Practitioner/d2",
        "Practitioner/d",
        "Observation/o3",
        "OperationOutcome/",
    ]
    assert ("collection", expected) == (bundle["type"], _names(bundle))
    issue = bundle["entry"][-1]["resource"]["issue"][0]
    assert ("warning", ["GraphDefinition.link[2]"]) == (issue["severity"], issue["expression"])
    listed = [{"name": "graph", "valueUri": GRAPH["url"]}]
    assert (
        bundle == world.post("Encounter/e/$graph", {"resourceType": "Parameters", "parameter": listed}).json
    )


def test_targets_are_of_their_profile(world: Api) -> None:
    """What does not conform is not meant."""
    for profile, expected in (
        ("http://hl7.org/fhir/StructureDefinition/Practitioner", ["Encounter/e", "Practitioner/d"]),
        ("http://hl7.org/fhir/StructureDefinition/vitalsigns", ["Encounter/e"]),
    ):
        target = {"type": "Practitioner", "profile": profile}
        link = [{"path": "Encounter.participant.individual", "target": [target]}]
        world.put("GraphDefinition/p", {**GRAPH, "id": "p", "url": "http://example.org/p", "link": link})
        assert expected == _names(world.get("Encounter/e/$graph?graph=http://example.org/p").json)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Composition/none/$document", 404),
        ("Composition/$document", 400),
        ("Composition/c/$document?id=c", 400),
        ("Composition/$document?id=http://other.example/Composition/c", 400),
        ("Composition/c/$document?persist=perhaps", 400),
        ("Composition/c/$document?graph=http://example.org/none", 404),
        ("Encounter/e/$document", 404),
        ("Encounter/e/$graph", 400),
        ("Encounter/none/$graph?graph=http://example.org/GraphDefinition/g", 404),
        ("Encounter/e/$graph?graph=http://example.org/none", 404),
        ("Encounter/e/$graph?graph=http://example.org/GraphDefinition/g|2", 404),
        ("Patient/p/$graph?graph=http://example.org/GraphDefinition/g", 400),
    ],
)
def test_bad_requests(world: Api, path: str, status: int) -> None:
    """What is not there, and what cannot be meant."""
    answer = world.get(path)
    assert (status, "OperationOutcome") == (answer.status_code, answer.json["resourceType"]), answer.text


_RULE = {"use": "requirement", "code": "Patient", "rule": "identical"}


@pytest.mark.parametrize(
    ("link", "status", "rule"),
    [
        ({"path": "((", "target": [{"type": "Patient"}]}, 400, "fhirpath-syntax"),
        ({"target": [{"type": "Observation", "params": "status=final"}]}, 422, "graph-params"),
        ({"target": [{"type": "Observation", "params": "x={ref}"}]}, 400, "search-parameter-unknown"),
        (
            {"path": "subject", "target": [{"type": "Patient", "compartment": [_RULE]}]},
            422,
            "graph-compartment",
        ),
    ],
)
def test_graphs_that_cannot_be_followed(world: Api, link: dict[str, Any], status: int, rule: str) -> None:
    """They are refused."""
    world.put("GraphDefinition/bad", {**GRAPH, "id": "bad", "url": "http://example.org/bad", "link": [link]})
    answer = world.get("Encounter/e/$graph?graph=http://example.org/bad")
    found = answer.json["issue"][0]["details"]["coding"][0]["code"]
    assert (status, rule) == (answer.status_code, found)
