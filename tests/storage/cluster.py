"""A sharded cluster without its router: two shards and a config server, of the mongod that all tests use.

https://www.mongodb.com/docs/manual/core/sharded-cluster-components/

``mongos`` is in no package that pip, npm or Debian brings.  So what it sends to the others when a shard is
added, a database made or a collection sharded is sent to them here, and they answer as in any cluster.
"""

import hashlib
import subprocess
import time
from pathlib import Path
from typing import Any

import pymongo
from bson import MaxKey, MinKey

from hie.storage import find_mongod
from hie.storage.embedded.process import free_port
from hie.storage.embedded.replica_set import listens

DATABASE = "hie"
SHARDS = ("first", "second")
_ROLES = {"config": "--configsvr", "first": "--shardsvr", "second": "--shardsvr"}
_DURABLE = {"w": "majority"}

#: The rank of a string among BSON's types, which is hashed before it.
_STRING = 15


class Cluster:
    """The processes in ``folder``; :meth:`stop` ends them."""

    def __init__(self, folder: Path) -> None:
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ports: dict[str, int] = {}
        for name, role in _ROLES.items():
            self._launch(folder / name, name, role)
        self._clients = {
            name: pymongo.MongoClient("127.0.0.1", port, directConnection=True)
            for name, port in self._ports.items()
        }
        self._chunks: dict[str, list[dict[str, Any]]] = {}

    def _launch(self, folder: Path, name: str, role: str) -> None:
        folder.mkdir()
        self._ports[name] = port = free_port(None)
        places = ["--port", port, "--dbpath", folder, "--logpath", folder / "log"]
        sizes = ["--wiredTigerCacheSizeGB", 0.25, "--oplogSize", 64]
        others = ["--replSet", name, role, "--bind_ip", "127.0.0.1", "--nounixsocket"]
        command = [str(part) for part in (find_mongod(), *places, *sizes, *others)]
        self._processes[name] = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Return when the config server knows both shards and the database."""
        deadline = time.monotonic() + 60
        while not all(listens(port) for port in self._ports.values()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        for name, client in self._clients.items():
            members = [{"_id": 0, "host": f"127.0.0.1:{self._ports[name]}"}]
            kind = {"configsvr": True} if name == "config" else {}
            client.admin.command("replSetInitiate", {"_id": name, "members": members, **kind})
        for client in self._clients.values():
            while not client.admin.command("hello")["isWritablePrimary"]:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        config = self._clients["config"]
        for name in SHARDS:
            host = f"{name}/127.0.0.1:{self._ports[name]}"
            config.admin.command("_configsvrAddShard", host, name=name, writeConcern=_DURABLE)
        config.admin.command(
            "_configsvrCreateDatabase", DATABASE, primaryShardId=SHARDS[0], writeConcern=_DURABLE
        )
        self._version = config.config.databases.find_one({"_id": DATABASE})["version"]

    def stop(self) -> None:
        """End the processes."""
        for client in self._clients.values():
            client.close()
        for process in self._processes.values():
            process.kill()
        for process in self._processes.values():
            process.wait()

    def uri(self, shard: str) -> str:
        """The URI of a shard itself."""
        return f"mongodb://127.0.0.1:{self._ports[shard]}/?directConnection=true"

    def database(self, shard: str) -> Any:
        """The part of the database that lies on ``shard``."""
        return self._clients[shard][DATABASE]

    def distribute(self, collection: str, key: dict[str, Any]) -> None:
        """Shard an empty ``collection`` by ``key``; raises OperationFailure when that cannot be."""
        self.database(SHARDS[0]).command(
            {
                "_shardsvrCreateCollection": collection,
                "shardKey": key,
                "unique": False,
                "databaseVersion": self._version,
                "writeConcern": _DURABLE,
            }
        )
        config = self._clients["config"].config
        uuid = config.collections.find_one({"_id": f"{DATABASE}.{collection}"})["uuid"]
        self._chunks[collection] = list(config.chunks.find({"uuid": uuid}))

    def shard_of(self, collection: str, value: str) -> str:
        """The shard of the documents of ``collection`` whose hashed field holds ``value``."""
        number = hashed(value)
        return next(
            chunk["shard"]
            for chunk in self._chunks[collection]
            if not _is_above(chunk["min"], number) and _is_above(chunk["max"], number)
        )

    def owned(self, collection: str, shard: str) -> set[str]:
        """The ids on ``shard`` that MongoDB, asked as a router asks, says belong there."""
        found = self._clients["config"].config.collections.find_one({"_id": f"{DATABASE}.{collection}"})
        newest = max(chunk["lastmod"] for chunk in self._chunks[collection] if chunk["shard"] == shard)
        version = {"e": found["lastmodEpoch"], "t": found["timestamp"], "v": newest}
        command = {"find": collection, "projection": {"_id": 1}, "batchSize": 100_000}
        answer = self.database(shard).command({**command, "shardVersion": version})
        return {document["_id"] for document in answer["cursor"]["firstBatch"]}


def hashed(value: str) -> int:
    """What MongoDB's hashed indexes hold for a string: the beginning of an MD5 of its BSON."""
    text = value.encode() + b"\0"
    numbers = b"".join(number.to_bytes(4, "little") for number in (0, _STRING, len(text)))
    digest = hashlib.md5(numbers + text).digest()  # noqa: S324 - MongoDB's choice, and no secret.
    return int.from_bytes(digest[:8], "little", signed=True)


def _is_above(bound: dict[str, Any], number: int) -> bool:
    """Whether a bound of a chunk, whose first field is the hashed one, is above ``number``."""
    value = next(iter(bound.values()))
    return isinstance(value, MaxKey) or (not isinstance(value, MinKey) and value > number)
