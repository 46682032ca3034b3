"""The keys of paging cursors, in a real MongoDB."""

import threading
import uuid

import pytest

from hie.outcome import Gone
from hie.repository import SETTLE_MS, CursorKeys, KeyPolicy
from hie.search import Position
from hie.storage import Store

HOUR = 3_600_000
POSITION = Position((("_count", "5"),), 0, (1, 2))


class Clock:
    """A clock that is set by hand, in ms."""

    now = 1_700_000_000_000

    def __call__(self) -> int:
        """The time."""
        return self.now


@pytest.fixture
def clock():
    """A clock."""
    return Clock()


@pytest.fixture
def make(mongod, clock):
    """Makes the keys as each process has them, of one database."""
    name = f"keys_{uuid.uuid4().hex[:10]}"
    stores = []

    def make() -> CursorKeys:
        stores.append(Store(mongod, name))
        return CursorKeys(stores[-1], KeyPolicy(24, 72), clock)

    yield make
    for store in stores:
        store.close()


def test_processes_share_a_key(make):
    """What one process sealed another one opens."""
    assert POSITION == make()().open("Patient", make()().seal("Patient", POSITION))


def test_a_new_key_is_known_before_it_is_used(make, clock):
    """For a minute a new key only opens cursors, so that a process that has not read it loses none."""
    keys = make()
    before = keys().seal("Patient", POSITION)
    keys.rotate()
    assert before == make()().seal("Patient", POSITION)
    clock.now += SETTLE_MS
    fresh = make()
    assert before != fresh().seal("Patient", POSITION)
    assert POSITION == fresh().open("Patient", before)


def test_keys_are_replaced_by_age_and_expire(make, clock):
    """A key is used for a day, and what it sealed is good for three more days."""
    first = make()().seal("Patient", POSITION)
    clock.now += 25 * HOUR
    make()()
    clock.now += SETTLE_MS
    assert first != make()().seal("Patient", POSITION)
    clock.now += 71 * HOUR
    assert POSITION == make()().open("Patient", first)
    clock.now += 2 * HOUR
    with pytest.raises(Gone) as caught:
        make()().open("Patient", first)
    assert "cursor-invalid" == caught.value.issues[0].key


def test_of_many_that_rotate_one_does(make):
    """Processes that find a key too old at the same time make one new key."""
    rings = [make() for _ in range(8)]
    for ring in rings:
        ring()
    found = []
    threads = [threading.Thread(target=lambda ring=ring: found.append(ring.rotate())) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 == len({keys[0]["secret"] for keys in found})
    assert 2 == len(found[0])
