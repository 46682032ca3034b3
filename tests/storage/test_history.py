"""History: newest first, over current and superseded versions, page by page."""

import random
import uuid
from collections.abc import Iterator

import pytest

from hie.storage import HistoryCursor, HistoryQuery, Query, Store, StoreOptions
from hie.storage.history_query import history_filter


@pytest.fixture(scope="module")
def full(embedded) -> Iterator[Store]:
    """A store with what was ``written``, which tests only read."""
    store = Store(embedded.uri, f"history_{uuid.uuid4().hex[:12]}", StoreOptions(strict_api=True))
    yield store
    store.close()


@pytest.fixture(scope="module")
def written(full) -> list[tuple[str, str, int]]:
    """100 writes to 12 resources of 3 types, three of them at each millisecond; newest first."""
    rng = random.Random(7)  # noqa: S311 - the same writes in every run.
    versions: dict[tuple[str, str], int] = {}
    order = []
    for step in range(100):
        type_, id_ = rng.choice(["Patient", "Encounter", "Group"]), str(rng.randrange(4))
        version = versions[type_, id_] = versions.get((type_, id_), 0) + 1
        change = {"_id": id_, "v": version, "t": 1000 + step // 3, "body": str(step).encode()}
        if version == 1:
            full.insert(type_, {**change, "n": step})
        elif rng.random() < 0.15:
            full.transact([type_], lambda t, c=change, n=type_: t.delete(n, c["_id"], c["t"]))
        else:
            full.transact([type_], lambda t, c=change, n=type_: t.replace(n, c))
        order.append((type_, id_, version))
    return order[::-1]


def pages(store, limit: int, **which) -> list:
    found, after = [], None
    while True:
        page = store.history(HistoryQuery(after=after, limit=limit, **which))
        found += page
        if len(page) < limit:
            return found
        after = HistoryCursor.of(page[-1])


def versions(entries) -> list[tuple[str, str, int]]:
    return [(stored.type, stored.id, stored.version) for stored in entries]


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_of_the_system(full, written, limit):
    """Every version of everything comes once, newest first, however long the pages are."""
    entries = pages(full, limit)
    assert sorted(versions(entries)) == sorted(written)
    times = [stored.updated_ms for stored in entries]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("limit", [1, 5, 1000])
def test_of_a_type(full, written, limit):
    """The history of a type has the versions of that type."""
    expected = [version for version in written if version[0] == "Encounter"]
    entries = pages(full, limit, type="Encounter")
    assert sorted(versions(entries)) == sorted(expected)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_of_an_instance(full, written, limit):
    """The history of a resource goes from the current version down to the first."""
    type_, id_, _ = written[0]
    expected = [version for version in written if version[:2] == (type_, id_)]
    assert versions(pages(full, limit, type=type_, id=id_)) == expected


def test_since(full, written):
    """Only versions from a moment on, that moment included, at every level."""
    recent = written[:-48]
    assert sorted(versions(pages(full, 10, since_ms=1016))) == sorted(recent)
    assert full.count_history(HistoryQuery(since_ms=1016)) == len(recent) == 52
    type_, id_, _ = written[0]
    expected = [version for version in recent if version[:2] == (type_, id_)]
    assert versions(full.history(HistoryQuery(type_, id_, 1016))) == expected


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_oldest_first(full, written, limit):
    """The other way round it is the same, at every level."""
    newest_first = versions(pages(full, 1000))
    assert versions(pages(full, limit, oldest_first=True)) == newest_first[::-1]
    type_, id_, _ = written[0]
    of_one = versions(pages(full, 1000, type=type_, id=id_))
    assert versions(pages(full, limit, type=type_, id=id_, oldest_first=True)) == of_one[::-1]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("limit", [1, 7, 1000])
@pytest.mark.parametrize("at", [(1000, 1000), (1010, 1012), (1033, 1033), (900, 999), (1016, 9999)])
def test_current_in_a_period(full, at, limit):
    """A version counts from its time until the next one's; a resource that was gone before does not."""
    everything = full.history(HistoryQuery(limit=1000))
    ends = {(s.type, s.id, s.version - 1): s.updated_ms for s in everything}
    expected = [
        (s.type, s.id, s.version)
        for s in everything
        if s.updated_ms <= at[1]
        and ends.get((s.type, s.id, s.version), 9_999_999) > at[0]
        and not (s.body is None and s.updated_ms < at[0])
    ]
    assert versions(pages(full, limit, at_ms=at)) == expected
    assert full.count_history(HistoryQuery(at_ms=at)) == len(expected)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_of_named_resources(full, limit):
    """Only versions of the ids that are named, or the one version that is."""
    only = {"Patient": [("1", None), ("2", 2)], "Group": [("3", 1)], "Basic": [("1", None)]}
    expected = [
        version
        for version in versions(pages(full, 1000))
        if version[:2] == ("Patient", "1") or version in [("Patient", "2", 2), ("Group", "3", 1)]
    ]
    assert versions(pages(full, limit, only=only)) == expected
    assert full.count_history(HistoryQuery(only=only)) == len(expected) > 3


def test_counts(full, written):
    """The number of versions is known at every level."""
    type_, id_, version = written[0]
    assert full.count_history(HistoryQuery()) == 100
    assert full.count_history(HistoryQuery(type_)) == len([v for v in written if v[0] == type_])
    assert full.count_history(HistoryQuery(type_, id_)) == version


def test_bodies_and_methods(store, document):
    """Each version has its own body and the method that made it; a deletion has none."""
    store.insert("Patient", document(_id="a", t=1, body=b"1" * 500))
    store.transact(["Patient"], lambda t: t.replace("Patient", {"_id": "a", "v": 2, "t": 2, "body": b"2"}))
    store.transact(["Patient"], lambda t: t.delete("Patient", "a", 3))
    assert [(stored.method, stored.body) for stored in store.history(HistoryQuery("Patient", "a"))] == [
        ("DELETE", None),
        ("PUT", b"2"),
        ("POST", b"1" * 500),
    ]


def test_pages_stand_still_under_writes(store, document):
    """What is written while a client pages neither repeats nor hides an entry."""
    for number in range(10):
        store.insert("Patient", document(_id=str(number), t=number, n=number))
    first = store.history(HistoryQuery("Patient", limit=4))
    store.insert("Patient", document(_id="new", t=50))
    store.transact(["Patient"], lambda t: t.replace("Patient", {"_id": "3", "v": 2, "t": 51, "body": b""}))
    rest = store.history(HistoryQuery("Patient", after=HistoryCursor.of(first[-1]), limit=100))
    assert [stored.id for stored in [*first, *rest]] == [str(number) for number in range(9, -1, -1)]


def test_a_page_reads_no_more_than_itself(store, document):
    """A page in the midst of a long history is one range of an index."""
    store.insert_many("Patient", [document(t=number // 3, n=number) for number in range(900)])
    query = HistoryQuery("Patient", since_ms=50, after=HistoryCursor(200, 601, 1, "Patient"), limit=20)
    answer = store.explain(
        "Patient", Query(history_filter("Patient", query, "_id"), [("t", -1), ("n", -1)], 20)
    )
    assert answer["executionStats"]["nReturned"] == 20
    assert answer["executionStats"]["totalKeysExamined"] <= 24
    assert [stored.n for stored in store.history(query)] == list(range(600, 580, -1))


def test_nothing(store):
    """There is no history of what was never stored."""
    assert store.history(HistoryQuery()) == []
    assert store.history(HistoryQuery("Patient", "a")) == []
    assert store.count_history(HistoryQuery("Patient")) == 0
