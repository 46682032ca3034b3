"""The embedded mongod: started once for all workers, watched, and started again after a crash.

https://www.mongodb.com/docs/manual/reference/program/mongod/
"""

import logging
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from hie.config import Settings
from hie.storage.embedded import process as program
from hie.storage.embedded.binary import find_mongod
from hie.storage.embedded.cache import cache_gb
from hie.storage.embedded.faults import ADDRESS_IN_USE, MongodFault, diagnosed, unusable
from hie.storage.embedded.folder import DataFolder
from hie.storage.embedded.replica_set import listens, make_ready, uri_of

log = logging.getLogger(__name__)

#: Ports that are tried at the first start, should others be faster to take them.
PORT_ATTEMPTS = 5

#: Pauses before mongod is started again, in seconds: doubled while it ends before it listens.
SHORTEST_PAUSE = 0.05
LONGEST_PAUSE = 5.0


class EmbeddedMongod:
    """A mongod of our own in the folder ``data``: ``with EmbeddedMongod(data, settings) as mongod``.

    One per server, in the process that outlives the workers; they connect to ``uri``.
    """

    def __init__(self, data: Path, settings: Settings) -> None:
        self._folder = DataFolder(data)
        self._settings = settings
        self._binary = Path()
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: threading.Thread | None = None
        self._started = threading.Event()
        self._stopping = threading.Event()
        self._fault: MongodFault | None = None
        self.restarts = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def uri(self) -> str:
        """The URI of the replica set, with the password; the same over restarts after a crash."""
        return uri_of(self._port, self._folder.password())

    @property
    def pid(self) -> int | None:
        """The process id of the mongod that runs now."""
        return None if self._process is None else self._process.pid

    @property
    def log_file(self) -> Path:
        """Where mongod writes what it has to say."""
        return self._folder.log

    def start(self) -> None:
        """Returns when mongod is a primary; raises FolderInUse, or MongodFault with what to do."""
        self._binary = find_mongod(self._settings.mongod)
        try:
            self._folder.acquire()
            self._start_keeper()
            self._started.wait()
        except OSError as error:
            self.stop()
            raise unusable(self._folder.folder, error) from error
        except BaseException:
            self.stop()
            raise
        if self._fault is not None:
            self.stop()
            raise self._fault

    def stop(self) -> None:
        """Ends mongod cleanly and gives the folder back; does nothing when it was not started."""
        self._stopping.set()
        if self._keeper is not None:
            process = self._process
            if process is not None:
                program.stop(process)
            self._keeper.join()
            self._keeper = None
        self._folder.release()

    def _start_keeper(self) -> None:
        self._folder.prepare()
        orphan = self._folder.end_orphan()
        if orphan is not None:
            log.warning("ended mongod %s, which a killed server had left behind", orphan)
        self._stopping.clear()
        self._started.clear()
        self._fault = None
        # All starts are made by one thread that stays: see program.launch.
        self._keeper = threading.Thread(target=self._keep, name="mongod", daemon=True)
        self._keeper.start()

    def _keep(self) -> None:
        try:
            self._first_start()
        except MongodFault as fault:
            self._fault = fault
            return
        except OSError as error:
            self._fault = unusable(self._folder.folder, error)
            return
        finally:
            self._started.set()
        pause = SHORTEST_PAUSE
        while not self._stopping.is_set():
            self._wait_for_end()
            if self._stopping.wait(pause):
                break
            pause = SHORTEST_PAUSE if self._restart() else min(pause * 2, LONGEST_PAUSE)

    def _first_start(self) -> None:
        for _ in range(PORT_ATTEMPTS):
            self._port = program.free_port(self._folder.port)
            position = self._folder.log.stat().st_size if self._folder.log.exists() else 0
            process = self._run()
            try:
                make_ready(self._port, self._folder.password(), self._is_alive)
            except TimeoutError:
                exit_code = program.stop(process, 5.0)
                said = self._said(position)
                if ADDRESS_IN_USE not in said:
                    raise diagnosed(self._binary, exit_code, said, self._folder.log) from None
            else:
                self._folder.port = self._port
                return
        raise MongodFault(f"Other programs took {PORT_ATTEMPTS} free ports one after the other.")

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None and not self._stopping.is_set()

    def _restart(self) -> bool:
        # On the same port: the workers know no other.
        self.restarts += 1
        try:
            process = self._run()
        except OSError as error:
            # The binary is being replaced, say; the next attempt may find it.
            log.error("mongod cannot be started again: %s", error)  # noqa: TRY400 - one line is enough.
            return False
        log.warning("mongod was started again as process %s", process.pid)
        while self._is_alive():
            if listens(self._port):
                return True
            time.sleep(0.02)
        return False

    def _run(self) -> subprocess.Popen[bytes]:
        size_gb = cache_gb(self._settings)
        command = program.arguments(self._binary, self._folder, self._port, size_gb)
        self._process = program.launch(command, self._folder.log)
        if self._stopping.is_set():
            # stop() may have looked before this process was there.
            program.stop(self._process)
        return self._process

    def _wait_for_end(self) -> None:
        process = self._process
        if process is not None:
            exit_code = process.wait()
            if not self._stopping.is_set():
                log.error("mongod ended with exit code %s; its log is %s", exit_code, self._folder.log)

    def _said(self, position: int) -> str:
        with self._folder.log.open("rb") as file:
            file.seek(position)
            return file.read().decode("utf-8", "replace")
