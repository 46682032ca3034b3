"""Clauses about linked resources: the steps that resolve them, and what the plans cost."""

from dataclasses import replace

import pytest

from hie.outcome import BadRequest
from hie.search import Place, page_of, plan

CODE = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}


@pytest.fixture(scope="module")
def hospital(libraries):
    """Three hundred patients, each with an encounter and four observations; every hundredth in a clinic."""
    library = libraries()
    library.put({"resourceType": "Organization", "id": "clinic", "name": "Поліклініка"})
    for number in range(300):
        patient = {
            "resourceType": "Patient",
            "id": f"p{number}",
            "gender": "female" if number % 2 else "male",
        }
        patient["identifier"] = [{"system": "urn:n", "value": str(number)}]
        if number % 100 == 0:
            patient["managingOrganization"] = {"reference": "Organization/clinic"}
        encounter = {"resourceType": "Encounter", "id": f"e{number}", "status": "finished"}
        encounter |= {"class": {"code": "AMB"}, "subject": {"reference": f"Patient/p{number}"}}
        observations = [
            {
                "resourceType": "Observation",
                "id": f"o{number}-{day}",
                "status": "final",
                "code": CODE,
                "subject": {"reference": f"Patient/p{number}"},
                "encounter": {"reference": f"Encounter/e{number}"},
                "effectiveDateTime": f"2024-01-{10 + day}",
            }
            for day in range(4)
        ]
        library.put(patient, encounter, *observations)
    return library


def cost(library, planned):
    """Stages of a plan, and how many documents it looks at and returns."""
    explained = library.explain(planned)
    stats = explained["executionStats"]
    return str(explained["queryPlanner"]["winningPlan"]), stats["totalDocsExamined"], stats["nReturned"]


@pytest.mark.parametrize(
    ("query", "steps", "found"),
    [
        ("Observation?patient.identifier=urn:n|7", ["Patient"], 4),
        ("Observation?patient.identifier=urn:n|7&code=8480-6&date=ge2024-01-11", ["Patient"], 3),
        ("Observation?patient.organization.name=полі", ["Organization", "Patient"], 12),
        ("Observation?encounter.patient.identifier=urn:n|7", ["Patient", "Encounter"], 4),
        ("Observation?subject:Patient.organization=clinic&code=8480-6", ["Patient"], 12),
        ("Patient?_has:Encounter:patient:_id=e3,e4", ["Encounter"], 2),
        ("Patient?_has:Observation:patient:encounter=e3", ["Observation"], 1),
        (
            "Patient?_has:Encounter:patient:_has:Observation:encounter:_id=o5-1",
            ["Observation", "Encounter"],
            1,
        ),
        ("Encounter?patient._has:Observation:subject:_id=o9-2", ["Observation", "Patient"], 1),
        ("Observation?patient.identifier=urn:n|8&patient.gender=male", ["Patient"], 4),
    ],
)
def test_every_step_runs_on_an_index(hospital, query, steps, found):
    """No step scans, none sorts, and none looks at more than it returns; nor does the search itself."""
    planned = hospital.plan(query)
    assert steps == [step.plan.type for step in hospital.links.steps]
    plans = [*(step.plan for step in hospital.links.steps), planned]
    for each in plans:
        stages, examined, returned = cost(hospital, each)
        assert "COLLSCAN" not in stages
        assert examined <= 3 * returned
    assert found == len(hospital.find(planned))


def test_a_chain_and_a_code_are_one_range(hospital):
    """The patients that a chain finds and the code make entries of patient and code, newest first."""
    planned = hospital.plan("Observation?patient.identifier=urn:n|7&code=8480-6")
    assert {"k": "patient&code=p7&8480-6"} == planned.filter
    assert "'SORT'" not in cost(hospital, planned)[0]


def test_too_many_linked_resources_are_refused(hospital):
    """A part of them would give a part of the answer: the parameter and the type are named instead."""
    for query, name in (
        ("Observation?patient.gender=male", "patient.gender"),
        ("Encounter?patient.gender=male", "patient.gender"),
        ("Patient?_has:Observation:patient:code=8480-6", "_has:Observation:patient:code"),
        ("Observation?code=8480-6&patient.gender=male", "patient.gender"),
        ("Patient?gender=male&_has:Observation:patient:code=8480-6", "_has:Observation:patient:code"),
        (
            "Organization?_has:Patient:organization:_has:Encounter:patient:class=AMB",
            "_has:Encounter:patient:class",
        ),
    ):
        with pytest.raises(BadRequest) as caught:
            hospital.ids(query)
        issue = caught.value.issues[0]
        assert ("search-linked-many", "too-costly") == (issue.key, issue.code)
        assert name in issue.text("en")
        assert name in issue.text("uk")


