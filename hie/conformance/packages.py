"""The FHIR package cache: which packages are installed, and where.

https://confluence.hl7.org/display/FHIR/FHIR+Package+Cache
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hie.outcome import BadRequest, NotFound

#: ``(what is being done, how much is done, how much there is or None)``; bytes or files.
Progress = Callable[[str, int, int | None], None]

CORE_NAME = "hl7.fhir.r4.core"
CORE_VERSION = "4.0.1"


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package: ``folder`` is where its JSON definitions are."""

    name: str
    version: str
    folder: Path
    manifest: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"

    @classmethod
    def at(cls, folder: Path) -> "Package":
        """The package in ``folder``, or in its ``package`` folder as an unpacked archive has it.

        A folder of definitions without ``package.json`` is a package of the folder's name.
        Raises NotFound when there is no such folder, BadRequest when its manifest cannot be read.
        """
        if not folder.is_dir():
            raise NotFound.because("package-not-found", package=str(folder))
        inner = folder / "package"
        if not (folder / "package.json").is_file() and inner.is_dir():
            folder = inner
        manifest = read_manifest(folder / "package.json")
        name = str(manifest.get("name") or folder.resolve().name)
        return cls(name, str(manifest.get("version") or "0.0.0"), folder, manifest)


def read_manifest(file: Path) -> dict[str, Any]:
    """The content of a ``package.json``; empty when there is none.

    Raises BadRequest when it is not a JSON object.
    """
    try:
        manifest = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise BadRequest.because("package-unreadable", package=str(file), reason=str(error)) from error
    if not isinstance(manifest, dict):
        raise BadRequest.because("package-unreadable", package=str(file), reason="not a JSON object")
    return manifest


class PackageCache:
    """The packages under ``root``, each in ``NAME#VERSION/package``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder_of(self, name: str, version: str) -> Path:
        """Where the package is or would be."""
        return self.root / f"{name}#{version}"

    def installed(self) -> list[Package]:
        """All packages of the cache, by name and version."""
        if not self.root.is_dir():
            return []
        folders = [folder for folder in self.root.iterdir() if "#" in folder.name and folder.is_dir()]
        packages = [self._package(folder) for folder in folders if (folder / "package").is_dir()]
        return sorted(packages, key=lambda package: (package.name, version_key(package.version)))

    def find(self, name: str, version: str | None = None) -> Package | None:
        """The package ``name``, of the newest version when none is given, or None."""
        if version is None:
            versions = [package for package in self.installed() if package.name == name]
            return versions[-1] if versions else None
        folder = self.folder_of(name, version)
        return self._package(folder) if (folder / "package").is_dir() else None

    def install(
        self, source: str, registry_url: str | None = None, progress: Progress | None = None
    ) -> Package:
        """Install ``NAME@VERSION``, a ``FILE.tgz`` or a ``FOLDER``; return what is then installed.

        Raises NotFound when no source has it, BadRequest when it is no FHIR package or is unsafe.
        """
        from hie.conformance.install import install  # noqa: PLC0415 - archives and HTTP only when installing.

        return install(self, source, registry_url, progress or _silent)

    def _package(self, folder: Path) -> Package:
        name, _, version = folder.name.partition("#")
        return Package(name, version, folder / "package", read_manifest(folder / "package" / "package.json"))


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """A key that orders ``1.10.0`` after ``1.9.0`` and before ``1.10.0`` any ``1.10.0-rc``."""
    release, dash, label = version.partition("-")
    parts = [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in release.split(".")]
    return (*parts, (0, 0, label) if dash else (1, 0, ""))


def _silent(_step: str, _done: int, _total: int | None) -> None:
    """Tell nobody."""
