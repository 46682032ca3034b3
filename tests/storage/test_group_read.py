"""Reads of concurrent requests in one find: each gets its own, and only its own fault."""

import pytest
from at_once import in_threads
from pymongo import MongoClient

from hie.outcome import FhirError
from hie.storage.group_read import Read, read_together

THREADS = 24


def test_everybody_gets_their_own(store, document):
    """Live resources, tombstones, what never was, and the same one for several."""
    for number in range(8):
        store.insert("Patient", document(_id=f"live{number}", body=b"%d" % number))
    store.insert("Patient", document(_id="dead", body=b"x"))
    with_tombstone = store.read("Patient", "dead")
    store.replace("Patient", {"_id": "dead", "v": 2, "t": 2, "n": 1, "gone": True}, with_tombstone)
    wrong: list[str] = []

    def read(thread: int) -> None:
        for turn in range(50):
            number = (thread + turn) % 10
            id = f"live{number}" if number < 8 else "dead" if number == 8 else "never"
            found = store.read("Patient", id)
            body = found.body if found is not None else "none"
            expected = b"%d" % number if number < 8 else None if number == 8 else "none"
            if body != expected or (found is not None and found.id != id):
                wrong.append(f"{id}: {body!r}")

    in_threads(THREADS, read)
    assert wrong == []


def test_a_read_sees_what_was_written_before_it(store, document):
    """Whoever was told that a version is stored reads it or a later one, in whatever company."""
    stale: list[tuple[int, int]] = []

    def write_and_read(thread: int) -> None:
        id = f"own{thread}"
        store.insert("Patient", document(_id=id))
        for version in range(2, 12):
            current = store.read("Patient", id)
            if current is None or current.version != version - 1:
                stale.append((thread, version))
                return
            store.replace("Patient", document(_id=id, v=version), current)

    in_threads(THREADS, write_and_read)
    assert stale == []


def test_several_reads_are_one_find(embedded, store, document):
    """MongoDB is asked less often than there are reads."""
    store.insert("Patient", document(_id="one"))
    with MongoClient(embedded.uri) as client:
        asked = _finds(client)
        in_threads(THREADS, lambda _: [store.read("Patient", "one") for _ in range(50)])
        assert _finds(client) - asked < THREADS * 50 / 2


def test_an_id_that_cannot_be_sent_is_the_fault_of_one(store, document):
    """The reads beside it are carried out."""
    store.insert("Patient", document(_id="one"))
    reads = [Read("one"), Read("\ud800"), Read("two")]
    outcomes = read_together(store._here.reader, "Patient", reads)
    assert isinstance(outcomes[1], FhirError)
    assert [outcomes[0], outcomes[2]] == [None, None]
    assert reads[0].found is not None
    assert reads[2].found is None
    with pytest.raises(FhirError):
        store.read("Patient", "\ud800")


def _finds(client) -> int:
    """The find commands that the server has carried out."""
    return client.admin.command("serverStatus")["metrics"]["commands"]["find"]["total"]