@pytest.mark.parametrize(
    ("query", "found", "steps"),
    [
        ("Patient?identifier=urn:n|7&_has:Observation:patient:code=8480-6", 1, ["Patient", "Observation"]),
        ("Patient?_id=p7,p9&_has:Observation:patient:code=8480-6", 2, ["Patient", "Observation"]),
        ("Patient?_id=p7&_has:Observation:patient:code=none", 0, ["Observation"]),
        ("Observation?encounter=e7&patient.gender=female", 4, ["Observation", "Patient"]),
        ("Observation?encounter=e7&patient.gender=male", 0, ["Observation", "Patient"]),
        ("Observation?encounter=e7&subject.gender=female", 4, ["Observation", "Patient"]),
        (
            "Encounter?_id=e8&patient.gender=male&_has:Observation:encounter:code=8480-6",
            1,
            ["Encounter", "Observation", "Encounter", "Patient"],
        ),
        (
            "Observation?_id=o8-1&encounter.patient.gender=male",
            1,
            ["Observation", "Encounter", "Patient", "Encounter"],
        ),
        (
            "Patient?_id=p8&_has:Encounter:patient:_has:Observation:encounter:code=8480-6",
            1,
            ["Patient", "Encounter", "Observation", "Encounter"],
        ),
    ],
)
def test_what_is_asked_besides_narrows_a_broad_link(hospital, query, found, steps):
    """Where too much is linked, only that is looked at which belongs to what meets the other conditions."""
    assert found == len(hospital.ids(query))
    taken = [step for step in hospital.links.steps if step.found < step.plan.limit]
    assert steps == [step.plan.type for step in taken]
    for step in taken:
        stages, examined, returned = cost(hospital, step.plan)
        assert "COLLSCAN" not in stages
        assert examined <= max(3 * returned, 4)


def test_a_narrow_chain_narrows_another_through_the_same_link(hospital):
    """Half of the patients are male, more than may be linked to; one of them has the number."""
    assert 4 == len(hospital.ids("Observation?patient.gender=male&patient.identifier=urn:n|8"))


def test_one_step_for_one_question(hospital):
    """What several ways ask of one type is looked up once."""
    hospital.plan("Observation?patient.organization.name=полі&subject:Patient.organization.name=полі")
    assert ["Organization", "Patient"] == [step.plan.type for step in hospital.links.steps]


def test_more_links_than_can_be_merged_are_left_to_the_database(libraries):
    """Ranges of an index are merged in order up to 200; above, no index is insisted on."""
    library = libraries()
    hints = [
        library.plan("Observation?subject=" + ",".join(f"Patient/{number}" for number in range(count))).hint
        for count in (200, 201)
    ]
    assert [(("k", 1), ("m", -1), ("n", -1)), None] == hints


@pytest.mark.parametrize(
    "query",
    [
        "Observation?patient.organization=clinic",
        "Observation?patient.organization=clinic&code=8480-6",
        "Observation?patient.organization=clinic&date=lt2024-01-13",
        "Observation?subject=p1,p2,p3&status=final",
        "Observation?_filter=subject re p1 or subject re p2 or subject re p3",
        "Observation?patient=" + ",".join(f"p{number}" for number in range(99)),
    ],
)
def test_each_page_costs_what_the_first_one_costs(hospital, query):
    """What several entries find is merged in order on every page: nothing is sorted."""
    asked = hospital.request(f"{query}&_count=4")
    seen = []
    while True:
        planned = plan(asked)
        stages, examined, _ = cost(hospital, planned)
        assert "'SORT'" not in stages
        assert examined <= 2 * 5
        page, around = page_of(asked, planned, hospital.find(planned))
        seen += [stored.id for stored in page]
        if around.next is None or len(seen) > 40:
            break
        asked = replace(asked, place=around.next)
    assert len(seen) == len(set(seen)) >= 9
    assert hospital.ids(query)[: len(seen)] == seen


def test_two_lists_of_entries_are_taken_apart_together(hospital):
    """Each branch asks for one entry of each list; the whole stays a merge of ranges in order."""
    asked = hospital.request("Observation?status=final,amended&subject=Patient/p1,Patient/p2,Patient/p3")
    planned = plan(replace(asked, place=Place((10**13, 0))))
    assert 2 * 2 * 3 == len(planned.filter["$or"])
    assert "'SORT'" not in cost(hospital, planned)[0]


def test_a_page_after_everything_linked_is_gone_is_empty(hospital):
    """A link to a page may be followed when the chain leads nowhere any more."""
    asked = hospital.request("Observation?patient.identifier=none&_count=4")
    assert [] == hospital.find(plan(replace(asked, place=Place((0, 0)))))


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("Patient?identifier=urn:n|7&_has:Observation:patient:code=8480-6", 201 + 1 + 4),
        ("Patient?_has:Observation:patient:code=8480-6&identifier=urn:n|7", 201 + 1 + 4),
        ("Observation?encounter=e7&patient.active:missing=true", 201 + 4 + 1),
        ("Observation?patient.identifier=urn:n|7&encounter.class=AMB", 1 + 201 + 4 + 1),
        ("Encounter?patient.active:missing=true", 201 + 300),
    ],
)
def test_what_is_narrow_comes_first(hospital, monkeypatch, query, most):
    """A clause that finds much is not looked up in full where another one finds little."""
    monkeypatch.setattr(hospital, "max_linked", 2000)
    assert hospital.ids(query)
    assert most >= sum(step.found for step in hospital.links.steps)
