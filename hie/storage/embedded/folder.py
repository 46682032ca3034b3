"""The data folder of the embedded mongod: its lock, its secrets, its port.

https://www.mongodb.com/docs/manual/core/security-internal-authentication/#keyfiles

::

    hie.lock           held by the server that uses the folder, with its process id
    mongod.log         what mongod has to say
    mongod/keyfile     the random key of the replica set       (readable by the owner only)
    mongod/password    the random password of the user "hie"   (likewise)
    mongod/port        the loopback port of the last start
    mongod/db/         the files of mongod
"""

import os
import secrets
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

from hie.storage.embedded.faults import FolderInUse

if sys.platform != "win32":  # There a database at a URI can be used all the same.
    import fcntl

#: A mongod.log above this is put aside at the next start.
MAX_LOG_BYTES = 20 * 1024 * 1024

_STOP_SECONDS = 30.0


class DataFolder:
    """The files of one embedded mongod in ``folder``, which is made when it is not there."""

    #: Folders held by this very process: the system's locks are between processes only.
    _held: set[Path] = set()  # noqa: RUF012 - shared by all instances on purpose.

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.database = self.folder / "mongod" / "db"
        self.log = self.folder / "mongod.log"
        self.keyfile = self.folder / "mongod" / "keyfile"
        self._password = self.folder / "mongod" / "password"
        self._port = self.folder / "mongod" / "port"
        self._lock = self.folder / "hie.lock"
        self._lock_file: TextIO | None = None

    def acquire(self) -> None:
        """Takes the folder for this process; raises FolderInUse.

        The lock is the system's: it ends with the process that holds it, however that ends, so a lock
        file that was left by a power loss is just taken over.
        """
        self.database.mkdir(parents=True, exist_ok=True)
        self.database.parent.chmod(0o700)
        if self.folder in self._held:
            raise FolderInUse(self.folder, os.getpid())
        lock_file = self._lock.open("a+", encoding="ascii")
        try:
            fcntl.lockf(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock_file.seek(0)
            holder = lock_file.read().strip()
            lock_file.close()
            raise FolderInUse(self.folder, int(holder) if holder.isdecimal() else None) from None
        lock_file.truncate(0)
        lock_file.write(f"{os.getpid()}\n")
        lock_file.flush()
        self._lock_file = lock_file
        self._held.add(self.folder)

    def release(self) -> None:
        """Gives the folder back."""
        if self._lock_file is not None:
            self._lock_file.truncate(0)
            self._lock_file.close()
            self._lock_file = None
            self._held.discard(self.folder)

    def prepare(self) -> None:
        """Makes the keyfile when there is none, and puts a log aside that has grown large."""
        if not self.keyfile.exists():
            _write_secret(self.keyfile, secrets.token_urlsafe(48).replace("-", "+").replace("_", "/"))
        if self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
        self.log.touch(mode=0o600)

    def password(self) -> str:
        """The password of the user of this mongod, made at random at the first call."""
        if not self._password.exists():
            _write_secret(self._password, secrets.token_urlsafe(24))
        return self._password.read_text(encoding="ascii")

    @property
    def was_started(self) -> bool:
        """Whether a mongod was ever started in this folder."""
        return self._password.exists() and self.port is not None

    @property
    def port(self) -> int | None:
        """The port of the last start; None before the first."""
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    @port.setter
    def port(self, port: int) -> None:
        _write_secret(self._port, str(port))

    def end_orphan(self) -> int | None:
        """Ends a mongod that a killed server has left on this folder; gives its pid, None if none.

        Only called with the lock held, when nobody else can have started it.
        """
        pid = self._orphan()
        if pid is None:
            return None
        for sign, patience in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _STOP_SECONDS)):
            _send(pid, sign)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                if self._orphan() != pid:
                    return pid
                time.sleep(0.05)
        return pid

    def _orphan(self) -> int | None:
        # mongod keeps its pid in its own lock file. The pid may be anybody's by now, so the command
        # line of the process has to name this very folder.
        try:
            pid = int((self.database / "mongod.lock").read_text(encoding="ascii").strip())
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if b"--dbpath" in arguments and os.fsencode(self.database) in arguments else None


def _send(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        # It has ended by itself, which is what we wanted.
        return


def _write_secret(path: Path, text: str) -> None:
    # Written beside and renamed, so that a power loss leaves either nothing or all of it.
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
