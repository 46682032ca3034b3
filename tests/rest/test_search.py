"""Search over HTTP: forms, pages, includes, totals, leniency.

https://hl7.org/fhir/R4/http.html#search
"""

import pytest
from outcomes import first_issue

CODE = {"coding": [{"system": "http://loinc.org", "code": "14743-9"}]}


@pytest.fixture(scope="module")
def filled(make_api, plain):
    """Two patients with thirty observations of glucose each, one a day."""
    api = make_api(plain, profiles="none")
    for patient in ("a", "b"):
        api.put(f"Patient/{patient}", {"resourceType": "Patient", "id": patient, "gender": "female"})
        for day in range(1, 31):
            api.put(
                f"Observation/{patient}{day:02}",
                {
                    "resourceType": "Observation",
                    "id": f"{patient}{day:02}",
                    "status": "final",
                    "code": CODE,
                    "subject": {"reference": f"Patient/{patient}"},
                    "effectiveDateTime": f"2024-06-{day:02}T08:00:00Z",
                    "valueQuantity": {"value": 60 + day, "unit": "mmol/L"},
                },
            )
    return api


def test_the_usual_clinical_question(filled):
    """Patient, code and dates, newest first."""
    query = (
        "Observation?patient=a&code=http://loinc.org|14743-9&date=ge2024-06-10&date=lt2024-06-13&_sort=-date"
    )

    assert ["a12", "a11", "a10"] == filled.ids(query)


def test_post_search_means_the_same_as_get(filled):
    form = b"patient=a&date=ge2024-06-28&_sort=date"
    bundle = filled.post("Observation/_search", form, Content_Type="application/x-www-form-urlencoded").json

    assert ["a28", "a29", "a30"] == [entry["resource"]["id"] for entry in bundle["entry"]]


@pytest.mark.parametrize("sort", ["_sort=date", "_sort=-date", "_sort=_id", "_sort=-_lastUpdated", ""])
def test_pages_together_hold_each_match_once(filled, sort):
    found = filled.ids(f"Observation?subject=Patient/b&_count=7&{sort}")

    assert 30 == len(found) == len(set(found))
    if sort:
        assert sorted(found, reverse="-" in sort) == found


def test_pages_are_stable_while_others_write(filled):
    """Nothing is repeated and nothing is lost among the resources that were there throughout."""
    seen, path, number = [], "Observation?patient=a&_count=5&_sort=-date", 0
    while path:
        bundle = filled.get(path).json
        seen += [entry["resource"]["id"] for entry in bundle["entry"]]
        number += 1
        later = {"resourceType": "Observation", "id": f"late{number}", "status": "final", "code": CODE}
        later |= {"subject": {"reference": "Patient/a"}, "effectiveDateTime": "2025-01-01T00:00:00Z"}
        filled.put(f"Observation/late{number}", later)
        following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
        path = following[0].partition("/fhir/")[2] if following else ""
    for late in range(1, number + 1):
        filled.delete(f"Observation/late{late}")

    assert [f"a{day:02}" for day in range(30, 0, -1)] == seen


def test_a_changed_cursor_is_refused(filled):
    bundle = filled.get("Observation?_count=5").json
    url = next(link["url"] for link in bundle["link"] if link["relation"] == "next").partition("/fhir/")[2]
    middle = len(url) // 2
    changed = url[:middle] + ("A" if url[middle] != "A" else "B") + url[middle + 1 :]

    for path in (changed, url.replace("Observation", "Patient")):
        response = filled.get(path)
        assert (410, "cursor-invalid") == (response.status_code, first_issue(response)[0])
    added = filled.get(url + "&status=final")
    assert (400, "cursor-alone") == (added.status_code, first_issue(added)[0])


def test_a_cursor_tells_nothing(filled):
    """Links hold no name and no number of a person."""
    bundle = filled.get("Observation?patient=a&_count=5").json
    url = next(link["url"] for link in bundle["link"] if link["relation"] == "next")

    assert "_cursor=" in url
    assert "patient" not in url


