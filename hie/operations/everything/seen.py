"""What earlier pages held, small enough to travel in a cursor.

Each resource is remembered by eight bytes of a hash.  Beyond ``MOST`` the oldest are forgotten: then a
resource may come again, but none is left out.
"""

import hashlib
from collections.abc import Iterable

#: A cursor that remembers so many is 43 kB long: a URL of which the server takes 60.
MOST = 4000
_SIZE = 8


class Seen:
    """Resources by ``Type/id``, in the order in which they were added."""

    def __init__(self, packed: bytes = b"") -> None:
        parts = (packed[start : start + _SIZE] for start in range(0, len(packed), _SIZE))
        self._marks = dict.fromkeys(parts)

    def add(self, names: Iterable[str]) -> None:
        """Remember ``names``."""
        self._marks.update(dict.fromkeys(_mark(name) for name in names))

    def __contains__(self, name: str) -> bool:
        return _mark(name) in self._marks

    @property
    def is_full(self) -> bool:
        """Whether something is forgotten."""
        return len(self._marks) > MOST

    def pack(self) -> bytes:
        """The memory as bytes."""
        return b"".join(list(self._marks)[-MOST:])


def _mark(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=_SIZE).digest()
