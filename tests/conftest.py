"""What several tests need: definitions, a real MongoDB, the public suites where they are to be had."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_server import server, start_server
from rest_api import api, make_api, shared_api

from hie.app import Definitions, define
from hie.config import Settings
from hie.conformance import Registry
from hie.storage import EmbeddedMongod, MongodFault

__all__ = ["api", "make_api", "server", "shared_api", "start_server"]

ROOT = Path(__file__).resolve().parent.parent


def _folder(variable: str, default: str) -> Path:
    folder = Path(os.environ.get(variable) or ROOT.parent / "shared" / default)
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent; name another folder in {variable}")
    return folder


@pytest.fixture(scope="session")
def suites() -> Path:
    """The folder of public conformance suites."""
    return _folder("HIE_SUITES", "suites")


@pytest.fixture(scope="session")
def packages() -> Path:
    """The folder of public packages and test data."""
    return _folder("HIE_PACKAGES", "packages")


@pytest.fixture(scope="session")
def national() -> Definitions:
    """Definitions with every resource held to its national profile."""
    return define(Settings(profiles="national"))


@pytest.fixture(scope="session")
def plain() -> Definitions:
    """Definitions of plain R4, plus whatever a resource claims."""
    return define(Settings(profiles="none"))


@pytest.fixture(scope="session")
def registry(plain: Definitions) -> Registry:
    """The registry of the core and the national package."""
    return plain.registry


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongod]:
    """The mongod of all tests that do not kill theirs; each process of the run has one."""
    settings = Settings(mongod_cache_gb=0.25, min_free_disk_mb=1)
    try:
        server = EmbeddedMongod(tmp_path_factory.mktemp("mongod"), settings)
        server.start()
    except MongodFault as fault:
        pytest.fail(str(fault))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mongod(embedded: EmbeddedMongod) -> str:
    """The URI of that mongod."""
    return embedded.uri
