"""Resources in files: JSON, XML, NDJSON, folders, and archives of them.

Everything is read as a stream: an archive of a million resources takes no more memory than its largest
file.
"""

import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hie.fhir import XmlFormat, decode
from hie.outcome import BadRequest

_RESOURCES = (".json", ".xml", ".ndjson")
_ARCHIVES = (".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar")


@dataclass(frozen=True, slots=True)
class Item:
    """One resource as it lies in a file; ``source`` names the file and the line in it."""

    source: str
    data: bytes
    is_xml: bool = False

    def read(self, xml: XmlFormat) -> Any:
        """The JSON value.  Raises BadRequest when it cannot be read."""
        return xml.decode(self.data) if self.is_xml else decode(self.data)


def items(paths: Iterable[Path]) -> Iterator[Item]:
    """The resources under ``paths``, in the order of their names.

    Raises BadRequest for an archive that cannot be read.
    """
    for path in paths:
        if path.is_dir():
            yield from items(sorted(child for child in path.iterdir() if _is_readable(child)))
        elif path.name.endswith(_ARCHIVES):
            yield from _of_tar(path)
        elif path.suffix == ".zip":
            yield from _of_zip(path)
        else:
            with path.open("rb") as stream:
                yield from _of_stream(str(path), path.name, stream)


def _is_readable(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return path.is_dir() or path.name.endswith((*_RESOURCES, ".zip", *_ARCHIVES))


def _is_definition_of_package(name: str) -> bool:
    """Whether ``name`` is a file of a package's own housekeeping rather than a resource."""
    return Path(name).name in ("package.json", ".index.json") or not name.endswith(_RESOURCES)


def _of_tar(path: Path) -> Iterator[Item]:
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                stream = archive.extractfile(member) if member.isfile() else None
                if stream is not None and not _is_definition_of_package(member.name):
                    yield from _of_stream(f"{path}!{member.name}", member.name, stream)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadRequest.because("archive-unreadable", archive=str(path), reason=str(error)) from error


def _of_zip(path: Path) -> Iterator[Item]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if not name.endswith("/") and not _is_definition_of_package(name):
                    with archive.open(name) as stream:
                        yield from _of_stream(f"{path}!{name}", name, stream)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise BadRequest.because("archive-unreadable", archive=str(path), reason=str(error)) from error


def _of_stream(source: str, name: str, stream: IO[bytes]) -> Iterator[Item]:
    """The resources of one file; a file of several lines that each are an object is NDJSON."""
    if name.endswith(".ndjson"):
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield Item(f"{source}:{number}", line)
    else:
        yield Item(source, stream.read(), name.endswith(".xml"))
