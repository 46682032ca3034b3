"""The embedded mongod for a program beside the server: that of the server that runs, or one of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from hie.config import Settings
from hie.storage.embedded.faults import FolderInUse
from hie.storage.embedded.folder import DataFolder
from hie.storage.embedded.process import REPLICA_SET
from hie.storage.embedded.replica_set import USER
from hie.storage.embedded.server import EmbeddedMongod


@contextmanager
def shared_mongod(settings: Settings) -> Iterator[str]:
    """The URI of the mongod of the data folder; it is started, and stopped again, unless it runs.

    Raises MongodFault when it cannot be started.
    """
    mongod = EmbeddedMongod(settings.data, settings)
    try:
        mongod.start()
    except FolderInUse:
        yield running_uri(settings)
        return
    try:
        yield mongod.uri
    finally:
        mongod.stop()


def running_uri(settings: Settings) -> str:
    """The URI of the mongod that another process keeps running in the data folder."""
    folder = DataFolder(settings.data)
    return (
        f"mongodb://{USER}:{folder.password()}@127.0.0.1:{folder.port}/"
        f"?replicaSet={REPLICA_SET}&authSource=admin&authMechanism=SCRAM-SHA-256"
    )
