"""The change feed: every version once, in the order of commits, whatever happens meanwhile."""

import itertools
import random
import threading
import time

import bson
import pytest

from hie.outcome import Gone
from hie.storage import FeedPlace, Store, feed


def read(store, place: FeedPlace, type_=None, limit=1000) -> tuple[list, FeedPlace]:
    """All versions from ``place`` on, until there is nothing more, and the place after them."""
    found = []
    while True:
        page, following = store.feed.page(place, type_, limit, 0)
        if not page and following.walked is None and place.walked is None:
            return told(found), following
        found += page
        place = following


def told(found) -> list[tuple[str, str, int]]:
    return [(stored.type, stored.id, stored.version) for stored in found]


class Writer:
    """Writes at random to a few resources; knows what it wrote, in order."""

    TYPES = ("Basic", "Group", "Patient")

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.random = random.Random(seed)  # noqa: S311 - the same writes in every run.
        self.versions: dict[tuple[str, str], int] = {}
        self.written: list[tuple[str, str, int]] = []
        self.clock = itertools.count(1000)

    def write(self, number: int) -> None:
        """So many transactions, each of one to four versions."""
        for _ in range(number):
            chosen = {(self.random.choice(self.TYPES), str(self.random.randrange(5))) for _ in range(4)}
            changes = sorted(chosen)[: self.random.randrange(1, 5)]
            self.store.transact(self.TYPES, lambda t, c=changes: self._write(t, c))
            for key in changes:
                self.versions[key] = self.versions.get(key, 0) + 1
                self.written.append((*key, self.versions[key]))

    def _write(self, transaction, changes) -> None:
        now = next(self.clock)
        for type_, id_ in changes:
            version = self.versions.get((type_, id_), 0) + 1
            document = {"_id": id_, "v": version, "t": now, "body": f"{type_}/{id_}/{version}".encode()}
            if version == 1:
                transaction.insert(type_, {**document, "n": now * 100 + len(self.versions) + int(id_)})
            elif self.random.random() < 0.2:
                transaction.delete(type_, id_, now)
            else:
                transaction.replace(type_, document)


@pytest.fixture
def writer(store) -> Writer:
    return Writer(store, 11)


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_from_now_on(store, writer, limit):
    """What was there does not come; what is committed later does, in the order of commits."""
    writer.write(10)
    place = store.feed.end()
    before = len(writer.written)
    writer.write(40)
    found, place = read(store, place, limit=limit)
    assert found == writer.written[before:]
    assert read(store, place)[0] == []


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_everything(store, writer, limit):
    """First what was there, oldest first, then what is new."""
    writer.write(30)
    place = store.feed.beginning(None)
    found, place = read(store, place, limit=limit)
    assert sorted(found) == sorted(writer.written)
    writer.write(10)
    assert found + read(store, place)[0] == found + writer.written[len(found) :]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("type_", [None, "Group"])
def test_reading_and_writing_by_turns(store, seed, type_):
    """Pages of any size between writes: each version once, those of a resource in their order."""
    writer = Writer(store, seed)
    writer.write(10)
    place = store.feed.beginning(None)
    found = []
    for _ in range(60):
        page, place = store.feed.page(place, type_, writer.random.randrange(1, 12), 0)
        found += told(page)
        writer.write(writer.random.randrange(3))
    found += read(store, place, type_)[0]
    expected = [version for version in writer.written if type_ in (None, version[0])]
    assert sorted(found) == sorted(expected)
    for key in writer.versions:
        versions = [version for *of, version in found if tuple(of) == key]
        assert versions == sorted(versions)


def test_each_has_its_own_body(store, writer):
    """A version comes as it was written, also when others have followed since; a deletion without body."""
    place = store.feed.beginning(None)
    writer.write(40)
    walked, _ = store.feed.page(place, None, 1000, 0)
    streamed, _ = store.feed.page(FeedPlace(place.token), None, 1000, 0)
    bodies = {(stored.type, stored.id, stored.version): (stored.body, stored.method) for stored in walked}
    assert bodies == {
        (stored.type, stored.id, stored.version): (stored.body, stored.method) for stored in streamed
    }
    for (type_, id_, version), (body, method) in bodies.items():
        assert body == (None if method == "DELETE" else f"{type_}/{id_}/{version}".encode())
    assert {"POST", "PUT", "DELETE"} == {method for _, method in bodies.values()}


def test_since_a_moment(store, writer):
    """What was there counts from a moment on; what is committed later comes whatever its time."""
    writer.write(20)
    place = store.feed.beginning(1010)
    found, place = read(store, place, limit=4)
    assert sorted(found) == sorted(
        told(
            stored
            for stored in store.feed.page(store.feed.beginning(None), None, 1000, 0)[0]
            if stored.updated_ms >= 1010
        )
    )
    assert 0 < len(found) < len(writer.written)
    store.insert("Patient", {"_id": "old", "v": 1, "t": 3, "n": 3, "body": b"{}"})
    assert read(store, place)[0] == [("Patient", "old", 1)]


