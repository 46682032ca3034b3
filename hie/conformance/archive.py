"""Unpacking the archive of a package without trusting it.

https://confluence.hl7.org/display/FHIR/NPM+Package+Specification
"""

import shutil
import tarfile
import zlib
from pathlib import Path, PurePosixPath

from hie.conformance.packages import Progress
from hie.outcome import BadRequest

#: Largest size of all files of a package together.
LIMIT_MB = 2048


def unpack(archive: Path, folder: Path, progress: Progress) -> None:
    """Unpack the regular files under ``package/`` of ``archive`` into ``folder``.

    Raises BadRequest when it is no archive, has a path that leads out of the folder, or is too large.
    """
    size = archive.stat().st_size
    unpacked = 0
    try:
        with archive.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:gz") as members:
            for member in members:
                place = _place(member, folder, archive)
                if place is not None:
                    unpacked += member.size
                    if unpacked > LIMIT_MB * 2**20:
                        raise BadRequest.because("package-too-large", package=str(archive), limit=LIMIT_MB)
                    _write(members, member, place)
                progress("unpack", min(raw.tell(), size), size)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise BadRequest.because("package-unreadable", package=str(archive), reason=str(error)) from error


def _place(member: tarfile.TarInfo, folder: Path, archive: Path) -> Path | None:
    """Where ``member`` goes; None when it is not a file of the package (links are never followed)."""
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts or "\\" in member.name:
        raise BadRequest.because("package-unsafe", package=str(archive), path=member.name)
    if not member.isreg() or path.parts[:1] != ("package",):
        return None
    return folder.joinpath(*path.parts)


def _write(members: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    content = members.extractfile(member)
    if content is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            shutil.copyfileobj(content, file)
