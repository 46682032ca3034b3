"""Plans: requests as MongoDB queries."""

import pytest

from hie.search import NO_DATE

BY_ENTRY = (("k", 1), ("m", -1), ("n", -1))
BY_DATE = (("m", -1), ("n", -1))


def test_no_conditions(library):
    """All resources of a type are those with a place in the order: tombstones have none."""
    planned = library.plan("Patient?_count=5")
    assert {"m": {"$gte": NO_DATE}} == planned.filter
    assert (BY_DATE, BY_DATE, 6) == (planned.sort, planned.hint, planned.limit)


@pytest.mark.parametrize(
    "query",
    [
        "Observation?patient=1&code=http://loinc.org|8480-6",
        "Observation?code=http://loinc.org|8480-6&patient=Patient/1",
        "Observation?subject=Patient/1&code=http://loinc.org|8480-6",
        "Observation?subject:Patient=1&code=http://loinc.org|8480-6",
    ],
)
def test_patient_and_code_are_one_entry(library, query):
    """The usual clinical query is one entry of one index, newest first."""
    planned = library.plan(query)
    assert {"k": "patient&code=1&http://loinc.org|8480-6"} == planned.filter
    assert (BY_DATE, BY_ENTRY) == (planned.sort, planned.hint)


@pytest.mark.parametrize(
    "query",
    [
        "Observation?subject=1&code=x",
        "Observation?subject=https://other.example/Patient/1&code=x",
        "Observation?subject=Patient/1&code:not=x",
        "Observation?subject=Group/1&code=x",
        "Observation?performer=Patient/1&code=x",
    ],
)
def test_what_is_no_pair(library, query):
    """Only patients of this server and codes that must be there make a pair."""
    assert "patient&code" not in str(library.plan(query).filter)


def test_pairs_of_several(library):
    """Several patients or codes are several entries."""
    planned = library.plan("Observation?patient=1,2&code=a,b")
    assert {"k": {"$in": [f"patient&code={pair}" for pair in ("1&a", "1&b", "2&a", "2&b")]}} == planned.filter


def test_negative_conditions_exclude_tombstones(library):
    """A condition that a document without values meets is joined by one that a tombstone does not meet."""
    for query in (
        "Patient?gender:not=male",
        "Patient?gender:missing=true",
        "Patient?_id=a",
        "Patient?_lastUpdated=gt2020",
    ):
        assert library.plan(query).filter["m"] == {"$gte": NO_DATE}, query


def test_fields_for_includes_and_cursors(library):
    """What is read beside the body is what the next page and the includes need."""
    assert library.plan("Observation").fields == ("m",)
    assert library.plan("Observation?_sort=value-quantity").fields == ("x",)
    assert library.plan("Observation?_sort=_id").fields == ()
    assert library.plan("Observation?_include=Observation:subject").fields == ("k", "m")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Observation?_sort=date", (("m", 1), ("n", 1))),
        ("Observation?_sort=-date", (("m", -1), ("n", -1))),
        ("Observation?_sort=-_lastUpdated", (("t", -1), ("n", -1))),
        ("Observation?_sort=_id,date", (("_id", 1),)),
        ("Observation?_sort=code,-date,code", (("x.code", 1), ("m", -1), ("n", -1))),
    ],
)
def test_order(library, query, expected):
    """Every order ends in a field that no two resources share."""
    assert expected == library.plan(query).sort


def test_no_hint_where_another_index_may_be_better(library):
    """With conditions of several kinds MongoDB chooses."""
    assert library.plan("Patient?family=x&gender=male").hint is None
    assert library.plan("Patient?_id=x").hint is None
