"""$lastn, against an evaluation that looks at every observation."""

from random import Random
from typing import Any

import pytest
from outcomes_of import entries, outcomes
from rest_api import Api

_SYSTEM = "http://example.org/codes"
_CATEGORIES = ("vital-signs", "laboratory")


def _observation(random: Random, id: str, patient: str) -> dict[str, Any]:
    codes = random.sample("abcdefgh", random.choice((0, 1, 1, 1, 1, 2)))
    coding = [{"system": _SYSTEM, "code": code} if code < "g" else {"code": code} for code in codes]
    text = {} if coding and random.random() < 0.5 else {"text": random.choice(("Text", "textM", "t e x t"))}
    dated = {} if random.random() < 0.1 else {"effectiveDateTime": f"2024-01-{random.randint(1, 12):02}"}
    return {
        "resourceType": "Observation",
        "id": id,
        "status": random.choice(("final", "final", "entered-in-error")),
        "category": [{"coding": [{"code": random.choice(_CATEGORIES)}]}],
        "code": {**({"coding": coding} if coding else {}), **text},
        "subject": {"reference": f"Patient/{patient}"},
        **dated,
    }


def _keys(observation: dict[str, Any]) -> set[str]:
    coding = observation["code"].get("coding", ())
    return {f"{each.get('system')}|{each['code']}" for each in coding} or {observation["code"]["text"]}


def _expected(everything: list[dict[str, Any]], wanted: list[dict[str, Any]], most: int) -> set[str]:
    """The ids that the definition asks for, by looking at all."""
    groups: list[tuple[set[str], list[dict[str, Any]]]] = []
    for each in everything:
        keys = _keys(each)
        same = [group for group in groups if group[0] & keys]
        groups = [group for group in groups if group not in same]
        groups.append((keys.union(*(g[0] for g in same)), [o for g in same for o in g[1]] + [each]))
    found: set[str] = set()
    for _, members in groups:
        times = sorted(
            (o["effectiveDateTime"] for o in members if o in wanted and "effectiveDateTime" in o),
            reverse=True,
        )
        undated = [o for o in members if o in wanted and "effectiveDateTime" not in o]
        if times:
            limit = times[min(most, len(times)) - 1]
            found |= {o["id"] for o in members if o in wanted and o.get("effectiveDateTime", "") >= limit}
        # Of those without a time the last that were stored come, as far as there is room.
        room = most - len(times)
        found |= {o["id"] for o in undated[::-1][: max(room, 0)]}
    return found


@pytest.fixture(scope="module")
def record(make_api, plain) -> tuple[Api, list[dict[str, Any]]]:
    """Sixty observations of one patient, and some of another."""
    api: Api = make_api(plain, profiles="none")
    random = Random(4)  # noqa: S311 - The same observations every time are what a test wants.
    observations = [_observation(random, f"o{number}", "p" if number % 5 else "q") for number in range(75)]
    for each in observations:
        answer = api.put(f"Observation/{each['id']}", each)
        assert answer.status_code == 201, answer.text
    return api, observations


@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_the_latest_of_each_code(record: tuple[Api, list[dict[str, Any]]], most: int) -> None:
    """Translations are one group, texts are others, ties come along, filters come first."""
    api, observations = record
    own = [each for each in observations if each["subject"]["reference"] == "Patient/p"]
    queries = {
        "category=vital-signs,laboratory": own,
        "category=vital-signs": [e for e in own if e["category"][0]["coding"][0]["code"] == "vital-signs"],
        "category=vital-signs,laboratory&status=final": [e for e in own if e["status"] == "final"],
        "category:missing=false&date=le2024-01-06": [
            e for e in own if e.get("effectiveDateTime", "9") <= "2024-01-06"
        ],
    }
    for query, wanted in queries.items():
        bundle = api.get(f"Observation/$lastn?patient=p&{query}&max={most}").json
        found = entries(bundle)
        assert _expected(own, wanted, most) == {each["id"] for each in found}, query
        assert len(found) == bundle["total"]
        times = [each.get("effectiveDateTime", "") for each in found]
        assert sorted(times, reverse=True) == times


def test_codes(record: tuple[Api, list[dict[str, Any]]]) -> None:
    """A code narrows the groups to those that have it."""
    api, observations = record
    own = [each for each in observations if each["subject"]["reference"] == "Patient/p"]
    for code in (f"{_SYSTEM}|a", "a", f"{_SYSTEM}|", "|g", "g", "none", f"{_SYSTEM}|a,h"):
        forms = code.split(",")
        wanted = [
            each
            for each in own
            if any(
                form in (key.replace("None|", "|"), key.rpartition("|")[2], key.rpartition("|")[0] + "|")
                and form != "None|"
                for key in _keys(each)
                if "|" in key
                for form in forms
            )
        ]
        found = entries(api.get(f"Observation/$lastn?subject=Patient/p&code={code}&max=2").json)
        assert _expected(wanted, wanted, 2) == {each["id"] for each in found}, code


def test_several_patients_and_the_body(record: tuple[Api, list[dict[str, Any]]]) -> None:
    """Each patient has groups of their own; parameters may be in the body."""
    api, _ = record
    query = "Observation/$lastn?category=laboratory&patient="
    one, other, both = (
        {each["id"] for each in entries(api.get(query + ids).json)} for ids in ("p", "q", "p,Patient/q")
    )
    assert one
    assert other
    assert one | other == both
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    posted = api.send("POST", "Observation/$lastn", b"patient=p&category=laboratory", **form)
    assert one == {each["id"] for each in entries(posted.json)}


def test_nothing_found_is_no_error(api: Api) -> None:
    """No match is an empty searchset."""
    answer = api.get("Observation/$lastn?patient=x&category=y")
    assert (200, 0, []) == (answer.status_code, answer.json["total"], entries(answer.json))


def test_more_than_a_page_is_cut(make_api, plain) -> None:
    """The Bundle says that it does not hold all."""
    api: Api = make_api(plain, profiles="none", max_count=2)
    for number in range(3):
        body = _observation(Random(number), f"o{number}", "p")  # noqa: S311 - For a test.
        api.put(f"Observation/o{number}", {**body, "code": {"text": str(number)}})
    bundle = api.get("Observation/$lastn?patient=p&category:missing=false").json
    assert (3, 2, ["incomplete"]) == (bundle["total"], len(entries(bundle)), outcomes(bundle))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "patient=p",
        "category=laboratory",
        "subject=Group/g&category=laboratory",
        "patient=p&category=laboratory&max=0",
        "patient=p&category=laboratory&max=x",
        "patient=p&category=laboratory&max=1&max=2",
        "patient=p&category=laboratory&_sort=date",
        "patient=p&category=laboratory&_include=Observation:subject",
        "patient=p&category=laboratory&nonsense=1",
    ],
)
def test_bad_requests(shared_api: Api, query: str) -> None:
    """What the definition does not allow is refused."""
    answer = shared_api.get(f"Observation/$lastn?{query}")
    assert (400, "OperationOutcome") == (answer.status_code, answer.json["resourceType"])