@pytest.mark.parametrize("is_walking", [True, False])
def test_what_was_in_flight(store, document, is_walking):
    """A version with an early time that is committed late comes late, and comes."""
    for number in range(10):
        store.insert("Patient", document(_id=f"p{number}", t=100 + number))
    store.insert("Basic", document(_id="b", t=1))
    place = store.feed.beginning(None)
    found = []

    def meanwhile(transaction) -> None:
        nonlocal place, found
        transaction.insert("Basic", document(_id="late", t=105))
        page, place = store.feed.page(place, None, 9 if is_walking else 100, 0)
        found = told(page)

    store.transact(["Basic"], meanwhile)
    assert (place.walked is not None) == is_walking
    rest, _ = read(store, place)
    assert ("Basic", "late", 1) not in found
    assert rest.count(("Basic", "late", 1)) == 1
    assert sorted(found + rest) == sorted(
        [("Basic", "b", 1), ("Basic", "late", 1), *(("Patient", f"p{n}", 1) for n in range(10))]
    )


def test_a_transaction_is_not_torn(store, document):
    """A page ends after a transaction, also when it gets larger than it was to be."""
    place = store.feed.end()
    for number in range(3):
        store.transact(
            ["Patient", "Basic"],
            lambda t, n=number: [
                t.insert(type_, document(_id=f"{n}-{i}")) for i in range(5) for type_ in ("Patient", "Basic")
            ],
        )
    store.insert("Patient", document(_id="alone"))
    pages = []
    for _ in range(4):
        page, place = store.feed.page(place, None, 4, 0)
        pages.append([stored.id[0] for stored in page])
    assert pages == [["0"] * 10, ["1"] * 10, ["2"] * 10, ["a"]]


def test_index_values_are_no_version(store, document):
    """A version is written by an insert or a replacement; what only changes how it is found is none."""
    store.insert("Patient", document(_id="a"))
    place = store.feed.end()
    store._here.database["Patient"].update_one({"_id": "a"}, {"$set": {"k": ["code=x"]}})
    assert read(store, place)[0] == []


@pytest.mark.parametrize("is_walking", [True, False])
def test_a_rare_type(store, document, monkeypatch, is_walking):
    """A page ends after a while although nothing of the type was found, and the next one goes on there."""
    monkeypatch.setattr(feed, "READ_SECONDS", 0)
    store.insert("Basic", document(_id="before"))
    place = store.feed.beginning(None) if is_walking else store.feed.end()
    for number in range(30):
        store.insert("Patient", document(t=500 * number))
    store.insert("Basic", document(_id="after"))
    found, pages = [], 0
    while "after" not in found:
        page, following = store.feed.page(place, "Basic", 10, 0)
        assert following != place
        place = following
        found += [stored.id for stored in page]
        pages += 1
    assert found == (["before", "after"] if is_walking else ["after"])
    assert pages > 20


def test_waiting(store, document):
    """A client that waits is answered as soon as something comes, and after its time when nothing does."""
    place = store.feed.end()
    started = time.monotonic()
    page, place = store.feed.page(place, None, 10, 1)
    assert page == []
    assert 1 <= time.monotonic() - started < 3
    threading.Timer(0.7, lambda: store.insert("Patient", document(_id="a"))).start()
    started = time.monotonic()
    page, place = store.feed.page(place, None, 10, 20)
    assert told(page) == [("Patient", "a", 1)]
    assert time.monotonic() - started < 5


def test_few_wait_at_once(store):
    """Waiting takes threads from those who work: whoever is too many is answered at once."""
    place = store.feed.end()
    threads = [threading.Thread(target=store.feed.page, args=(place, None, 1, 3)) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    started = time.monotonic()
    store.feed.page(place, None, 1, 3)
    assert time.monotonic() - started < 1
    for thread in threads:
        thread.join()


def test_nothing_was_ever_stored(store):
    """An empty database has an empty feed, and what comes first is the first of it."""
    found, place = read(store, store.feed.beginning(None))
    assert found == []
    store.insert("Patient", {"_id": "a", "v": 1, "t": 1, "n": 1, "body": b"{}"})
    assert read(store, place)[0] == [("Patient", "a", 1)]


def test_a_place_that_the_log_does_not_have(store, document):
    """A place that the database does not know, as when its log was cut, is told as one that is gone."""
    place = store.feed.end()
    for _ in range(3):
        store.insert("Patient", document())
    _, place = store.feed.page(place, None, 1, 0)
    token = bson.decode(place.token)
    token["_data"] = token["_data"][:8] + "00" + token["_data"][10:]
    with pytest.raises(Gone) as gone:
        store.feed.page(FeedPlace(bson.encode(token)), None, 1, 0)
    assert gone.value.issues[0].key == "history-feed-lost"
    assert gone.value.__cause__.code in {280, 286}
