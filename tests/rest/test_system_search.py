"""Searches of several types at once, and in compartments.

https://hl7.org/fhir/R4/http.html#search
https://hl7.org/fhir/R4/compartmentdefinition.html
"""

import pytest
from outcomes import first_issue

CODE = {"coding": [{"system": "http://loinc.org", "code": "8480-6"}]}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def filled(make_api, plain):
    """Two patients; each has observations, encounters and conditions, and some share their ids."""
    api = make_api(plain, profiles="none")
    tag = {"tag": [{"system": "urn:t", "code": "course"}]}
    for patient in "ab":
        api.put(f"Patient/{patient}", {"resourceType": "Patient", "id": patient, "meta": tag})
        subject = {"subject": {"reference": f"Patient/{patient}"}}
        for number in range(12):
            id = f"{patient}{number:02}"
            encounter = {
                "resourceType": "Encounter",
                "id": id,
                "status": "finished",
                "class": {"code": "AMB"},
            }
            encounter["period"] = {"start": f"2024-01-{number + 1:02}T08:00:00Z"}
            observation = {
                "resourceType": "Observation",
                "id": id,
                "status": "final",
                "code": CODE,
                "meta": tag,
            }
            observation["effectiveDateTime"] = f"2024-01-{number + 1:02}T09:00:00Z"
            condition = {"resourceType": "Condition", "id": id, "code": {"text": "x"}, "meta": tag}
            for resource in (encounter, observation, condition):
                assert 201 == api.put(f"{resource['resourceType']}/{id}", {**resource, **subject}).status_code
    performed = {"resourceType": "Observation", "id": "performed", "status": "final", "code": CODE}
    api.put("Observation/performed", {**performed, "performer": [{"reference": "Patient/a"}]})
    linked = {"resourceType": "Patient", "id": "linked"}
    api.put("Patient/linked", linked | {"link": [{"other": {"reference": "Patient/a"}, "type": "refer"}]})
    api.put("Organization/o", {"resourceType": "Organization", "id": "o", "name": "x"})
    return api


def walked(api, path):
    """``Type/id`` of what a search finds, over all its pages, and the pages' sizes."""
    found, sizes = [], []
    while path is not None:
        bundle = api.get(path).json
        entries = bundle.get("entry", [])
        sizes.append(len(entries))
        found += [f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries]
        links = {link["relation"]: link["url"] for link in bundle["link"]}
        path = links["next"].partition("/fhir")[2].lstrip("/") if "next" in links else None
    return found, sizes


def test_types_are_named(filled):
    found, _ = walked(filled, "?_type=Encounter,Observation&_count=7")
    assert 49 == len(found) == len(set(found))
    assert {"Encounter", "Observation"} == {each.partition("/")[0] for each in found}


def test_all_types(filled):
    """Without _type every type is searched by what all of them have."""
    found, _ = walked(filled, "?_tag=urn:t|course&_count=11")
    assert 50 == len(found) == len(set(found))
    assert {"Patient", "Observation", "Condition"} == {each.partition("/")[0] for each in found}
    assert 77 == len(walked(filled, "?_count=1000")[0])


@pytest.mark.parametrize("sort", ["", "_id", "-_id", "_lastUpdated", "-_lastUpdated"])
def test_pages_hold_each_match_once(filled, sort):
    """Whatever the order and the size of the page, and though ids are shared by types."""
    whole, _ = walked(
        filled, f"?_type=Encounter,Observation,Condition&_count=1000&_sort={sort}".removesuffix("&_sort=")
    )
    for count in (1, 5, 24):
        query = f"?_type=Condition,Encounter,Observation&_count={count}" + (f"&_sort={sort}" if sort else "")
        found, sizes = walked(filled, query)
        assert whole == found
        assert {count} >= set(sizes[:-1])
    ids = [each.partition("/")[2] for each in whole]
    if sort.endswith("_id"):
        assert sorted(ids, reverse=sort.startswith("-")) == ids
    assert 73 == len(set(whole))


def test_the_newest_of_all_types_come_first(filled):
    """The main dates of the types are compared with each other."""
    found, _ = walked(filled, "?_type=Encounter,Observation&_id=a10,a11&_count=1")
    assert ["Observation/a11", "Encounter/a11", "Observation/a10", "Encounter/a10"] == found


def test_back_to_the_page_before(filled):
    first = filled.get("?_type=Encounter,Observation&_count=5").json
    links = {link["relation"]: link["url"].partition("/fhir")[2].lstrip("/") for link in first["link"]}
    second = filled.get(links["next"]).json
    back = {link["relation"]: link["url"].partition("/fhir")[2].lstrip("/") for link in second["link"]}[
        "prev"
    ]
    assert first["entry"] == filled.get(back).json["entry"]
    assert links["self"] == "?_type=Encounter,Observation&_count=5"


