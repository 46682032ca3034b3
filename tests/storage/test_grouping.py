"""Group commit: one durable write for many, one outcome for each."""

import threading
import time

import bson
import pytest
from at_once import in_threads
from bson.raw_bson import RawBSONDocument

from hie.outcome import Unavailable
from hie.storage import DuplicateId, DuplicateKey
from hie.storage.grouping import Grouping


def raw(number: int, size: int = 0) -> RawBSONDocument:
    return RawBSONDocument(bson.encode({"_id": str(number), "body": b"x" * size}))


def submit(commit, document):
    commit.submit(document, len(document.raw))


def test_alone_it_leaves_at_once():
    """An insert that nobody accompanies does not wait for company."""
    batches = []
    commit = Grouping(lambda documents: batches.append(len(documents)) or [None] * len(documents))
    for number in range(3):
        submit(commit, raw(number))
    assert batches == [1, 1, 1]


def test_those_who_were_together_go_together_again():
    """A bulk waits for those that were answered together, so that it is as large as the one before."""
    batches = []

    def write(documents):
        batches.append(len(documents))
        time.sleep(0.05)
        return [None] * len(documents)

    commit = Grouping(write)

    def insert_often(number):
        for turn in range(20):
            submit(commit, raw(number * 100 + turn))

    in_threads(8, insert_often)
    assert sum(batches) == 160
    assert len(batches) < 30


def test_company_that_does_not_come_is_not_waited_for_long():
    """After a large bulk the next insert leaves within milliseconds, and the one after it at once."""
    commit = Grouping(lambda documents: time.sleep(0.05) or [None] * len(documents))
    in_threads(8, lambda number: submit(commit, raw(number)))
    began = time.monotonic()
    for number in range(3):
        submit(commit, raw(number))
    assert time.monotonic() - began < 3 * 0.05 + 0.1


def test_those_that_wait_go_together():
    """While one write is on its way all others gather for the next."""
    batches = []

    def write(documents):
        batches.append(sorted(document["_id"] for document in documents))
        time.sleep(0.2)
        return [None] * len(documents)

    commit = Grouping(write)
    in_threads(10, lambda number: submit(commit, raw(number)))
    assert len(batches) == 2
    assert (len(batches[0]), len(batches[1])) == (1, 9)


def test_a_batch_is_bounded():
    """Neither 300 documents nor 12 megabytes go in one write."""
    batches = []

    def write(documents):
        batches.append((len(documents), sum(len(document.raw) for document in documents)))
        time.sleep(0.02)
        return [None] * len(documents)

    commit = Grouping(write)
    in_threads(300, lambda number: submit(commit, raw(number)))
    in_threads(12, lambda number: submit(commit, raw(number, 1_000_000)))
    assert sum(count for count, _ in batches) == 312
    assert max(count for count, _ in batches) <= 256
    assert max(size for _, size in batches) <= 8 * 1024 * 1024


def test_a_failed_write_wakes_everybody():
    """When the write itself breaks nobody is left waiting, and the next insert works."""
    broken = threading.Event()

    def write(documents):
        time.sleep(0.05)
        if not broken.is_set():
            broken.set()
            raise MemoryError
        return [None] * len(documents)

    commit = Grouping(write)
    outcomes = []

    def insert(number: int) -> None:
        try:
            submit(commit, raw(number))
            outcomes.append("stored")
        except (MemoryError, Unavailable) as error:
            outcomes.append(type(error).__name__)

    in_threads(8, insert)
    assert sorted(outcomes) == ["MemoryError"] + ["stored"] * 7
    submit(commit, raw(9))


def test_sixteen_threads_with_duplicates(store, document):
    """Everybody hears about their own document: stored, id in use, business key in use."""
    store.insert("Patient", document(_id="taken", b=["s|taken"]))
    outcomes: dict[str, list[str]] = {"new": [], "id": [], "key": []}

    def insert(thread: int) -> None:
        for number in range(30):
            kind = ("new", "id", "key")[number % 3]
            fields = {
                "new": {"b": [f"s|{thread}.{number}"]},
                "id": {"_id": "taken"},
                "key": {"b": ["s|taken"]},
            }
            try:
                store.insert("Patient", document(**{"_id": f"{thread}.{number}", **fields[kind]}))
                outcomes[kind].append("stored")
            except (DuplicateId, DuplicateKey) as error:
                outcomes[kind].append(type(error).__name__)

    in_threads(16, insert)
    assert outcomes == {"new": ["stored"] * 160, "id": ["DuplicateId"] * 160, "key": ["DuplicateKey"] * 160}
    assert store.count("Patient", {}) == 161


def test_threads_that_want_one_id(store, document):
    """Of 16 threads that bring the same id one gets it."""
    outcomes = []

    def insert(_: int) -> None:
        try:
            store.insert("Patient", document(_id="same"))
            outcomes.append("stored")
        except DuplicateId:
            outcomes.append("taken")

    in_threads(16, insert)
    assert sorted(outcomes) == ["stored"] + ["taken"] * 15


def test_value_that_is_refused_spoils_no_batch(store, document):
    """A document that cannot be stored at all is refused before it meets the others."""
    stored = []

    def insert(number: int) -> None:
        if number % 2:
            with pytest.raises(Exception, match="cannot be stored"):
                store.insert("Patient", document(_id=str(number), m=2**80))
        else:
            store.insert("Patient", document(_id=str(number)))
            stored.append(number)

    in_threads(16, insert)
    assert len(stored) == 8
    assert store.count("Patient", {}) == 8
