"""Every documented query shape is one index range."""

from typing import Any

import pytest

from hie.storage import Query
from hie.storage.indexes import CURRENT, HISTORY, LOCKS, missing

NEWEST_FIRST = [("m", -1), ("n", -1)]


@pytest.fixture
def clinical(store, document):
    """Of 40 patients 50 observations each, of two codes, one a day."""
    documents = [
        document(
            _id=f"{patient}.{day}",
            m=day * 86_400_000,
            s=[f"family=name{patient}"],
            k=[
                f"patient=Patient/{patient}",
                f"code=http://loinc.org|{day % 2}",
                f"patient&code={patient}&http://loinc.org|{day % 2}",
            ],
            d=[{"p": "date", "l": day * 86_400_000, "h": day * 86_400_000 + 999}],
            q=[{"p": "value-quantity", "l": float(day), "h": float(day)}],
            c=[{"p": "code-value-quantity", "k": f"{patient}${day}"}],
        )
        for patient in range(40)
        for day in range(50)
    ]
    assert store.insert_many("Observation", documents) == [None] * 2000
    return store


def stages(plan: dict[str, Any]) -> list[str]:
    """The stages of the winning plan, from the top down."""
    found = []
    while plan:
        found.append(plan["stage"])
        plan = plan.get("inputStage", {})
    return found


def explained(store, query: Query) -> tuple[list[str], dict[str, Any]]:
    answer = store.explain("Observation", query)
    return stages(answer["queryPlanner"]["winningPlan"]), answer["executionStats"]


def test_clinical_query_is_one_range(clinical):
    """Patient, code and date range, newest first: one range, nothing sorted, nothing read in vain."""
    days = {"$gte": 10 * 86_400_000, "$lt": 40 * 86_400_000}
    query = Query({"k": "patient&code=7&http://loinc.org|1", "m": days}, NEWEST_FIRST, 20)
    plan, stats = explained(clinical, query)
    assert plan == ["LIMIT", "FETCH", "IXSCAN"]
    assert stats["nReturned"] == 15
    assert stats["totalKeysExamined"] <= stats["nReturned"] * 1.2
    assert stats["totalDocsExamined"] <= stats["nReturned"] * 1.2
    assert [stored.id for stored in clinical.find("Observation", query)][:2] == ["7.39", "7.37"]


def test_next_page_is_one_range(clinical):
    """The keyset condition of the next page is a range of the same index."""
    after = {"k": "patient=Patient/7", "m": {"$lte": 30 * 86_400_000}}
    plan, stats = explained(clinical, Query(after, NEWEST_FIRST, 20))
    assert plan == ["LIMIT", "FETCH", "IXSCAN"]
    assert stats["totalKeysExamined"] <= 24


@pytest.mark.parametrize(
    ("filter_", "sort", "examined"),
    [
        ({"k": "patient=Patient/7"}, NEWEST_FIRST, 24),
        ({}, NEWEST_FIRST, 24),
        ({"gone": None}, NEWEST_FIRST, 24),
        ({"m": {"$gte": 0}}, NEWEST_FIRST, 24),
        ({"t": {"$gte": 0}}, [("t", 1), ("n", 1)], 24),
        ({"s": {"$regex": "^family=name7"}}, [], 60),
        ({"d": {"$elemMatch": {"p": "date", "l": {"$gte": 0, "$lt": 5}}}}, [], 60),
        ({"q": {"$elemMatch": {"p": "value-quantity", "l": {"$gte": 7, "$lte": 7}}}}, [], 60),
        ({"c": {"$elemMatch": {"p": "code-value-quantity", "k": "7$3"}}}, [], 3),
        ({"b": "s|1"}, [], 3),
        ({"gone": True}, [], 3),
    ],
)
def test_shape_runs_on_an_index(clinical, filter_, sort, examined):
    """Each kind of search parameter reads an index, in its order where there is one."""
    plan, stats = explained(clinical, Query(filter_, sort, 20))
    assert "IXSCAN" in plan
    assert not {"COLLSCAN", "SORT"} & set(plan)
    assert stats["totalKeysExamined"] <= examined


def test_types_without_a_main_date_are_read_in_order(store, document):
    """Where no resource has a main date the same order is that of creation, from the same index."""
    store.insert_many("Observation", [document(k=["status=final"]) for _ in range(300)])
    plan, stats = explained(store, Query({"k": "status=final"}, NEWEST_FIRST, 20))
    assert plan == ["LIMIT", "FETCH", "IXSCAN"]
    assert stats["totalKeysExamined"] <= 24
    found = store.find("Observation", Query({"k": "status=final"}, NEWEST_FIRST, 3))
    assert [stored.n for stored in found] == [300, 299, 298]


def test_a_hint_names_an_index_by_its_key(clinical):
    """A plan may insist on an index of the table."""
    query = Query({"k": "patient=Patient/7"}, NEWEST_FIRST, 5, hint=NEWEST_FIRST)
    plan, _ = explained(clinical, query)
    assert plan == ["LIMIT", "FETCH", "IXSCAN"]
    assert len(clinical.find("Observation", query)) == 5


def test_only_what_is_missing_is_made():
    """The table is compared with what exists by the names, which follow from the keys."""
    names = [index.name for index in CURRENT]
    assert missing(CURRENT, names) == []
    assert [model.document["name"] for model in missing(CURRENT, names[1:])] == ["k_1_m_-1_n_-1"]


@pytest.mark.parametrize("table", [CURRENT, HISTORY, LOCKS])
def test_table_says_what_each_serves(table):
    """No index without a query that it serves, and none twice."""
    assert all(index.serves for index in table)
    assert len({index.name for index in table}) == len(table)
