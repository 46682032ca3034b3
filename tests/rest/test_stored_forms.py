"""Responses that are checked against Questionnaires which are stored, whatever writes them.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

import base64
import json

import pytest
from outcomes import keys

from hie.fhir import encode
from hie.interactions import stored_resolver
from hie.outcome import Unavailable
from hie.storage import Store

URL = "https://forms.example/fall-risk"
ITEM = "QuestionnaireResponse.item"
#: What a wrong response breaks, in the order of the document.
FAULTS = [
    ("answer-missing", "QuestionnaireResponse"),
    ("answer-type", f"{ITEM}[0].answer[0].value"),
    ("answer-option", f"{ITEM}[1].answer[0]"),
]


def form(id="form", *, url=URL, **others):
    """A form with a whole number, a choice, and a text that must be there."""
    options = [{"valueCoding": {"system": "urn:example:risk", "code": code}} for code in ("low", "high")]
    return {
        "resourceType": "Questionnaire",
        "id": id,
        "url": url,
        "status": "active",
        "item": [
            {"linkId": "falls", "type": "integer"},
            {"linkId": "risk", "type": "choice", "answerOption": options},
            {"linkId": "who", "type": "string", "required": True},
        ],
        **others,
    }


def response(*, right, form=URL, **others):
    """An answer to it."""
    code = "low" if right else "none"
    items = [
        {"linkId": "falls", "answer": [{"valueInteger": 2} if right else {"valueString": "two"}]},
        {"linkId": "risk", "answer": [{"valueCoding": {"system": "urn:example:risk", "code": code}}]},
        {"linkId": "who", "answer": [{"valueString": "Оксана"}]},
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": form,
        "status": "completed",
        "item": items if right else items[:2],
        **others,
    }


def bundle(*resources, kind="transaction"):
    """A Bundle that creates ``resources``, or updates those that have an id."""
    made = []
    for resource in resources:
        id = resource.get("id")
        url = resource["resourceType"] + (f"/{id}" if id else "")
        request = {"method": "PUT" if id else "POST", "url": url}
        made.append({"resource": resource, "request": request})
    return {"resourceType": "Bundle", "type": kind, "entry": made}


def errors(outcome):
    """Rule key and place of each error."""
    return [
        (issue["details"]["coding"][0]["code"], issue["expression"][0])
        for issue in outcome["issue"]
        if issue["severity"] == "error"
    ]


def inside(place):
    return [(key, place + expression.removeprefix("QuestionnaireResponse")) for key, expression in FAULTS]


@pytest.fixture
def stored(api):
    """A server that has the form."""
    assert 201 == api.put("Questionnaire/form", form(version="1", date="2026-01-01")).status_code
    return api


@pytest.fixture
def looks(monkeypatch):
    """The reads and finds of Questionnaires, each by what it asks for."""
    seen = []
    read, find = Store.read, Store.find

    def counted_read(store, type, id):
        seen.append((type, id))
        return read(store, type, id)

    def counted_find(store, type, query):
        seen.append((type, query.filter.get("k")))
        return find(store, type, query)

    monkeypatch.setattr(Store, "read", counted_read)
    monkeypatch.setattr(Store, "find", counted_find)
    return seen


def test_create(stored):
    refused = stored.post("QuestionnaireResponse", response(right=False))

    assert (422, FAULTS) == (refused.status_code, errors(refused.json))
    assert 201 == stored.post("QuestionnaireResponse", response(right=True)).status_code


def test_update_and_conditional_update(stored):
    for path in ("QuestionnaireResponse/a", "QuestionnaireResponse?status=completed&_id=a"):
        refused = stored.put(path, response(right=False, id="a"))
        assert (422, FAULTS) == (refused.status_code, errors(refused.json))
        assert stored.put(path, response(right=True, id="a")).status_code in (200, 201)


def test_patch(stored):
    stored.put("QuestionnaireResponse/a", response(right=True, id="a"))
    patch = [{"op": "replace", "path": "/item/0/answer/0", "value": {"valueString": "two"}}]
    headers = {"Content-Type": "application/json-patch+json"}

    refused = stored.send("PATCH", "QuestionnaireResponse/a", patch, **headers)
    patch[0]["value"] = {"valueInteger": 3}
    accepted = stored.send("PATCH", "QuestionnaireResponse/a", patch, **headers)

    assert (422, FAULTS[1:2]) == (refused.status_code, errors(refused.json))
    assert 200 == accepted.status_code


def test_validate(stored):
    """The same errors, and none for a right one; in a Bundle with the entry's place."""
    wrong, right = response(right=False), response(right=True)
    urn = "urn:uuid:00000000-0000-4000-8000-00000000000"
    entries = [{"fullUrl": f"{urn}{index}", "resource": each} for index, each in enumerate((right, wrong))]
    collection = {"resourceType": "Bundle", "type": "collection", "entry": entries}

    assert FAULTS == errors(stored.post("QuestionnaireResponse/$validate", wrong).json)
    assert [] == errors(stored.post("QuestionnaireResponse/$validate", right).json)
    assert inside("Bundle.entry[1].resource") == errors(stored.post("Bundle/$validate", collection).json)


