"""The cache of the embedded mongod: its size, and how much of it may wait to be written.

https://source.wiredtiger.com/develop/tune_cache.html

Pages that were changed are written when a checkpoint comes (each minute), once, and not over and over
between: a resource has entries in some fifty places of the indexes.  What waits must find room on the disk
even when no more writes are taken.
"""

import os

from hie.config import Settings

#: Of the cache, in percent, and at most.
_WAITING, _MOST_WAITING_MB = 30, 1024


def cache_gb(settings: Settings) -> float:
    """The size in gigabytes: what ``settings`` say, or a third of this machine's memory."""
    if settings.mongod_cache_gb is not None:
        return settings.mongod_cache_gb
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return round(max(memory / 3, 0.25), 2)


def waiting_mb(size_gb: float) -> int:
    """How many megabytes may wait to be written, in a cache of ``size_gb``."""
    return min(round(size_gb * 1024 * _WAITING / 100), _MOST_WAITING_MB)


def eviction(size_gb: float) -> str:
    """When WiredTiger writes changed pages between checkpoints, and when it has the writers help."""
    target = waiting_mb(size_gb)
    sizes = {"target": target, "trigger": target * 3 // 2}
    return ",".join(
        f"eviction_{kind}_{level}={size}MB" for kind in ("dirty", "updates") for level, size in sizes.items()
    )
