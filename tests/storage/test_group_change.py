"""Changes of many threads share transactions; each hears about its own."""

from collections import Counter

from at_once import in_threads

from hie.storage import DuplicateKey, HistoryQuery, VersionConflict
from hie.storage.group_change import Change, write_changes
from hie.storage.transactions import Transactions


def _next(old, **fields):
    return {"_id": old.id, "v": old.version + 1, "t": old.updated_ms + 1, "n": old.n, "body": b"{}", **fields}


def test_many_resources_change_at_once(store, document, monkeypatch):
    """They need far fewer transactions than there are changes, and every version is kept."""
    runs = []
    replace = Transactions.replace
    monkeypatch.setattr(Transactions, "replace", lambda *args: (runs.append(len(args[2])), replace(*args))[1])
    for number in range(16):
        store.insert("Patient", document(_id=str(number)))

    def change(number):
        for _ in range(20):
            old = store.read("Patient", str(number))
            store.replace("Patient", _next(old), old)

    in_threads(16, change)

    assert 320 == sum(runs)
    assert len(runs) < 160
    assert {21} == {store.read("Patient", str(number)).version for number in range(16)}
    versions = store.history(HistoryQuery("Patient", limit=1000))
    assert {(str(number), version) for number in range(16) for version in range(1, 22)} == {
        (each.id, each.version) for each in versions
    }


def test_of_two_that_change_one_resource_one_is_told(store, document):
    """Each version is made by one writer, and nobody's change is lost."""
    store.insert("Patient", document(_id="one"))
    outcomes = Counter()

    def change(_):
        for _ in range(10):
            old = store.read("Patient", "one")
            try:
                store.replace("Patient", _next(old), old)
                outcomes["stored"] += 1
            except VersionConflict:
                outcomes["conflict"] += 1

    in_threads(8, change)

    assert 80 == sum(outcomes.values())
    assert outcomes["stored"] + 1 == store.read("Patient", "one").version


def test_a_fault_of_one_is_its_own(store, document):
    """A business key in use, an old version and a value that cannot be stored spoil nothing for the rest."""
    for number in range(5):
        store.insert("Patient", document(_id=str(number), b=[f"s|{number}"]))
    old = [store.read("Patient", str(number)) for number in range(5)]
    store.replace("Patient", _next(old[1]), old[1])

    outcomes = write_changes(
        store._here.transactions,
        "Patient",
        [
            Change(_next(old[0], b=["s|3"]), old[0]),
            Change(_next(old[1]), old[1]),
            Change(_next(old[2], m=2**80), old[2]),
            Change(_next(old[4]), old[4]),
            Change(_next(old[4]), old[4]),
        ],
    )

    assert [DuplicateKey, VersionConflict] == [type(outcome) for outcome in outcomes[:2]]
    assert 422 == outcomes[2].status
    assert outcomes[3] is None
    assert isinstance(outcomes[4], VersionConflict)
    assert [1, 2, 1, 1, 2] == [store.read("Patient", str(number)).version for number in range(5)]
