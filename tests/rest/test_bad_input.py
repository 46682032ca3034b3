"""Whatever a client sends is answered with an OperationOutcome that names the place, never a 500."""

import json

import pytest
from outcomes import first_issue

#: What is sent to POST Patient: body, status, rule key, place.
BODIES = {
    "not JSON": (b"hello", 400, "json-invalid", None),
    "nothing": (b"", 400, "json-invalid", None),
    "an array": (b"[]", 400, "body-not-object", "$this"),
    "a string": (b'"Patient"', 400, "body-not-object", "$this"),
    "a number": (b"1", 400, "body-not-object", "$this"),
    "null": (b"null", 400, "body-not-object", "$this"),
    "a name twice": (
        b'{"resourceType":"Patient","name":[{"family":"a","family":"b"}]}',
        400,
        "json-duplicate-key",
        "Patient.name[0].family",
    ),
    "a name twice beside an escaped colon": (
        b'{"resourceType":"Patient","id":"a","id":"b","language":"\\u003a"}',
        400,
        "json-duplicate-key",
        "Patient.id",
    ),
    "100,000 arrays": (b"[" * 100_000 + b"]" * 100_000, 400, "json-too-deep", None),
    "100,000 objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "json-too-deep", None),
    "not UTF-8": (b'{"resourceType":"Patient","language":"\xff"}', 400, "json-not-utf8", None),
    "half of a character": (
        b'{"resourceType":"Patient","name":[{"text":"\\ud83d\\ude00"},{"family":"\\ud83d"}]}',
        400,
        "json-surrogate",
        "Patient.name[1].family",
    ),
    "the other half": (
        b'{"resourceType":"Patient","language":"\\udc00"}',
        400,
        "json-surrogate",
        "Patient.language",
    ),
    "half of a character in a name": (
        b'{"resourceType":"Patient","meta":{"\\ud800":1}}',
        400,
        "json-surrogate",
        "Patient.meta",
    ),
    "half of a character as the type": (
        b'{"resourceType":"\\ud800"}',
        400,
        "json-surrogate",
        "$this.resourceType",
    ),
    "half of a character after another fault": (
        b'{"resourceType":"Patient",,"language":"\\ud800"}',
        400,
        "json-invalid",
        None,
    ),
    "half of a character before another fault": (
        b'{"resourceType":"Patient","language":"\\ud800",,}',
        400,
        "json-surrogate",
        None,
    ),
    "a text that ends after half of a character": (
        b'{"resourceType":"Patient","language":"\\ud83d',
        400,
        "json-invalid",
        None,
    ),
    "an escape in an escape": (b'{"resourceType":"Patient","language":"\\\\ud800', 400, "json-invalid", None),
    "NaN": (b'{"resourceType":"Patient","multipleBirthInteger":NaN}', 400, "json-invalid", None),
    "another type": (b'{"resourceType":"Basic"}', 400, "resource-type-mismatch", "Patient.resourceType"),
    "a type that is a number": (b'{"resourceType":1}', 400, "resource-type-mismatch", "Patient.resourceType"),
    "a NUL": (
        b'{"resourceType":"Patient","name":[{"family":"a\\u0000b"}]}',
        422,
        "primitive-invalid",
        "Patient.name[0].family",
    ),
    "a Mongo operator as a name": (
        b'{"resourceType":"Patient","$where":"sleep(1000)"}',
        422,
        "unknown-element",
        "Patient.`$where`",
    ),
    "a dot in a name": (b'{"resourceType":"Patient","a.b":1}', 422, "unknown-element", "Patient.`a.b`"),
    "an unknown element": (b'{"resourceType":"Patient","nme":[]}', 422, "unknown-element", "Patient.nme"),
    "a wrong JSON type": (b'{"resourceType":"Patient","name":"x"}', 422, "not-array", "Patient.name"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_with_its_place(shared_api, name):
    body, status, key, place = BODIES[name]

    response = shared_api.post("Patient", body)

    assert (status, (key, place)) == (response.status_code, first_issue(response))
    assert shared_api.get("Patient").json["total"] == 0


#: Requests: method, path, headers, status, rule key.
REQUESTS = {
    "an unknown type": ("GET", "Patients", {}, 404, "type-unknown"),
    "an illegal id": ("GET", "Patient/a%20b", {}, 400, "id-illegal"),
    "a long id": ("GET", "Patient/" + "a" * 65, {}, 400, "id-illegal"),
    "an id that is not UTF-8": ("GET", "Patient/%FF", {}, 400, "id-illegal"),
    "an unknown route": ("GET", "Patient/1/2/3", {}, 404, "route-unknown"),
    "an unknown operation": ("GET", "Patient/$foo", {}, 404, "operation-unknown"),
    "a method that is not there": ("PUT", "metadata", {}, 405, "method-not-allowed"),
    "Turtle by Accept": ("GET", "Patient", {"Accept": "text/turtle"}, 406, "format-not-supported"),
    "Turtle by _format": ("GET", "Patient?_format=ttl", {}, 406, "format-not-supported"),
    "no media type": ("POST", "Patient", {"Content-Type": ""}, 415, "content-type-not-supported"),
    "text": ("POST", "Patient", {"Content-Type": "text/plain"}, 415, "content-type-not-supported"),
    "Turtle": ("POST", "Patient", {"Content-Type": "text/turtle"}, 415, "content-type-not-supported"),
    "another charset": (
        "POST",
        "Patient",
        {"Content-Type": "application/fhir+json; charset=windows-1251"},
        415,
        "content-type-not-supported",
    ),
    "a version that is no number": ("GET", "Patient/1/_history/x", {}, 404, "version-not-found"),
    "a resource that is not there": ("GET", "Patient/nobody", {}, 404, "resource-not-found"),
    "a history without a resource": ("GET", "Patient/nobody/_history", {}, 404, "resource-not-found"),
    "a negative _count": ("GET", "Patient?_count=-1", {}, 400, "search-count-invalid"),
    "letters for _count": ("GET", "Patient?_count=ten", {}, 400, "search-count-invalid"),
    "a made-up cursor": ("GET", "Patient?_cursor=abc", {}, 410, "cursor-invalid"),
    "a made-up history cursor": ("GET", "_history?_cursor=abc", {}, 410, "cursor-invalid"),
    "a _since that is no time": ("GET", "_history?_since=yesterday", {}, 400, "history-time"),
    "an unknown history parameter": ("GET", "_history?_sinc=2020", {}, 400, "history-parameter"),
    "a misspelt parameter": ("GET", "Patient?nam=x", {}, 400, "search-parameter-unknown"),
    "a NUL in a value": ("GET", "Patient?name=%00", {}, 400, "search-value-nul"),
    "a value that is not UTF-8": ("GET", "Patient?name=%FF", {}, 400, "url-not-utf8"),
    "a date that does not exist": ("GET", "Patient?birthdate=2023-02-30", {}, 400, "search-date-invalid"),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_bad_request_is_refused_with_its_reason(shared_api, name):
    method, path, headers, status, key = REQUESTS[name]
    body = {"resourceType": "Patient"} if method == "POST" else None

    response = shared_api.send(method, path, body, **headers)

    assert (status, key) == (response.status_code, first_issue(response)[0])


def test_a_misspelt_parameter_is_answered_with_the_nearest_name(shared_api):
    """The client learns which parameter it may have meant."""
    text = shared_api.get("Patient?famly=x").json["issue"][0]["diagnostics"]

    assert "'family'" in text


def test_an_absurd_count_gives_the_largest_page(shared_api):
    """A _count above the limit is not an error: the page is as large as pages get."""
    bundle = shared_api.get("Patient?_count=" + "9" * 400).json

    assert "_count=1000" in bundle["link"][0]["url"]


def test_a_large_body_is_refused_by_its_length(make_api, plain):
    """413 says the limit, which is a setting."""
    api = make_api(plain, profiles="none", max_body_mb=1)

    response = api.post("Patient", b" " * (1024 * 1024 + 1))

    assert (413, "body-too-large") == (response.status_code, first_issue(response)[0])
    assert "1 MB" in response.json["issue"][0]["diagnostics"]


def test_the_default_limit_holds_50_megabytes(shared_api):
    """A body of more than 50 MB is refused before it is read."""
    response = shared_api.post("Patient", b" " * (50 * 1024 * 1024 + 1))

    assert 413 == response.status_code


@pytest.mark.parametrize(
    "value", ["$where", "a.b", "{'$gt':''}", "'; return true; //", "\\", "*", "(", "[$ne]"]
)
def test_operators_in_values_are_only_text(api, value):
    """What looks like an operator is stored, and found, as what it is."""
    created = api.post("Patient", {"resourceType": "Patient", "name": [{"family": value}]})
    api.post("Patient", {"resourceType": "Patient", "name": [{"family": "Somebody"}]})

    quoted = value.replace("\\", "\\\\").replace("'", "%27").replace("$", "\\$").replace("/", "%2F")
    quoted = quoted.replace("&", "%26").replace(";", "%3B").replace("{", "%7B").replace(",", "\\,")
    assert 201 == created.status_code
    assert [created.json["id"]] == api.ids(f"Patient?family:exact={quoted}")


def test_the_language_of_refusals_is_the_clients_choice(shared_api):
    """Accept-Language chooses between Ukrainian and English; Ukrainian is the default."""
    answers = [
        shared_api.get("Patient/nobody", Accept_Language=wanted).json["issue"][0]["diagnostics"]
        for wanted in ("uk", "en", "de, en;q=0.5, uk;q=0.9", "")
    ]

    assert [
        "Patient/nobody не знайдено.",
        "Patient/nobody was not found.",
        "Patient/nobody не знайдено.",
        "Patient/nobody не знайдено.",
    ] == answers


def test_405_names_the_methods_that_are_allowed(shared_api):
    response = shared_api.put("metadata", {})

    assert "GET, HEAD, OPTIONS" == response.headers["Allow"]


def test_every_refusal_is_json(shared_api):
    """Refusals carry the media type of FHIR and parse."""
    response = shared_api.get("Nothing")

    assert "application/fhir+json" in response.headers["Content-Type"]
    assert "OperationOutcome" == json.loads(response.data)["resourceType"]


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_half_of_a_character_in_an_entry_is_told_with_its_place(shared_api, kind):
    """The text is whole, whatever a decoder says of it: the escape is named, and where it stands."""
    entries = [{"resource": {"resourceType": "Basic", "code": {"text": text}}} for text in ("Її 😀", "Її !")]
    body = json.dumps(
        {"resourceType": "Bundle", "type": kind, "entry": entries}, indent=1, ensure_ascii=False
    )
    body = body.replace("!", "\\ud800!")
    line = next(number for number, text in enumerate(body.splitlines(), 1) if "!" in text)
    column = body.splitlines()[line - 1].index("\\ud800") + 1

    said = {
        language: shared_api.post("", body.encode(), **{"Accept-Language": language})
        for language in ("en", "uk")
    }

    assert [400, 400] == [response.status_code for response in said.values()]
    assert ("json-surrogate", "Bundle.entry[1].resource.code.text") == first_issue(said["en"])
    texts = [response.json["issue"][0]["diagnostics"] for response in said.values()]
    assert texts == [
        f"\\ud800 is a lone surrogate, which is half of a character (line {line}, column {column}).",
        f"\\ud800 — непарний сурогат, тобто лише половина символу (рядок {line}, стовпець {column}).",
    ]
    assert 0 == shared_api.get("Basic").json["total"]
