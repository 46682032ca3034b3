"""Transactions: all or nothing, and only one of those that take the same lock."""

import multiprocessing
import threading
import time
from collections import Counter
from itertools import chain

import pytest

from hie.outcome import Unavailable
from hie.storage import DuplicateId, DuplicateKey, Query, Store, StoreOptions, VersionConflict


def test_all_or_nothing(store, document):
    """When the work fails at its end nothing of it is there."""
    store.insert("Patient", document(_id="a"))

    def work(transaction) -> None:
        transaction.insert("Encounter", document(_id="e"))
        transaction.replace("Patient", {"_id": "a", "v": 2, "t": 5, "body": b""})
        transaction.delete("Patient", "a", 9, 2)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - the very error that the work raised.
        store.transact(["Patient", "Encounter"], work)
    assert store.read("Encounter", "e") is None
    assert store.read("Patient", "a").version == 1
    assert store.read_version("Patient", "a", 2) is None


def test_sees_its_own_writes(store, document):
    """Inside a transaction what it wrote is read and found; outside not before it is committed."""

    def work(transaction):
        transaction.insert("Patient", document(_id="a", k=["x=1"]))
        outside = store.read("Patient", "a")
        return (
            outside,
            transaction.read("Patient", "a").id,
            transaction.find("Patient", Query({"k": "x=1"}))[0].id,
        )

    assert store.transact(["Patient"], work) == (None, "a", "a")
    assert store.read("Patient", "a") is not None


def test_twenty_resources_of_three_types(store, document):
    """Several resources of several types are written together, each version with its history."""
    store.insert_many("Patient", [document(_id=f"p{number}") for number in range(5)])

    def work(transaction) -> None:
        transaction.insert_many("Encounter", [document(_id=f"e{number}") for number in range(10)])
        transaction.insert_many("Observation", [document(_id=f"o{number}") for number in range(5)])
        changes = [({"_id": f"p{number}", "v": 2, "t": 5, "body": b"2"}, 1) for number in range(5)]
        transaction.replace_many("Patient", changes)
        transaction.insert_many("Patient", [])
        transaction.replace_many("Patient", [])

    store.transact(["Patient", "Encounter", "Observation"], work)
    assert store.counts() == {"Encounter": 10, "Observation": 5, "Patient": 5}
    assert [store.read_version("Patient", "p4", version).body for version in (1, 2)] == [
        document()["body"],
        b"2",
    ]


def test_clashes_are_told(store, document):
    """A used id, a used business key and an old version end a transaction with their own errors."""
    store.insert("Patient", document(_id="a", b=["s|a"]))
    store.insert("Patient", document(_id="b", b=["s|b"]))
    stolen = {"_id": "b", "v": 2, "t": 5, "b": ["s|a"]}
    for error, work in (
        (DuplicateId, lambda transaction: transaction.insert("Patient", document(_id="a"))),
        (DuplicateKey, lambda transaction: transaction.insert("Patient", document(b=["s|a"]))),
        (DuplicateKey, lambda transaction: transaction.replace("Patient", stolen)),
        (VersionConflict, lambda transaction: transaction.replace("Patient", {"_id": "a", "v": 3, "t": 5})),
        (
            VersionConflict,
            lambda transaction: transaction.replace("Patient", {"_id": "none", "v": 2, "t": 5}),
        ),
        (VersionConflict, lambda transaction: transaction.delete("Patient", "none", 5)),
        (VersionConflict, lambda transaction: transaction.delete("Patient", "a", 5, 2)),
    ):
        with pytest.raises(error):
            store.transact(["Patient"], work)
    assert store.count("Patient", {}) == 2


@pytest.mark.parametrize("is_transaction", [False, True])
def test_a_key_that_another_stored_meanwhile_is_seen_by_the_next_attempt(store, document, is_transaction):
    """What is stored after the first look is a conflict and no clash: the work runs again and finds it."""
    seen: list[int] = []

    def work(transaction):
        seen.append(len(transaction.find("Patient", Query({"b": "s|1"}))))
        if len(seen) == 1:
            other = document(_id="other", b=["s|1"])
            if is_transaction:
                store.transact(["Patient"], lambda another: another.insert("Patient", other))
            else:
                store.insert("Patient", other)
        if not seen[-1]:
            transaction.insert("Patient", document(_id="mine", b=["s|1"]))

    store.transact(["Patient"], work)
    assert [0, 1] == seen
    assert store.read("Patient", "mine") is None


def test_types_are_named_before(store, document):
    """A type that was not named cannot be written: its collection could not be made inside."""
    with pytest.raises(LookupError):
        store.transact(["Patient"], lambda transaction: transaction.insert("Group", document()))


def test_only_so_many_at_once(embedded, database):
    """One transaction too many is asked to come back instead of being kept waiting."""
    store = Store(embedded.uri, database, StoreOptions(transactions_at_once=1, admission=0.1))
    inside, leave = threading.Event(), threading.Event()

    def long_work(_) -> None:
        inside.set()
        leave.wait(10)

    thread = threading.Thread(target=lambda: store.transact([], long_work))
    thread.start()
    inside.wait(10)
    with pytest.raises(Unavailable) as refused:
        store.transact([], lambda _: None)
    leave.set()
    thread.join()
    assert refused.value.issues[0].key == "storage-busy"
    assert store.transact([], lambda _: "next") == "next"
    store.close()


def test_endless_contention_is_given_up(embedded, database):
    """A transaction whose lock is always taken by others is refused after a while, with Retry-After."""
    store = Store(embedded.uri, database, StoreOptions(contention=0.3))
    inside, leave = threading.Event(), threading.Event()

    def holder(transaction) -> None:
        transaction.lock(["key"])
        inside.set()
        leave.wait(10)

    thread = threading.Thread(target=lambda: store.transact([], holder))
    thread.start()
    inside.wait(10)
    began = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        store.transact([], lambda transaction: transaction.lock(["key"]))
    assert time.monotonic() - began < 2
    leave.set()
    thread.join()
    assert refused.value.issues[0].key == "storage-contention"
    store.close()


def create_unless_it_exists(uri: str, database: str, worker: int, threads: int) -> list[str]:
    """What each of ``threads`` conditional creates of one identifier came to, in a process of its own."""
    # Patient enough for a slow machine: everybody is to come to an end.
    store = Store(uri, database, StoreOptions(strict_api=True, admission=60, contention=60))
    outcomes: list[str] = []

    def create(thread: int) -> None:
        def work(transaction) -> str:
            transaction.lock(["Patient?identifier=s|1"])
            if transaction.find("Patient", Query({"k": "identifier=s|1"}, limit=2)):
                return "found"
            number = worker * 1000 + thread
            plain = {"_id": f"r{number}", "v": 1, "t": number, "n": number, "body": b"{}"}
            transaction.insert("Patient", {**plain, "k": ["identifier=s|1"]})
            return "created"

        try:
            outcomes.append(store.transact(["Patient"], work))
        except Unavailable as error:
            outcomes.append(error.issues[0].key)

    running = [threading.Thread(target=create, args=(thread,)) for thread in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    store.close()
    return outcomes


def test_two_hundred_conditional_creates_make_one(embedded, database, store):
    """5 processes of 40 threads that all want to be the first to create a patient create one."""
    with multiprocessing.get_context("spawn").Pool(5) as pool:
        jobs = [(embedded.uri, database, worker, 40) for worker in range(5)]
        outcomes = Counter(chain.from_iterable(pool.starmap(create_unless_it_exists, jobs)))
    assert outcomes == {"created": 1, "found": 199}
    assert store.count("Patient", {}) == 1
