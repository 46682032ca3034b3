"""The store keeps, finds and counts resources."""

import os
import threading

import pytest

from hie.outcome import FhirError, PayloadTooLarge, Unavailable, Unprocessable
from hie.storage import (
    DuplicateId,
    DuplicateKey,
    Query,
    Store,
    Stored,
    StoreOptions,
    VersionConflict,
)
from hie.storage.query import Reader


def test_reads_back_the_bytes(store, document):
    """A body comes back byte for byte, whatever is in it."""
    body = b'{"value":1.10,"$where":"\\u0000",  "\xd1\x97":1e400}'
    store.insert("Observation", document(_id="a", body=body, t=5, n=7))
    assert Stored("Observation", "a", 1, 5, body, 7, "POST") == store.read("Observation", "a")


def test_reads_nothing_where_nothing_is(store):
    """A type that nothing was stored of, and an id that does not exist, are both just absent."""
    assert store.read("Patient", "a") is None
    assert store.read_version("Patient", "a", 1) is None
    assert store.find("Patient", Query({"k": "a=1"}, hint=[("k", 1), ("m", -1), ("n", -1)])) == []
    assert store.count("Patient", {}) == 0
    assert store.counts() == {}


def test_id_is_taken_once(store, document):
    """A second resource of the same type and id is refused, and the first one stays."""
    store.insert("Patient", document(_id="a", body=b"1"))
    with pytest.raises(DuplicateId) as refused:
        store.insert("Patient", document(_id="a", body=b"2"))
    assert refused.value.document_id == "a"
    assert store.read("Patient", "a").body == b"1"


def test_business_key_is_taken_once(store, document):
    """Two resources of a type cannot have the same business key; without keys there is no limit."""
    store.insert("Patient", document(b=["urn:rnokpp|1", "urn:unzr|2"]))
    store.insert("Patient", document())
    store.insert("Patient", document())
    with pytest.raises(DuplicateKey) as refused:
        store.insert("Patient", document(b=["urn:unzr|2"]))
    assert refused.value.key == "urn:unzr|2"


def test_message_names_the_business_key(store, document):
    """Both languages say whose key it is."""
    store.insert("Patient", document(b=["urn:unzr|2"]))
    with pytest.raises(DuplicateKey) as refused:
        store.insert("Patient", document(b=["urn:unzr|2"]))
    issue = refused.value.issues[0]
    assert issue.text("uk") == "Ідентифікатор urn:unzr|2 вже належить іншому ресурсу типу Patient."
    assert issue.text("en") == "The identifier urn:unzr|2 belongs to another Patient already."


def test_insert_many_tells_each_outcome(store, document):
    """One resource that is refused does not keep the others out."""
    outcomes = store.insert_many("Patient", [document(_id="a"), document(_id="a"), document(_id="b")])
    assert [type(outcome) for outcome in outcomes] == [type(None), DuplicateId, type(None)]
    assert store.count("Patient", {}) == 2
    assert store.insert_many("Patient", []) == []


def test_too_large_is_refused_before_it_is_sent(store, document):
    """MongoDB's limit of 16 MB is told as 413."""
    with pytest.raises(PayloadTooLarge):
        store.insert("Binary", document(body=b"x" * (16 * 1024 * 1024)))
    store.insert("Binary", document(_id="a", body=b"x" * (16 * 1024 * 1024 - 70_000)))
    assert len(store.read("Binary", "a").body) == 16 * 1024 * 1024 - 70_000


@pytest.mark.parametrize("value", [2**64, "\ud800", {"a\0b": 1}])
def test_value_without_room_in_bson_is_refused(store, document, value):
    """What BSON cannot hold is the fault of the resource, told as 422."""
    with pytest.raises(Unprocessable):
        store.insert("Patient", document(x={"param": value}))


def test_operators_in_values_are_only_values(store, document):
    """Index values that look like operators are stored and found as text."""
    store.insert("Patient", document(_id="a", k=["name=$where", "name=a.b", "name={$gt:1}"]))
    for value in ("name=$where", "name=a.b", "name={$gt:1}"):
        assert [found.id for found in store.find("Patient", Query({"k": value}))] == ["a"]


def test_finds_in_order_with_fields(store, document):
    """A query gives its page in order, with the index values that it asks for."""
    for number in range(5):
        store.insert("Observation", document(_id=str(number), k=["code=a"], m=number, x={"code": "q"}))
    found = store.find("Observation", Query({"k": "code=a"}, [("m", -1), ("n", -1)], 2, fields=["m", "x"]))
    assert [(stored.id, stored.fields) for stored in found] == [
        ("4", {"m": 4, "x": {"code": "q"}}),
        ("3", {"m": 3, "x": {"code": "q"}}),
    ]


def test_finds_without_bodies(store, document):
    """Where only ids are wanted no body is read."""
    store.insert("Patient", document(_id="a"))
    assert [(s.id, s.body) for s in store.find("Patient", Query({}, bodies=False))] == [("a", None)]


