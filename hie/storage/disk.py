"""The free-disk guard: writes stop while there is still room for the database to work.

https://www.mongodb.com/docs/manual/faq/storage/

A mongod that cannot write its journal ends itself, and then nothing can be read either.  Refusing
writes earlier, with a clear answer, keeps the exchange readable.
"""

import os
import time
from pathlib import Path

from hie.outcome import InsufficientStorage

#: The file system is asked at most once in so many seconds: often enough for a fast load, and no
#: burden.  mongod takes the room of its journal in steps of 100 MB, so the threshold should be several.
CHECK_SECONDS = 0.1


class DiskGuard:
    """Refuses when ``folder`` has less than ``min_free_mb`` megabytes free; None is never refused."""

    def __init__(self, folder: Path | None, min_free_mb: int) -> None:
        self._folder = folder
        self._min_free = min_free_mb * 1024 * 1024
        self._next_check = 0.0
        self._full = False

    def check(self) -> None:
        """Raises InsufficientStorage when there is too little room to write."""
        if self._folder is None or self._min_free <= 0:
            return
        now = time.monotonic()
        if now >= self._next_check:
            self._next_check = now + CHECK_SECONDS
            self._full = self._free(self._folder) < self._min_free
        if self._full:
            raise InsufficientStorage.because("storage-full")

    @staticmethod
    def _free(folder: Path) -> int:
        status = os.statvfs(folder)
        return status.f_bavail * status.f_frsize
