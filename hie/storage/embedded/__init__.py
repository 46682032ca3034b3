"""The MongoDB that the server starts for itself when it is given no other."""

from hie.storage.embedded.binary import find_mongod
from hie.storage.embedded.faults import FolderInUse, MongodFault
from hie.storage.embedded.server import EmbeddedMongod

__all__ = ["EmbeddedMongod", "FolderInUse", "MongodFault", "find_mongod"]
