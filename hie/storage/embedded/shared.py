"""The embedded mongod for a program beside the server: that of the server that runs, or one of its own.

https://www.mongodb.com/docs/manual/reference/connection-string/
"""

from collections.abc import Iterator
from contextlib import contextmanager

from hie.config import Settings
from hie.storage.embedded.faults import FolderInUse, MongodFault
from hie.storage.embedded.folder import DataFolder
from hie.storage.embedded.replica_set import uri_of
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
    """The URI of the mongod that another process keeps running in the data folder.

    Raises MongodFault when none was ever started there.
    """
    folder = DataFolder(settings.data)
    port = folder.port
    if port is None or not folder.was_started:
        raise MongodFault(f"No server was ever started on the data folder {folder.folder}.")
    return uri_of(port, folder.password())