def test_finds_more_than_one_batch(store, document):
    """A page of 1,000 is complete."""
    store.insert_many("Patient", [document() for _ in range(1100)])
    assert len(store.find("Patient", Query({}, [("n", -1)], 1000))) == 1000
    assert len(store.find("Patient", Query({}))) == 1100


def test_a_full_page_is_found_once(store, document, monkeypatch):
    """A page that is sorted and full leaves no cursor, so the query is not run once more."""
    store.insert_many("Patient", [document(s=[f"given=a{number % 3}"]) for number in range(40)])
    monkeypatch.setattr(Reader, "_cursor", lambda *_: pytest.fail("found a second time"))
    found = store.find("Patient", Query({"s": {"$regex": "^given=a"}}, [("m", -1), ("n", -1)], 21))
    assert [stored.n for stored in found] == list(range(40, 19, -1))


def test_finds_many_ids(store, document):
    """Of the ids that are asked for those that exist are given."""
    for id_ in "abc":
        store.insert("Patient", document(_id=id_))
    assert {s.id for s in store.find_many_ids("Patient", ["a", "c", "x"])} == {"a", "c"}
    assert store.find_many_ids("Patient", []) == []


def test_counts(store, document):
    """Counts by type leave tombstones out, and counting stops at a limit."""
    for id_ in "abc":
        store.insert("Patient", document(_id=id_))
    store.insert("Encounter", document())
    store.transact(["Patient"], lambda transaction: transaction.delete("Patient", "a", 9))
    assert store.counts() == {"Encounter": 1, "Patient": 2}
    assert store.types() == ["Encounter", "Patient"]
    assert store.count("Patient", {}, limit=2) == 2
    assert store.count("Patient", {"gone": None}) == 2


def test_update_keeps_the_old_version(store, document):
    """After an update both versions can be read, and the place in the order of creation stays."""
    old, new = b'{"old":"' + b"x" * 500 + b'"}', b'{"new":1}'
    store.insert("Patient", document(_id="a", body=old, t=5, n=7))
    change = {"_id": "a", "v": 2, "t": 6, "body": new}
    superseded = store.transact(["Patient"], lambda transaction: transaction.replace("Patient", change))
    assert superseded == Stored("Patient", "a", 1, 5, old, 7, "POST")
    assert store.read("Patient", "a") == Stored("Patient", "a", 2, 6, new, 7, "PUT")
    assert store.read_version("Patient", "a", 1) == superseded
    assert store.read_version("Patient", "a", 2) == store.read("Patient", "a")
    assert store.read_version("Patient", "a", 3) is None
    assert store.read_version("Patient", "a", 0) is None


def test_a_single_change(store, document):
    """A change of one resource supersedes the version that its writer has seen, or nothing."""
    store.insert("Patient", document(_id="a", b=["s|a"]))
    store.insert("Patient", document(_id="b", b=["s|b"]))
    first = store.read("Patient", "a")
    store.replace("Patient", {"_id": "a", "v": 2, "t": 6, "body": b"2", "b": ["s|a"]}, first)
    second = store.read("Patient", "a")
    assert (second.version, second.n, second.method) == (2, first.n, "PUT")
    assert store.read_version("Patient", "a", 1) == first
    with pytest.raises(VersionConflict):
        store.replace("Patient", {"_id": "a", "v": 2, "t": 6, "body": b"other"}, first)
    with pytest.raises(DuplicateKey):
        store.replace("Patient", {"_id": "a", "v": 3, "t": 7, "body": b"3", "b": ["s|b"]}, second)
    assert store.read("Patient", "a") == second
    store.replace("Patient", {"_id": "a", "v": 3, "t": 7, "gone": True}, second)
    assert store.read("Patient", "a").body is None


def test_delete_leaves_a_tombstone(store, document):
    """A deleted resource is a version without a body; it can be written again."""
    store.insert("Patient", document(_id="a", k=["x=1"], b=["s|1"], n=7))
    store.transact(["Patient"], lambda transaction: transaction.delete("Patient", "a", 9))
    assert store.read("Patient", "a") == Stored("Patient", "a", 2, 9, None, 7, "DELETE")
    assert store.find("Patient", Query({"k": "x=1"})) == []
    again = document(_id="a", v=3, b=["s|1"])
    store.transact(["Patient"], lambda transaction: transaction.replace("Patient", again))
    assert store.read_version("Patient", "a", 2) == Stored("Patient", "a", 2, 9, None, 7, "DELETE")
    assert store.read("Patient", "a").method == "PUT"


