"""Makes one mongod a replica set of one member, with one user.

https://www.mongodb.com/docs/manual/tutorial/deploy-replica-set/
"""

import socket
import time
from collections.abc import Callable, Mapping
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from hie.storage.embedded.process import REPLICA_SET

USER = "hie"

#: Recovering a large database after a power loss takes minutes; while mongod lives we wait for it.
START_SECONDS = 600.0

_POLL_SECONDS = 0.02
_NOT_INITIATED = 94
_AUTHENTICATION_FAILED = 18

Client = MongoClient[dict[str, Any]]


def uri_of(port: int, password: str) -> str:
    """The URI of the replica set whose one member is the mongod on ``port``."""
    return (
        f"mongodb://{USER}:{password}@127.0.0.1:{port}/"
        f"?replicaSet={REPLICA_SET}&authSource=admin&authMechanism=SCRAM-SHA-256"
    )


def make_ready(
    port: int, password: str, is_alive: Callable[[], bool], timeout: float = START_SECONDS
) -> None:
    """Returns when the mongod on ``port`` is a primary that knows the user.

    Does whatever of it was not done at an earlier start.  Raises TimeoutError after ``timeout``
    seconds, and at once when the process is not alive any more.
    """
    deadline = time.monotonic() + timeout

    def check() -> None:
        if not is_alive() or time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(_POLL_SECONDS)

    # A client of the driver looks only every half second whether the server is there by now.
    while not listens(port):
        check()
    # No user exists at the first start: until one does, mongod lets loopback make the first.
    with _client(port) as anonymous, _client(port, username=USER, password=password) as user:
        while not _attempt(anonymous, user, port, password):
            check()


def _client(port: int, **credentials: Any) -> Client:
    return MongoClient(
        "127.0.0.1",
        port,
        directConnection=True,
        serverSelectionTimeoutMS=500,
        connectTimeoutMS=2000,
        **credentials,
    )


def listens(port: int) -> bool:
    """Whether somebody takes connections on the loopback ``port``."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _attempt(anonymous: Client, user: Client, port: int, password: str) -> bool:
    try:
        return _step(anonymous, user, port, password)
    except PyMongoError:
        # It is in the middle of an election, or does not know yet what it is.
        return False


def _step(anonymous: Client, user: Client, port: int, password: str) -> bool:
    hello = anonymous.admin.command("hello")
    address = f"127.0.0.1:{port}"
    if hello.get("isWritablePrimary"):
        _ensure_user(anonymous, user, password)
        return True
    if "setName" not in hello:
        if hello.get("isreplicaset"):
            _initiate(anonymous, user, address)
    elif hello.get("me") != address or address not in hello.get("hosts", ()):
        _move(user, address)
    return False


def _initiate(anonymous: Client, user: Client, address: str) -> None:
    config = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": address}]}
    try:
        anonymous.admin.command("replSetInitiate", config)
    except OperationFailure:
        # It has a configuration, of another port: what is not its own address it takes for removed.
        _move(user, address)


def _move(user: Client, address: str) -> None:
    config: Mapping[str, Any] = user.admin.command("replSetGetConfig")["config"]
    if [member["host"] for member in config["members"]] != [address]:
        moved = {**config, "version": config["version"] + 1, "members": [{"_id": 0, "host": address}]}
        user.admin.command("replSetReconfig", moved, force=True)


def _ensure_user(anonymous: Client, user: Client, password: str) -> None:
    try:
        user.admin.command("connectionStatus")
    except OperationFailure as error:
        if error.code != _AUTHENTICATION_FAILED:
            raise
        anonymous.admin.command(
            "createUser",
            USER,
            pwd=password,
            # Everything: this mongod is the server's own, and tests use databases of many names.
            roles=["root"],
            mechanisms=["SCRAM-SHA-256"],
        )
