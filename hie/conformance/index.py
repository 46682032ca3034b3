"""The index of a package: which canonical is defined in which file.

https://hl7.org/fhir/R4/references.html#canonical

Reading every file of the core package takes a second, so the index is kept on disk.  It is found by the
names, sizes and times of the package's files, and carries a hash of their content, by which everything
that is compiled from the package is found in turn.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from hie.conformance.compartments import Compartment, read_compartment
from hie.conformance.named_queries import NamedQuery, read_named_query
from hie.conformance.packages import Package
from hie.conformance.search_parameters import SearchParameter, read_search_parameter
from hie.outcome import BadRequest

#: Counts up when the content of the index changes.
FORMAT = 4


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True, kw_only=True):
    """One definition: ``kind`` is its resourceType, ``file`` its name in the package's folder.

    ``type``, ``structure_kind``, ``abstract``, ``derivation``, ``base`` and ``has_snapshot`` are of
    StructureDefinitions, ``content`` and ``supplements`` of CodeSystems.
    """

    kind: str
    url: str
    file: str
    version: str | None = None
    id: str | None = None
    name: str | None = None
    title: str | None = None
    status: str | None = None
    type: str | None = None
    structure_kind: str | None = None
    abstract: bool = False
    derivation: str | None = None
    base: str | None = None
    has_snapshot: bool = False
    content: str | None = None
    supplements: str | None = None


class PackageIndex(msgspec.Struct, frozen=True):
    """The definitions of a package; ``fingerprint`` is a hash of their content.

    ``parameters``, ``compartments`` and ``queries`` stay encoded until someone asks for them.
    """

    fingerprint: str
    entries: list[Entry]
    parameters: msgspec.Raw
    compartments: msgspec.Raw
    queries: msgspec.Raw

    def search_parameters(self) -> list[SearchParameter]:
        """The package's search parameters."""
        return msgspec.msgpack.decode(self.parameters, type=list[SearchParameter])

    def compartment_definitions(self) -> list[Compartment]:
        """The package's compartments."""
        return msgspec.msgpack.decode(self.compartments, type=list[Compartment])

    def named_queries(self) -> list[NamedQuery]:
        """The package's named queries."""
        return msgspec.msgpack.decode(self.queries, type=list[NamedQuery])


class _Header(msgspec.Struct):
    """What the index reads of any definition; the rest is skipped without being decoded."""

    resourceType: str | None = None  # noqa: N815 - FHIR's own name.
    url: str | None = None
    version: str | None = None
    id: str | None = None
    name: str | None = None
    title: str | None = None
    status: str | None = None
    type: Any = None
    kind: str | None = None
    abstract: bool = False
    derivation: str | None = None
    baseDefinition: str | None = None  # noqa: N815 - FHIR's own name.
    snapshot: msgspec.Raw = msgspec.Raw(b"")
    content: Any = None
    supplements: str | None = None


_decode_header = msgspec.json.Decoder(_Header).decode


def load_index(package: Package, cache: Path) -> PackageIndex:
    """The index of ``package``: from the folder ``cache``, else made and kept there.

    Raises BadRequest when a file of the package is not JSON.
    """
    files = _definition_files(package.folder)
    kept = cache / "packages" / f"{_signature(files)}.index"
    try:
        return msgspec.msgpack.decode(kept.read_bytes(), type=PackageIndex)
    except (FileNotFoundError, msgspec.MsgspecError):
        index = build_index(package, (name for name, _, _ in files))
        write_atomically(kept, msgspec.msgpack.encode(index))
        return index


def build_index(package: Package, files: Iterable[str]) -> PackageIndex:
    """Read every one of ``files`` in the package's folder and index what has a canonical URL."""
    entries: list[Entry] = []
    parameters: list[SearchParameter | None] = []
    compartments: list[Compartment | None] = []
    queries: list[NamedQuery | None] = []
    digest = hashlib.sha256()
    for file in files:
        data = read_json_bytes(package.folder / file)
        entry = _entry(package, file, data)
        if entry is None:
            continue
        digest.update(file.encode())
        digest.update(hashlib.sha256(data).digest())
        entries.append(entry)
        if entry.kind == "SearchParameter":
            parameters.append(read_search_parameter(data))
        elif entry.kind == "CompartmentDefinition":
            compartments.append(read_compartment(data))
        elif entry.kind == "OperationDefinition":
            queries.append(read_named_query(data))
    return PackageIndex(
        digest.hexdigest(),
        entries,
        msgspec.Raw(msgspec.msgpack.encode([*filter(None, parameters)])),
        msgspec.Raw(msgspec.msgpack.encode([*filter(None, compartments)])),
        msgspec.Raw(msgspec.msgpack.encode([*filter(None, queries)])),
    )


def read_json_bytes(file: Path) -> bytes:
    """The bytes of ``file`` without the byte order mark that some packages carry."""
    return file.read_bytes().removeprefix(b"\xef\xbb\xbf")


def write_atomically(file: Path, data: bytes) -> None:
    """Write ``data`` so that any reader sees the old file or the whole new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _entry(package: Package, file: str, data: bytes) -> Entry | None:
    """The entry of one file, or None when it defines no canonical."""
    try:
        header = _decode_header(data)
    except msgspec.ValidationError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRequest.because(
            "package-unreadable", package=f"{package}/{file}", reason=str(error)
        ) from error
    if not header.resourceType or not header.url:
        return None
    is_structure = header.resourceType == "StructureDefinition"
    is_code_system = header.resourceType == "CodeSystem"
    return Entry(
        kind=header.resourceType,
        url=header.url,
        file=file,
        version=header.version,
        id=header.id,
        name=header.name,
        title=header.title,
        status=header.status,
        type=header.type if is_structure and isinstance(header.type, str) else None,
        structure_kind=header.kind if is_structure else None,
        abstract=header.abstract,
        derivation=header.derivation,
        base=header.baseDefinition,
        has_snapshot=bytes(header.snapshot) != b"",
        content=header.content if is_code_system and isinstance(header.content, str) else None,
        supplements=header.supplements,
    )


def _definition_files(folder: Path) -> list[tuple[str, int, int]]:
    """``(name, size, time)`` of the JSON files directly in ``folder``, by name."""
    with os.scandir(folder) as found:
        return sorted(
            (item.name, item.stat().st_size, item.stat().st_mtime_ns)
            for item in found
            if item.name.endswith(".json") and not item.name.startswith(".") and item.name != "package.json"
        )


def _signature(files: list[tuple[str, int, int]]) -> str:
    digest = hashlib.sha256(f"{FORMAT}".encode())
    digest.update(repr(files).encode())
    return digest.hexdigest()[:32]
