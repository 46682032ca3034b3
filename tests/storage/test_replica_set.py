"""A replica set of three, as in production: it outlives its primary, and nothing acknowledged is lost."""

import signal
import subprocess
import time

import pymongo
import pytest
from follower import Follower
from load import Load

from hie.storage import Store, StoreOptions, UnfitServer, find_mongod
from hie.storage.embedded.process import free_port
from hie.storage.embedded.replica_set import listens


@pytest.fixture
def members(tmp_path):
    """Three mongods on ports of their own, initiated; by port."""
    processes, config = {}, []
    for number in range(3):
        port, folder = free_port(None), tmp_path / str(number)
        folder.mkdir()
        places = ["--port", port, "--dbpath", folder, "--logpath", folder / "log"]
        sizes = ["--wiredTigerCacheSizeGB", 0.25, "--oplogSize", 64]
        others = ["--replSet", "three", "--bind_ip", "127.0.0.1", "--nounixsocket"]
        command = [find_mongod(), *places, *sizes, *others]
        processes[port] = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
        config.append({"_id": number, "host": f"127.0.0.1:{port}"})
    deadline = time.monotonic() + 60
    while not all(listens(port) for port in processes):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    first = next(iter(processes))
    with pymongo.MongoClient("127.0.0.1", first, directConnection=True) as client:
        settings = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}
        client.admin.command("replSetInitiate", {"_id": "three", "members": config, "settings": settings})
    yield processes
    for process in processes.values():
        process.kill()
    for process in processes.values():
        process.wait()


def primary_of(uri: str) -> int:
    with pymongo.MongoClient(uri) as client:
        client.admin.command("ping")
        return client.primary[1]


def test_a_single_server_is_unfit(tmp_path):
    """A mongod that is no replica set is refused with the reason, before anything is written."""
    port = free_port(None)
    places = ["--port", str(port), "--dbpath", tmp_path, "--logpath", tmp_path / "log"]
    process = subprocess.Popen(
        [find_mongod(), *places, "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25"],
        stdout=subprocess.DEVNULL,
    )
    store = Store(f"mongodb://127.0.0.1:{port}/", options=StoreOptions(find_primary=20))
    with pytest.raises(UnfitServer, match="not a replica set"):
        store.check_server()
    store.close()
    process.kill()
    process.wait()


def test_primary_is_killed_under_load(members):
    """Writes go on with another primary, all that was answered for is there, and a follower gets it once."""
    uri = "mongodb://" + ",".join(f"127.0.0.1:{port}" for port in members) + "/?replicaSet=three"
    store = Store(uri, options=StoreOptions(find_primary=15))
    store.ping()
    load = Load(store)
    load.start()
    follower = Follower(store)
    follower.start()
    load.wait_for_more(300)
    killed = primary_of(uri)
    members[killed].send_signal(signal.SIGKILL)
    members[killed].wait()
    load.wait_for_more(300, timeout=25)
    load.stop()
    assert primary_of(uri) != killed
    assert set(load.faults) <= {"unavailable"}
    load.verify(store)
    follower.stop()
    follower.verify(store)
    store.close()
