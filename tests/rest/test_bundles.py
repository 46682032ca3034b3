"""Batch and transaction Bundles.

https://hl7.org/fhir/R4/http.html#transaction
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from outcomes import first_issue

MOTHER = "urn:uuid:8f0c3c1e-0b1c-4b3a-9d53-1f5f7f3b0a01"
CHILD = "urn:uuid:8f0c3c1e-0b1c-4b3a-9d53-1f5f7f3b0a02"


def entry(method, url, resource=None, full_url=None, **asked):
    """One entry of a Bundle."""
    made = {"request": {"method": method, "url": url, **asked}}
    if resource is not None:
        made["resource"] = resource
    if full_url is not None:
        made["fullUrl"] = full_url
    return made


def bundle(kind, *entries):
    """A Bundle of ``entries``."""
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def patient(value="1", **more):
    """A patient with an identifier."""
    return {"resourceType": "Patient", "identifier": [{"system": "urn:test", "value": value}], **more}


def observation(subject):
    """An observation of ``subject``."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": subject},
    }


def statuses(response):
    """The status codes of the answered entries, in order."""
    return [answered["response"]["status"][:3] for answered in response.json["entry"]]


def test_a_transaction_resolves_references_between_its_entries(api):
    """urn:uuid references lead to the ids that the server gave, whatever the order of the entries."""
    response = api.post(
        "",
        bundle(
            "transaction",
            entry("POST", "Observation", observation(MOTHER), CHILD),
            entry("POST", "Patient", patient(), MOTHER),
        ),
    )

    places = [answered["response"]["location"] for answered in response.json["entry"]]
    patient_id, observation_id = (place.split("/")[-3] for place in reversed(places))
    stored = api.get(f"Observation/{observation_id}").json
    assert ("transaction-response", ["201", "201"]) == (response.json["type"], statuses(response))
    assert f"Patient/{patient_id}" == stored["subject"]["reference"]
    assert [observation_id] == api.ids(f"Observation?subject=Patient/{patient_id}")


def test_a_transaction_is_all_or_nothing(api):
    """One refused entry leaves nothing behind, and the answer names it."""
    response = api.post(
        "",
        bundle(
            "transaction",
            entry("POST", "Patient", patient()),
            entry("POST", "Observation", {"resourceType": "Observation", "status": "no"}),
        ),
    )

    assert 422 == response.status_code
    places = [found["expression"][0] for found in response.json["issue"]]
    assert places
    assert all(place.startswith("Bundle.entry[1].resource") for place in places)
    assert 0 == api.get("Patient").json["total"]


def test_a_transaction_that_fails_late_leaves_nothing(api):
    """An If-Match that does not hold undoes what was carried out before it."""
    api.put("Patient/p", patient(id="p"))

    response = api.post(
        "",
        bundle(
            "transaction",
            entry("POST", "Observation", observation("Patient/p")),
            entry("PUT", "Patient/p", patient(id="p", active=True), ifMatch='W/"7"'),
        ),
    )

    assert (412, ("version-mismatch", "Bundle.entry[1]")) == (response.status_code, first_issue(response))
    assert 0 == api.get("Observation").json["total"]
    assert "1" == api.get("Patient/p").json["meta"]["versionId"]


def test_all_verbs_in_one_transaction(api):
    """DELETE, POST, PUT, GET are carried out in this order; the answers stand in the order of the request."""
    api.put("Patient/old", patient("old", id="old"))

    response = api.post(
        "",
        bundle(
            "transaction",
            entry("GET", "Patient?identifier=urn:test|new"),
            entry("PUT", "Patient/put", patient("put", id="put")),
            entry("POST", "Patient", patient("new")),
            entry("DELETE", "Patient/old"),
        ),
    )

    assert ["200", "201", "201", "204"] == statuses(response)
    assert 1 == response.json["entry"][0]["resource"]["total"]
    assert 410 == api.get("Patient/old").status_code


def test_versions_of_a_transaction_carry_one_time(api):
    response = api.post(
        "", bundle("transaction", *(entry("POST", "Patient", patient(str(n))) for n in range(5)))
    )

    assert 1 == len({answered["response"]["lastModified"] for answered in response.json["entry"]})


def test_prefer_representation_gives_the_resources(api):
    made = bundle("transaction", entry("POST", "Patient", patient()))

    plain, full = api.post("", made), api.post("", made, Prefer="return=representation")

    assert "resource" not in plain.json["entry"][0]
    assert "Patient" == full.json["entry"][0]["resource"]["resourceType"]


def test_a_conditional_create_in_a_transaction(api):
    """A resource that is there already is not made again, and references lead to it."""
    made = bundle(
        "transaction",
        entry("POST", "Patient", patient(), MOTHER, ifNoneExist="identifier=urn:test|1"),
        entry("POST", "Observation", observation(MOTHER)),
    )

    first, second = api.post("", made), api.post("", made)

    assert (["201", "201"], ["200", "201"]) == (statuses(first), statuses(second))
    assert 1 == api.get("Patient").json["total"]
    subject = f"Patient/{api.ids('Patient')[0]}"
    assert 2 == api.get(f"Observation?subject={subject}").json["total"]


