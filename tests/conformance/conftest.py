"""Fixtures of the definitions' tests."""

import json
from pathlib import Path

import pytest

from hie.conformance import CORE_NAME, CORE_VERSION, PackageCache, Registry


@pytest.fixture(scope="session")
def core(tmp_path_factory):
    """The core package, from the user's cache when it is there."""
    package = PackageCache(Path.home() / ".fhir" / "packages").find(CORE_NAME, CORE_VERSION)
    if package is None:
        cache = PackageCache(tmp_path_factory.mktemp("packages"))
        package = cache.install(f"{CORE_NAME}@{CORE_VERSION}")
    return package


@pytest.fixture(scope="session")
def index_cache(tmp_path_factory) -> Path:
    """A folder for the indexes of packages."""
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture(scope="session")
def registry(core, index_cache) -> Registry:
    """The registry of the core package alone."""
    return Registry.load([core], index_cache)


@pytest.fixture(scope="session")
def write_package():
    """A function that writes definitions and a manifest into a folder."""

    def write(
        folder: Path, *definitions: dict, name: str = "example.package", version: str = "1.0.0"
    ) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"name": name, "version": version}))
        for number, definition in enumerate(definitions):
            (folder / f"{definition['resourceType']}-{number}.json").write_text(json.dumps(definition))
        return folder

    return write
