"""A disk that fills up stops the writes, and loses nothing that was acknowledged."""

import os
import subprocess
import time

import pytest
from load import document

from hie.config import Settings
from hie.outcome import InsufficientStorage, Unavailable
from hie.storage import EmbeddedMongod, Query, Store, StoreOptions
from hie.storage.disk import DiskGuard
from hie.storage.embedded.cache import eviction


def test_below_the_threshold_nothing_is_written(embedded, database, tmp_path):
    """With less free space than the setting asks for, writes are refused and reads go on."""
    free_mb = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize // 1024**2
    store = Store(embedded.uri, database)
    store.insert("Patient", document("a", 1))
    store.close()
    full = Store(embedded.uri, database, StoreOptions(disk=tmp_path, min_free_disk_mb=free_mb + 100_000))
    for write in (
        lambda: full.insert("Patient", document("b", 1)),
        lambda: full.insert_many("Patient", [document("b", 1)]),
        lambda: full.transact(["Patient"], lambda transaction: transaction.delete("Patient", "a", 5)),
    ):
        with pytest.raises(InsufficientStorage):
            write()
    assert full.read("Patient", "a").version == 1
    assert full.count("Patient", {}) == 1
    full.close()


def test_the_threshold_comes_from_the_settings(embedded, tmp_path):
    """HIE_MIN_FREE_DISK_MB counts for the embedded mongod and not for a database elsewhere."""
    settings = Settings(data=tmp_path, min_free_disk_mb=10**9, mongodb_database="test_settings")
    with pytest.raises(InsufficientStorage):
        Store.of(settings, embedded.uri, embedded=True).insert("Patient", document("a", 1))
    Store.of(settings, embedded.uri, embedded=False).insert("Patient", document("a", 1))


def test_room_is_looked_for_now_and_then(tmp_path, monkeypatch):
    """The file system is asked ten times a second at most; when there is room again writes go on."""
    guard = DiskGuard(tmp_path, 10**9)
    monkeypatch.setattr("hie.storage.disk.CHECK_SECONDS", 0.3)
    with pytest.raises(InsufficientStorage):
        guard.check()
    guard._min_free = 1
    with pytest.raises(InsufficientStorage):
        guard.check()
    time.sleep(0.35)
    guard.check()


def test_there_is_room_for_what_waits_to_be_written(tmp_path):
    """The guard leaves as much beside the setting as mongod may have to write still; 0 turns it off."""

    def limits(cache: float, free: int) -> int:
        settings = Settings(data=tmp_path, mongod_cache_gb=cache, min_free_disk_mb=free)
        return Store.of(settings, "mongodb://unused", embedded=True)._here.guard._min_free // 1024**2

    assert [limits(0.25, 300), limits(8, 300), limits(8, 0)] == [377, 1324, 0]
    assert "eviction_dirty_target=77MB" in eviction(0.25)
    assert "eviction_dirty_target=1024MB" in eviction(8)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 450 MB of its own; with a function that gives it another size."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options: str) -> bool:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
        try:
            return subprocess.run(command, check=False, capture_output=True).returncode == 0
        except OSError:
            return False

    if not mount("size=450m"):
        pytest.skip("this user may not mount a file system")
    yield folder, lambda size: mount(f"remount,size={size}")
    subprocess.run(["umount", "-l", folder], check=False)


def fill(store: Store, number: int) -> tuple[list[str], type[Exception] | None]:
    """The ids that were acknowledged of ``number`` megabytes, and what ended it."""
    acknowledged = []
    for count in range(number):
        try:
            store.insert("Binary", {**document(f"b{count}", count), "body": os.urandom(500_000) * 2})
        except (InsufficientStorage, Unavailable) as error:
            return acknowledged, type(error)
        acknowledged.append(f"b{count}")
    return acknowledged, None


def test_the_guard_stops_in_time(small_disk, small):
    """On a real small disk the guard answers 507 while mongod is still well."""
    folder, resize = small_disk
    with EmbeddedMongod(folder, small) as mongod:
        assert resize("900m")
        settings = small.model_copy(update={"data": folder, "min_free_disk_mb": 300})
        store = Store.of(settings, mongod.uri, embedded=True)
        acknowledged, end = fill(store, 500)
        assert end is InsufficientStorage
        assert {stored.id for stored in store.find("Binary", Query({}, bodies=False))} == set(acknowledged)
        assert mongod.restarts == 0
        store.close()


def test_a_disk_that_is_full_loses_nothing(small_disk, small):
    """Without the guard mongod hits the end of the disk: 503 or 507, and all is back with more room."""
    folder, resize = small_disk
    with EmbeddedMongod(folder, small) as mongod:
        store = Store(mongod.uri, options=StoreOptions(find_primary=0.5))
        acknowledged, end = fill(store, 500)
        assert end in (InsufficientStorage, Unavailable)
        assert len(acknowledged) > 5
        assert resize("1500m")
        patient = Store(mongod.uri, options=StoreOptions(find_primary=30))
        stored = {found.id for found in patient.find("Binary", Query({}, bodies=False))}
        assert set(acknowledged) - stored == set()
        patient.insert("Binary", document("after", 1))
        patient.close()
        store.close()