def test_a_conditional_reference(api):
    """Patient?identifier=… in a reference leads to the one patient that matches."""
    id = api.post("Patient", patient()).json["id"]
    reference = "Patient?identifier=urn:test|1"

    good = api.post("", bundle("transaction", entry("POST", "Observation", observation(reference))))
    bad = api.post("", bundle("transaction", entry("POST", "Observation", observation(reference + "2"))))

    assert ["201"] == statuses(good)
    assert f"Patient/{id}" == api.get("Observation").json["entry"][0]["resource"]["subject"]["reference"]
    assert (412, ("reference-matches", "Bundle.entry[0]")) == (bad.status_code, first_issue(bad))


@pytest.mark.parametrize(
    ("entries", "key", "place"),
    [
        (
            [entry("PUT", "Patient/a", patient(id="a")), entry("DELETE", "Patient/a")],
            "entry-duplicate",
            "Bundle.entry[1]",
        ),
        (
            [entry("POST", "Patients", patient())],
            "type-unknown",
            "Bundle.entry[0].request.url",
        ),
        (
            [entry("POST", "Patient", {"resourceType": "Basic", "code": {"text": "x"}})],
            "resource-type-mismatch",
            "Bundle.entry[0].resource.resourceType",
        ),
        ([entry("PATCH", "Patient/a", patient())], "patch-resource", "Bundle.entry[0].resource"),
        ([entry("GET", "Patient/a%20b")], "id-illegal", "Bundle.entry[0].request.url"),
        (
            [entry("POST", "Observation", observation("Patients?x=1"))],
            "reference-target",
            "Bundle.entry[0].resource.subject",
        ),
    ],
)
def test_a_transaction_that_makes_no_sense_is_refused_with_its_place(api, entries, key, place):
    response = api.post("", bundle("transaction", *entries))

    assert (key, place) == first_issue(response)
    assert 400 <= response.status_code < 500
    assert 0 == api.get("Patient").json["total"]


def test_a_batch_answers_each_entry_on_its_own(api):
    response = api.post(
        "",
        bundle(
            "batch",
            entry("POST", "Patient", patient()),
            entry("POST", "Patient", {"resourceType": "Patient", "nme": 1}),
            entry("GET", "Patient/nobody"),
            entry("GET", "Patient?identifier=urn:test|1"),
            entry("GET", "metadata"),
            {"request": {"method": "POST"}},
        ),
    )

    assert ("batch-response", ["201", "422", "404", "200", "200", "400"]) == (
        response.json["type"],
        statuses(response),
    )
    outcome = response.json["entry"][1]["response"]["outcome"]
    assert "Bundle.entry[1].resource.nme" == outcome["issue"][0]["expression"][0]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"resourceType": "Bundle", "type": "collection"}, "bundle-type"),
        ({"resourceType": "Bundle", "type": ["batch"]}, "bundle-type"),
        ({"resourceType": "Patient"}, "resource-type-mismatch"),
        ({"resourceType": "Bundle", "type": "batch", "entry": {}}, "bundle-entries"),
        ([], "body-not-object"),
    ],
)
def test_what_is_no_batch_and_no_transaction(api, body, key):
    response = api.post("", body)

    assert (400, key) == (response.status_code, first_issue(response)[0])


@pytest.mark.parametrize("entries", [[1], [None], [[]], ["x"], [{}], [{"request": 1}], [{"request": {}}]])
@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_entries_of_any_shape_are_answered(api, kind, entries):
    """Bad entries are refused, never a fault of the server."""
    response = api.post("", {"resourceType": "Bundle", "type": kind, "entry": entries})

    assert response.status_code in (200, 400, 422)
    if kind == "batch":
        assert ["400"] == statuses(response)


def test_too_many_entries(make_api, plain):
    """The limit is a setting, and CapabilityStatement tells it."""
    api = make_api(plain, profiles="none", max_transaction_entries=2)

    response = api.post("", bundle("batch", *(entry("GET", "metadata") for _ in range(3))))

    assert (413, "bundle-too-large") == (response.status_code, first_issue(response)[0])
    assert "at most 2 entries" in api.get("metadata").json["rest"][0]["documentation"]


def test_conditional_create(api):
    """If-None-Exist: 201, then 200 with what is there, then 412 when several match."""
    first = api.post("Patient", patient(), If_None_Exist="identifier=urn:test|1")
    second = api.post("Patient", patient(), If_None_Exist="identifier=urn:test|1")
    api.post("Patient", patient())
    third = api.post("Patient", patient(), If_None_Exist="identifier=urn:test|1")

    assert (201, 200, 412) == (first.status_code, second.status_code, third.status_code)
    assert first.json == second.json
    assert "condition-matches-many" == first_issue(third)[0]


@pytest.mark.parametrize("condition", ["", "nam=x", "identifier="])
def test_a_condition_that_says_nothing_is_refused(api, condition):
    response = api.post("Patient", patient(), If_None_Exist=condition)

    assert 400 == response.status_code
    assert 0 == api.get("Patient").json["total"]