def test_batch(stored):
    answer = stored.post("", bundle(response(right=False), response(right=True), kind="batch")).json

    first, second = (entry["response"] for entry in answer["entry"])
    assert inside("Bundle.entry[0].resource") == errors(first["outcome"])
    assert "201" == second["status"][:3]


def test_transaction(stored):
    """All or nothing."""
    refused = stored.post("", bundle(response(right=True), response(right=False)))

    assert (422, inside("Bundle.entry[1].resource")) == (refused.status_code, errors(refused.json))
    assert 0 == stored.get("QuestionnaireResponse?_summary=count").json["total"]
    assert 200 == stored.post("", bundle(response(right=True))).status_code


@pytest.mark.parametrize("name", [URL, "Questionnaire/form", "http://localhost/fhir/Questionnaire/form"])
def test_the_form_in_the_transaction_counts(stored, name):
    """It comes before the one that is stored, which it is about to replace; and is found by its URL."""
    eased = form(version="2")
    eased["item"][2]["required"] = False
    items = response(right=True)["item"][:2]

    accepted = stored.post("", bundle(response(right=True, item=items, form=URL), eased))
    again = stored.post("QuestionnaireResponse", response(right=True, item=items, form=name))

    assert (200, 201) == (accepted.status_code, again.status_code)


def test_a_form_that_is_nowhere_but_in_the_transaction(api):
    refused = api.post("", bundle(form(), response(right=False)))

    assert (422, inside("Bundle.entry[1].resource")) == (refused.status_code, errors(refused.json))
    assert 200 == api.post("", bundle(form(), response(right=True))).status_code


def test_a_patch_in_a_transaction_sees_what_was_written_before(api):
    """The form is not in the database yet, but in the transaction."""
    api.put("QuestionnaireResponse/a", response(right=False, id="a", form="https://other.example/x"))
    path = [{"op": "replace", "path": "/questionnaire", "value": URL}]
    patch = {
        "resource": {"resourceType": "Binary", "contentType": "application/json-patch+json"},
        "request": {"method": "PATCH", "url": "QuestionnaireResponse/a"},
    }
    patch["resource"]["data"] = base64.b64encode(json.dumps(path).encode()).decode()
    made = bundle(form())
    made["entry"].append(patch)

    refused = api.post("", made)

    assert (422, inside("Bundle.entry[1].resource")) == (refused.status_code, errors(refused.json))
    assert 404 == api.get("Questionnaire/form").status_code


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        (f"{URL}|1", True),
        (f"{URL}|2", False),
        (f"{URL}|", True),
        ("Questionnaire/form", True),
        ("Questionnaire/form/_history/1", True),
        ("Questionnaire/form/_history/9", False),
        ("Questionnaire/form/_history/99999999999999999999", False),
        ("http://localhost/fhir/Questionnaire/form", True),
        ("http://elsewhere.example/fhir/Questionnaire/form", False),
        ("Patient/form", False),
        ("https://forms.example/fall", False),
    ],
)
def test_names(stored, name, is_found):
    """By URL and version, and by address; what is not found is a warning, and stored."""
    found = keys(stored.post("QuestionnaireResponse/$validate", response(right=False, form=name)))

    assert is_found == ("answer-type" in found)
    assert is_found != ("questionnaire-unknown" in found)