def test_totals_are_of_all_types(filled):
    assert 49 == filled.get("?_type=Encounter,Observation&_count=5&_total=accurate").json["total"]
    assert 49 == filled.get("?_type=Encounter,Observation&_summary=count").json["total"]
    assert 49 == filled.get("?_type=Encounter,Observation&_count=1&_total=estimate").json["total"]
    assert "total" not in filled.get("?_type=Encounter,Observation&_count=5").json
    assert 3 == len(walked(filled, "?_type=Encounter,Observation&_count=2&_maxresults=3")[0])


def test_post_means_the_same(filled):
    bundle = filled.post("_search", b"_type=Encounter&_count=50&_sort=date", Content_Type=FORM).json
    assert 24 == bundle["total"]
    assert "a00" == bundle["entry"][0]["resource"]["id"]


def test_what_the_types_have_in_common_may_be_asked(filled):
    """A parameter of all types that are named is understood, in each as that type means it."""
    assert 24 == len(walked(filled, "?_type=Encounter,Condition&patient=a&_count=50")[0])
    assert 24 == len(walked(filled, "?_type=Encounter,Observation&subject:Patient=a&_count=50")[0])
    assert 2 == len(walked(filled, "?_type=Encounter,Observation&patient._id=a&date=lt2024-01-02")[0])
    assert ["Observation/a11"] == walked(filled, "?_type=Observation&patient=a&code=8480-6&date=2024-01-12")[
        0
    ]


def test_includes(filled):
    """Links of each type are followed, as the include names them."""
    entries = filled.get("?_type=Encounter,Observation&_id=a11&_include=Observation:subject").json["entry"]
    assert ["match", "match", "include"] == [entry["search"]["mode"] for entry in entries]


def test_what_is_refused(filled):
    for query, key in (
        ("name=x", "search-parameter-unknown"),
        ("_type=Encounter,Observation&code=x", "search-parameter-unknown"),
        ("_type=Nonsense", "search-type-unknown"),
        ("_type=Encounter,Observation&_sort=date", "search-sort-several"),
        ("_type=Encounter,Observation&_include=Patient:organization", "search-include-source"),
    ):
        answer = filled.get(f"?{query}")
        assert (400, key) == (answer.status_code, first_issue(answer)[0]), query
    answer = filled.get("Patient?_type=Observation")
    assert (400, "search-type-unknown") == (answer.status_code, first_issue(answer)[0])
    assert 3 == filled.get("Patient?_type=Patient").json["total"]


def test_lenient_drops_for_all_what_one_does_not_know(filled):
    bundle = filled.get("?_type=Encounter,Observation&code=x&_count=100", Prefer="handling=lenient").json
    assert 49 == bundle["total"]
    assert bundle["link"][0]["url"].endswith("?_type=Encounter,Observation&_count=100")
    assert "code" in str(bundle["entry"][-1]["resource"])


def test_an_empty_server_has_nothing(make_api, plain):
    api = make_api(plain, profiles="none")
    assert 0 == api.get("").json["total"]
    assert 0 == api.get("?_type=Patient,Basic").json["total"]
    assert 0 == api.get("Patient/x/*").json["total"]


def test_a_compartment(filled):
    """The observations of a patient are those about them and those made by them."""
    assert 13 == len(filled.ids("Patient/a/Observation?_count=5"))
    assert 12 == len(filled.ids("Patient/b/Observation"))
    assert ["a04", "a03"] == filled.ids("Patient/a/Observation?date=ge2024-01-04&date=lt2024-01-06")
    assert 13 == filled.post("Patient/a/Observation/_search", b"code=8480-6", Content_Type=FORM).json["total"]
    assert [] == filled.ids("Patient/nobody/Observation")
    links = filled.get("Patient/a/Observation?code=8480-6&_count=5").json["link"]
    assert links[0]["url"].endswith("/fhir/Patient/a/Observation?code=8480-6&_count=5")
    assert "/fhir/Patient/a/Observation?_cursor=" in links[1]["url"]


def test_a_compartment_holds_what_it_is_about(filled):
    assert ["a", "linked"] == sorted(filled.ids("Patient/a/Patient"))
    assert ["b"] == filled.ids("Patient/b/Patient")
    assert ["a00"] == filled.ids("Encounter/a00/Encounter")


