"""The MongoDB that the server starts for itself when it is given no other."""

from hie.storage.embedded.binary import find_mongod
from hie.storage.embedded.cache import cache_gb, waiting_mb
from hie.storage.embedded.faults import FolderInUse, MongodFault
from hie.storage.embedded.server import EmbeddedMongod
from hie.storage.embedded.shared import running_uri, shared_mongod

__all__ = [
    "EmbeddedMongod",
    "FolderInUse",
    "MongodFault",
    "cache_gb",
    "find_mongod",
    "running_uri",
    "shared_mongod",
    "waiting_mb",
]
