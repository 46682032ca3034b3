"""Where a load stopped, kept in the data folder so that it can go on."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Progress:
    """How many resources of some paths are dealt with; kept in ``file``."""

    file: Path
    done: int

    @classmethod
    def of(cls, data: Path, paths: Iterable[Path]) -> "Progress":
        """What is known of a load of ``paths`` into the data folder ``data``.

        The paths are known by name, size and time of change: other content is another load.
        """
        digest = hashlib.sha256()
        for path in paths:
            status = path.stat()
            digest.update(f"{path.resolve()}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
        file = data / f"load-{digest.hexdigest()[:16]}.json"
        try:
            done = int(json.loads(file.read_text())["done"])
        except (OSError, ValueError, KeyError):
            done = 0
        return cls(file, done)

    def save(self, done: int) -> None:
        """Keep that ``done`` resources are dealt with."""
        self.done = done
        temporary = self.file.with_suffix(".tmp")
        temporary.write_text(json.dumps({"done": done}))
        temporary.replace(self.file)

    def forget(self) -> None:
        """The load is complete, or is to begin anew."""
        self.done = 0
        self.file.unlink(missing_ok=True)