def test_all_types_of_a_compartment(filled):
    found, _ = walked(filled, "Patient/a/*?_count=7")
    assert 39 == len(found) == len(set(found))
    assert "Organization/o" not in found
    assert 37 == filled.post("Patient/b/_search", b"_summary=count", Content_Type=FORM).json["total"]
    assert 24 == len(walked(filled, "Patient/b/*?_type=Encounter,Condition&_count=5")[0])
    assert 37 == filled.post("Patient/b/*/_search", b"_total=accurate", Content_Type=FORM).json["total"]


def test_a_cursor_is_of_one_compartment(filled):
    """A link to a page of one patient is none to a page of another."""
    links = filled.get("Patient/a/Observation?_count=5").json["link"]
    path = next(link["url"] for link in links if link["relation"] == "next").partition("/fhir/")[2]
    for other in ("Patient/b/Observation", "Observation", "Patient/a/*"):
        answer = filled.get(path.replace("Patient/a/Observation", other))
        assert (410, "cursor-invalid") == (answer.status_code, first_issue(answer)[0])


def test_no_such_compartment(filled):
    for path, key in (
        ("Organization/o/Patient", "compartment-unknown"),
        ("Patient/a/Organization", "compartment-member"),
        ("Patient/a/Nonsense", "type-unknown"),
        ("Nonsense/a/Patient", "type-unknown"),
    ):
        answer = filled.get(path)
        assert (404, key) == (answer.status_code, first_issue(answer)[0]), path


def test_a_batch_may_search_so(filled):
    entries = [
        {"request": {"method": "GET", "url": url}}
        for url in ("Patient/a/Observation?_count=1", "?_type=Patient")
    ]
    bundle = filled.post("", {"resourceType": "Bundle", "type": "batch", "entry": entries}).json
    assert ["200 OK", "200 OK"] == [entry["response"]["status"] for entry in bundle["entry"]]


def test_a_filter_of_several_types(filled):
    """A filter is understood of each type, by GET and by POST."""
    query = "_type=Encounter,Observation&_filter=patient re Patient/a and not (date ge 2024-01-03)"
    assert ["Observation/a01", "Observation/a00"] == walked(filled, f"?{query}")[0]
    assert 2 == filled.post("_search", query.encode(), Content_Type=FORM).json["total"]
    answer = filled.get("?_type=Encounter,Observation&_filter=patient re Patient/a and code eq x")
    assert (400, "search-parameter-unknown") == (answer.status_code, first_issue(answer)[0])


def test_a_list_of_several_types(filled):
    items = [
        {"item": {"reference": link}} for link in ("Patient/a", "Observation/b01", "Condition/b02", "X/y")
    ]
    listed = {
        "resourceType": "List",
        "id": "some",
        "status": "current",
        "mode": "working",
        "entry": items[:3],
    }
    assert 201 == filled.put("List/some", listed).status_code
    assert {"Observation/b01", "Condition/b02", "Patient/a"} == set(walked(filled, "?_list=some&_count=2")[0])
    filled.delete("List/some")
    assert [] == walked(filled, "?_list=some")[0]


def test_members_are_read_in_the_order_of_an_index(filled):
    """Nothing is sorted, and no more is read than a page holds and one for each way to be a member."""
    bundle = filled.get("Patient/a/Observation?_count=5&_explain=true").json
    parts = bundle["entry"][-1]["resource"]["extension"][0]["extension"]
    told = {part["url"]: part.get("valueInteger", part.get("valueString")) for part in parts}
    assert "k_1_m_-1_n_-1" == told["index"]
    assert "SORT " not in f"{told['stages']} "
    assert told["documents"] <= 8


def test_a_later_page_of_a_compartment_costs_no_more(filled):
    """Whichever way a resource is a member, the index gives the members in order on every page."""
    links = filled.get("Patient/a/Observation?_count=5").json["link"]
    path = next(link["url"] for link in links if link["relation"] == "next").partition("/fhir/")[2]
    parts = filled.get(f"{path}&_explain=true").json["entry"][-1]["resource"]["extension"][0]["extension"]
    told = {part["url"]: part.get("valueInteger", part.get("valueString")) for part in parts}
    assert "SORT " not in f"{told['stages']} "
    assert told["documents"] <= 6


def test_each_type_is_explained(filled):
    outcome = filled.get("?_type=Encounter,Observation&patient=a&_explain=true").json["entry"][-1]["resource"]
    types = [part["extension"][0]["valueString"] for part in outcome["extension"]]
    assert ["Encounter", "Observation"] == types


def test_metadata_tells(filled):
    rest = filled.get("metadata").json["rest"][0]
    assert {"code": "search-system"} in rest["interaction"]
    assert "http://hl7.org/fhir/CompartmentDefinition/patient" in rest["compartment"]
    assert 5 == len(rest["compartment"])
    assert {"_filter", "_has", "_in", "_list"} <= {item["name"] for item in rest["searchParam"]}