def test_conditional_creates_at_once_make_one_resource(api):
    """The match and the create are one decision, however many ask at the same time."""

    def create(_):
        return api.post("Patient", patient(), If_None_Exist="identifier=urn:test|1").status_code

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(create, range(40)))

    assert 1 == api.get("Patient").json["total"]
    assert 1 == answers.count(201)
    assert {200, 201} >= set(answers) - {503}


def test_business_keys_are_unique_under_plain_creates(national_api, national_patient):
    """Two systems register the same person at the same moment: one of them is told 409."""

    def create(_):
        return national_api.post("Patient", national_patient)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(8)))

    assert [201] + [409] * 7 == sorted(answer.status_code for answer in answers)
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "storage-duplicate-key" == first_issue(refused)[0]


def test_one_condition_twice_in_a_transaction_is_refused(api):
    """Neither entry matches what is there, but each would match what the other one stores."""
    twice = [entry("POST", "Patient", patient(), ifNoneExist="identifier=urn:test|1") for _ in range(2)]

    refused = api.post("", bundle("transaction", *twice))

    expected = (400, "entry-duplicate", "Bundle.entry[1].request.ifNoneExist")
    assert expected == (refused.status_code, *first_issue(refused)[:2])
    assert 0 == api.get("Patient").json["total"]
    api.post("Patient", patient())
    answered = api.post("", bundle("transaction", *twice)).json["entry"]
    assert ["200 OK"] * 2 == [each["response"]["status"] for each in answered]


def test_one_business_key_twice_in_a_transaction_is_refused(national_api, national_patient):
    """No other transaction is to blame, so it is not tried again and again."""
    system = "https://fhir.hie-ua.example/sid/esoz"
    value = next(each["value"] for each in national_patient["identifier"] if each["system"] == system)
    # A look-alike from the Cyrillic letters is the same key, but another condition.
    alike = value.translate(str.maketrans("ace", "\u0430\u0441\u0435"))
    assert alike != value
    entries = [
        entry("POST", "Patient", national_patient, ifNoneExist=f"identifier={system}|{each}")
        for each in (value, alike)
    ]

    refused = national_api.post("", bundle("transaction", *entries))

    assert (409, "storage-duplicate-key") == (refused.status_code, first_issue(refused)[0])
    assert 0 == national_api.get("Patient").json["total"]


def test_a_conditional_reference_outside_of_a_transaction_is_refused(api):
    """It would be stored as it is and lead nowhere."""
    body = observation("Patient?identifier=urn:test|1")

    alone = api.post("Observation", body)
    in_a_batch = api.post("", bundle("batch", entry("POST", "Observation", body)))

    assert (422, "reference-conditional") == (alone.status_code, first_issue(alone)[0])
    assert ["422"] == statuses(in_a_batch)


def test_conditions_that_match_too_many_are_told_with_their_place(api):
    """One broad condition among others changes nothing for them."""
    for number in range(4):
        api.post(
            "Patient", {"resourceType": "Patient", "identifier": [{"system": "urn:s", "value": str(number)}]}
        )
    known = _conditional("urn:s|3")
    broad = _conditional("urn:s|")

    refused = api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [known, broad]})
    accepted = api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [known]})

    assert 412 == refused.status_code
    assert ("condition-matches-many", "Bundle.entry[1].request.ifNoneExist") == first_issue(refused)
    assert ["200 OK"] == [entry["response"]["status"] for entry in accepted.json["entry"]]


def test_a_conditional_reference_finds_what_its_own_transaction_makes(api):
    """A package creates the patient and refers to it by the identifier."""
    patient = _conditional("urn:s|new")
    observation = {
        "resource": {
            "resourceType": "Observation",
            "status": "final",
            "code": {"text": "x"},
            "subject": {"reference": "Patient?identifier=urn:s|new"},
        },
        "request": {"method": "POST", "url": "Observation"},
    }

    answer = api.post("", {"resourceType": "Bundle", "type": "transaction", "entry": [patient, observation]})
    stored = api.get("Observation").json["entry"][0]["resource"]

    assert 200 == answer.status_code
    location = answer.json["entry"][0]["response"]["location"]
    assert f"/{stored['subject']['reference']}/_history/1" in location


def _conditional(token):
    """An entry that creates a patient unless there is one with the identifier ``token``."""
    system, _, value = token.partition("|")
    patient = {"resourceType": "Patient", "identifier": [{"system": system, "value": value or "?"}]}
    request = {"method": "POST", "url": "Patient", "ifNoneExist": f"identifier={token}"}
    return {"resource": patient, "request": request}


def test_a_batch_entry_with_an_unknown_method_fails_alone(api):
    response = api.post("", bundle("batch", entry("BREW", "Patient/a"), entry("POST", "Patient", patient())))

    assert ["400", "201"] == [each["response"]["status"][:3] for each in response.json["entry"]]
    [issue] = response.json["entry"][0]["response"]["outcome"]["issue"]
    assert "entry-method" == issue["details"]["coding"][0]["code"]