def test_only_one_of_the_updates_of_a_version_wins(store, document):
    """Of 8 threads that update the version that they saw one succeeds, the others are told."""
    store.insert("Patient", document(_id="a"))
    outcomes = []

    def update(number: int) -> None:
        change = {"_id": "a", "v": 2, "t": 5, "body": str(number).encode()}
        try:
            store.transact(["Patient"], lambda transaction: transaction.replace("Patient", change, 1))
            outcomes.append("won")
        except VersionConflict:
            outcomes.append("lost")

    threads = [threading.Thread(target=update, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost"] * 7 + ["won"]
    assert store.read("Patient", "a").version == 2


def test_updates_one_after_the_other_lose_nothing(store, document):
    """8 threads that read, add one and write, 10 times each, arrive at version 81."""
    store.insert("Basic", document(_id="a", body=b"0"))

    def add(transaction) -> None:
        seen = transaction.read("Basic", "a")
        change = {"_id": "a", "v": seen.version + 1, "t": 5, "body": str(int(seen.body) + 1).encode()}
        transaction.replace("Basic", change, seen.version)

    threads = [
        threading.Thread(target=lambda: [store.transact(["Basic"], add) for _ in range(10)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (store.read("Basic", "a").version, store.read("Basic", "a").body) == (81, b"80")


def test_settings(store):
    """A small value is set once by whoever asks first, and can be set anew."""
    assert store.setting("key") is None
    assert store.get_or_create_setting("key", lambda: "first") == "first"
    assert store.get_or_create_setting("key", lambda: "second") == "first"
    store.put_setting("key", "third")
    assert store.setting("key") == "third"


def test_settings_are_made_once(embedded, database):
    """16 stores that want the same secret at once get the same one."""
    stores = [Store(embedded.uri, database) for _ in range(16)]
    values = []
    threads = [
        threading.Thread(target=lambda s=s, i=i: values.append(s.get_or_create_setting("key", lambda: i)))
        for i, s in enumerate(stores)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in stores:
        one.close()
    assert len(values) == 16
    assert len(set(values)) == 1


def test_a_write_is_seen_as_soon_as_it_is_answered(store, document):
    """Reading what the majority holds never misses one's own write."""
    for number in range(200):
        store.insert("Patient", document(_id=f"p{number}"))
        assert store.read("Patient", f"p{number}") is not None


def test_no_database_is_unavailable():
    """Without a primary the client is asked to come back, in seconds."""
    store = Store("mongodb://127.0.0.1:9/?replicaSet=none", options=StoreOptions(find_primary=0.2))
    for call in (
        store.ping,
        lambda: store.read("Patient", "a"),
        lambda: store.insert("Patient", {"_id": "a"}),
        lambda: store.transact(["Patient"], lambda _: None),
        lambda: store.get_or_create_setting("a", str),
    ):
        with pytest.raises(Unavailable) as refused:
            call()
        assert refused.value.retry_after > 0
    store.close()


def test_the_uri_counts_before_our_options(embedded):
    """An option of the driver that the operator gives in the URI is kept."""
    store = Store(embedded.uri + "&serverSelectionTimeoutMS=1234&appName=other")
    options = store._here.database.client.options
    assert options.server_selection_timeout == 1.234
    assert options.pool_options.appname == "other"
    assert options.pool_options.connect_timeout == 3
    store.close()


def test_a_replica_set_is_fit(store):
    """A replica set of 6.0 or newer can be used."""
    store.check_server()


def test_fault_of_the_query_is_an_error_of_ours(store, document):
    """What MongoDB refuses is told without its text, which may hold values."""
    store.insert("Patient", document())
    with pytest.raises(FhirError) as refused:
        store.find("Patient", Query({"secret": {"$nonsense": "РНОКПП"}}))
    assert refused.value.status == 500
    assert "РНОКПП" not in str(refused.value)


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_a_forked_process_connects_anew(store, document):
    """A store that was used before a fork works on both sides of it."""
    store.insert("Patient", document(_id="a"))
    child = os.fork()
    if child == 0:
        try:
            store.insert("Patient", document(_id="b"))
            os._exit(0 if store.read("Patient", "a") is not None else 1)
        except BaseException:  # noqa: BLE001 - nothing of the child may reach pytest.
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.read("Patient", "b") is not None


def test_elements_that_match(store, document):
    """Which of what a resource contains meets all conditions, with the body of that moment; and how many."""
    held = [{"_id": "a", "k": ["x=1", "y=1"]}, {"_id": "b", "k": ["x=1"]}, {"_id": "c", "k": ["x=1", "y=1"]}]
    store.insert("Basic", document(_id="one", h=held, body=b"one"))
    store.insert("Basic", document(_id="two", h=held[1:2]))
    store.insert("Basic", document(_id="other", h=held))
    wanted = {"k": {"$all": ["x=1", "y=1"]}}

    found = store.elements("Basic", ["one", "two"], wanted)

    assert [("Basic", "one", b"one", [0, 2])] == [tuple(each) for each in found]
    assert [("one", [2])] == [
        (each.id, each.positions) for each in store.elements("Basic", ["one"], {"_id": "c"})
    ]
    everywhere = {"h": {"$elemMatch": wanted}}
    assert 4 == store.count_elements("Basic", everywhere, wanted)
    assert 2 == store.count_elements("Basic", everywhere, wanted, limit=1)