def test_a_name_may_be_no_url_of_the_web(api):
    """An OID names a form as well; and a URL that says it is of this server may be a canonical alone."""
    for name in ("urn:oid:1.2.3.4", "http://localhost/fhir/Questionnaire/other"):
        api.put("Questionnaire/form", form(url=name))
        found = keys(api.post("QuestionnaireResponse/$validate", response(right=False, form=name)))
        assert "answer-type" in found


@pytest.mark.parametrize(
    "name", ["https://x.example/$where", "urn:oid:1|{}", "https://x.example|" + "1" * 100_000, "|1", ":", "|"]
)
def test_a_name_may_be_anything(shared_api, name):
    """It is a warning still, however odd."""
    answer = response(right=False, form=name)

    assert "questionnaire-unknown" in keys(shared_api.post("QuestionnaireResponse/$validate", answer))


def test_the_newest_active_one_counts(api):
    """By the date that it gives itself; one that is not active only where none is."""
    states = [("c", "draft", "2026-09"), ("b", "active", "2026-03"), ("a", "active", "2026-01")]
    for id, status, date in states:
        made = form(id, version=id, status=status, date=date)
        made["item"][0]["linkId"] = id
        api.put(f"Questionnaire/{id}", made)

    def taken():
        answers = [{"linkId": id} for id, *_ in states]
        found = api.post("QuestionnaireResponse/$validate", response(right=True, item=answers)).json
        strays = {place for key, place in errors(found) if key == "link-id"}
        return [id for index, (id, *_) in enumerate(states) if f"{ITEM}[{index}].linkId" not in strays]

    assert ["b"] == taken()
    api.delete("Questionnaire/b")
    assert ["a"] == taken()
    api.delete("Questionnaire/a")
    assert ["c"] == taken()
    api.delete("Questionnaire/c")
    assert ["a", "b", "c"] == sorted(taken())


def test_a_deleted_form_is_not_known(stored):
    stored.delete("Questionnaire/form")

    for name in (URL, f"{URL}|1", "Questionnaire/form"):
        answer = response(right=False, form=name)
        assert 201 == stored.post("QuestionnaireResponse", answer).status_code
        assert "questionnaire-unknown" in keys(stored.post("QuestionnaireResponse/$validate", answer))


def test_a_transaction_is_checked_before_it_deletes(stored):
    """Its entries are held to what was stored when it came."""
    made = bundle(response(right=False))
    made["entry"].append({"request": {"method": "DELETE", "url": "Questionnaire/form"}})

    refused = stored.post("", made)

    assert (422, inside("Bundle.entry[0].resource")) == (refused.status_code, errors(refused.json))
    assert 200 == stored.get("Questionnaire/form").status_code


def test_a_form_that_changes(stored):
    """What is stored stays; the next write is held to what the form is now, unless it names a version."""
    stored.put("QuestionnaireResponse/a", response(right=True, id="a"))
    changed = form(version="2")
    changed["item"][0]["type"] = "string"
    stored.put("Questionnaire/form", changed)

    refused = stored.put("QuestionnaireResponse/a", response(right=True, id="a", authored="2026-02-01"))
    old = stored.put("QuestionnaireResponse/a", response(right=True, id="a", form=f"{URL}|1"))
    by_version = response(right=True, form="Questionnaire/form/_history/1")

    assert 200 == stored.get("QuestionnaireResponse/a/_history/1").status_code
    assert (422, FAULTS[1:2]) == (refused.status_code, errors(refused.json))
    assert 200 == old.status_code
    assert 201 == stored.post("QuestionnaireResponse", by_version).status_code