def test_include_and_revinclude(filled):
    included = filled.get("Observation?_id=a01,b01&_include=Observation:subject").json
    back = filled.get("Patient?_id=a&_revinclude=Observation:subject&_count=1").json

    assert [("a01", "match"), ("b01", "match"), ("a", "include"), ("b", "include")] == sorted(
        ((entry["resource"]["id"], entry["search"]["mode"]) for entry in included["entry"]),
        key=lambda pair: (pair[1] == "include", pair[0]),
    )
    assert 2 == included["total"]
    assert 31 == len(back["entry"])
    assert 1 == back["total"]


def test_totals(filled):
    """Counted when the client asks; given for nothing when all matches are on the page."""
    totals = [
        filled.get(f"Observation?patient=a&_count=5{wanted}").json.get("total")
        for wanted in ("", "&_total=accurate", "&_total=none")
    ]

    assert [None, 30, None] == totals
    assert 30 == filled.get("Observation?patient=a&_count=50").json["total"]
    assert 30 == filled.get("Observation?patient=a&_summary=count").json["total"]
    assert (30, None) == (
        filled.get("Observation?patient=a&_count=0").json["total"],
        filled.get("Observation?patient=a&_count=0").json.get("entry"),
    )


def test_handling_lenient_says_what_it_dropped(filled):
    """Only a client that asks for it gets an answer that ignores a parameter, and is told so."""
    strict = filled.get("Observation?patient=a&colour=red")
    lenient = filled.get("Observation?patient=a&colour=red&_count=50", Prefer="handling=lenient").json

    assert 400 == strict.status_code
    assert "colour" not in lenient["link"][0]["url"]
    assert "colour" in str(lenient["entry"][-1]["resource"])
    assert "outcome" == lenient["entry"][-1]["search"]["mode"]


def test_deleted_resources_are_not_found(api):
    api.put("Patient/x", {"resourceType": "Patient", "id": "x", "gender": "male"})
    api.delete("Patient/x")

    for query in ("", "gender=male", "gender:not=female", "birthdate:missing=true", "_id=x", "_sort=_id"):
        assert [] == api.ids(f"Patient?{query}"), query
        assert 0 == api.get(f"Patient?{query}&_summary=count").json["total"], query


def test_searches_run_on_an_index(filled):
    """The clinical search is one range of one index, without a sort, and reads only what it answers."""
    exchange = filled.app.wsgi_app._pipeline.exchange
    query = [
        ("patient", "a"),
        ("code", "14743-9"),
        ("date", "ge2024-06-01"),
        ("_sort", "-date"),
        ("_count", "10"),
    ]

    explained = explain(exchange, "Observation", query)

    stats = explained["executionStats"]
    stages = str(explained["queryPlanner"]["winningPlan"])
    assert "'SORT'" not in stages
    assert "COLLSCAN" not in stages
    assert 11 == stats["nReturned"] == stats["totalDocsExamined"]
    assert stats["totalKeysExamined"] <= 12


def explain(exchange, type, pairs):
    """How MongoDB carries out a search."""
    from hie.search import SearchOptions, parse, plan  # noqa: PLC0415 - of this test alone.
    from hie.storage import Query  # noqa: PLC0415 - as above.

    query = plan(parse(exchange.parameters_of, type, pairs, SearchOptions(now_ms=exchange.now_ms())))
    return exchange.repository.store.explain(
        type, Query(query.filter, query.sort, query.limit, query.hint, query.fields)
    )


def test_too_many_included_resources_are_cut_and_told(make_api, plain):
    """A page stays finite, and says that it is not all."""
    api = make_api(plain, profiles="none", max_included=2)
    api.put("Patient/p", {"resourceType": "Patient", "id": "p"})
    for _ in range(3):
        observation = {"resourceType": "Observation", "status": "final", "code": CODE}
        api.post("Observation", {**observation, "subject": {"reference": "Patient/p"}})

    entries = api.get("Patient?_revinclude=Observation:subject").json["entry"]

    assert ["match", "include", "include", "outcome"] == [entry["search"]["mode"] for entry in entries]
    for query in ("_revinclude=*", "_revinclude:iterate=Observation:subject"):
        assert 4 == len(api.get(f"Patient?{query}").json["entry"])
    assert "search-included-cut" in str(entries[-1]["resource"])