def test_each_form_is_looked_up_once(stored, looks):
    """For one response whose faults are told, for many in a Bundle, and for all entries of a batch."""
    many = [response(right=True) for _ in range(30)]
    requests = [
        ("QuestionnaireResponse", response(right=False)),
        ("Bundle/$validate", bundle(*many)),
        ("", bundle(*many)),
        ("", bundle(*many, kind="batch")),
    ]
    for path, body in requests:
        looks.clear()
        stored.post(path, body)
        assert [("Questionnaire", f"url={URL}")] == [look for look in looks if look[0] == "Questionnaire"]


def test_who_asks_for_nothing_pays_nothing(stored, looks, demo_bundles):
    """Neither the form of a package or of the resource itself is looked for, nor any other reference."""
    contained = response(right=True, form="#form", contained=[form()])
    observation = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": "Patient/none"},
    }

    assert 201 == stored.post("QuestionnaireResponse", contained).status_code
    assert 201 == stored.post("Observation", observation).status_code
    assert 200 == stored.post("", encode(demo_bundles[0])).status_code
    assert [] == [look for look in looks if look[0] in ("Questionnaire", "Patient", "QuestionnaireResponse")]


@pytest.mark.parametrize("kind", ["collection", "batch"])
def test_thousands_of_names(stored, looks, kind):
    """A request is refused once it has had as much looked up as one may: no look is done after that."""
    hostile = [response(right=True, form=f"https://forms.example/{index}") for index in range(1500)]
    sent = bundle(*hostile, kind=kind)
    if kind == "collection":
        for index, entry in enumerate(sent["entry"]):
            del entry["request"]
            entry["fullUrl"] = f"urn:uuid:00000000-0000-4000-8000-{index:012}"
    answer = stored.post("Bundle" if kind == "collection" else "", sent)

    names = {look[1] for look in looks if look[0] == "Questionnaire"}
    assert stored_resolver.LOOKUPS == len(names)
    if kind == "collection":
        assert (422, ["resolve-too-many"]) == (answer.status_code, keys(answer))
        assert "too-costly" == answer.json["issue"][0]["code"]
    else:
        refused = [each for each in answer.json["entry"] if each["response"]["status"][:3] == "422"]
        assert 1500 - stored_resolver.LOOKUPS == len(refused)
    looks.clear()
    assert 201 == stored.post("QuestionnaireResponse", response(right=True)).status_code


def test_large_forms(api, monkeypatch):
    """What is found is kept for the request, so its size counts as well."""
    monkeypatch.setattr(stored_resolver, "MEGABYTES", 1)
    names = [f"https://forms.example/large-{index}" for index in range(8)]
    for index, name in enumerate(names):
        api.put(f"Questionnaire/{index}", form(str(index), url=name, description="x" * 400_000))

    few = api.post("", bundle(*(response(right=True, form=name) for name in names[:3])))
    many = api.post("", bundle(*(response(right=True, form=name) for name in names)))

    assert (200, 422, ["resolve-too-many"]) == (few.status_code, many.status_code, keys(many))


def test_a_database_that_fails_is_no_fault_of_the_resource(stored, monkeypatch):
    """Neither refused as wrong nor stored unchecked."""

    def fail(*_):
        raise Unavailable.because("storage-unavailable")

    monkeypatch.setattr(Store, "find", fail)

    for path in ("QuestionnaireResponse", "QuestionnaireResponse/$validate"):
        assert 503 == stored.post(path, response(right=True)).status_code
