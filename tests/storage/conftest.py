"""A store on a database of the test's own in the real mongod."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hie.config import Settings
from hie.storage import Document, Store, StoreOptions


@pytest.fixture(scope="session")
def small() -> Settings:
    """Settings of a mongod with the least cache that it takes."""
    return Settings(mongod_cache_gb=0.25)


@pytest.fixture
def database() -> str:
    """The name of a database that no other test uses."""
    return f"test_{uuid.uuid4().hex[:12]}"


@pytest.fixture
def store(embedded, database) -> Iterator[Store]:
    """A store that may only use the Stable API, on an empty database."""
    store = Store(embedded.uri, database, StoreOptions(strict_api=True))
    yield store
    store.close()


@pytest.fixture
def document() -> Callable[..., Document]:
    """Makes the document of a first version; every one has its own id, time and place in the order."""
    numbers = itertools.count(1)

    def make(**fields: Any) -> Document:
        number = next(numbers)
        plain = {"_id": f"r{number}", "v": 1, "t": 1_700_000_000_000 + number, "n": number}
        return {**plain, "body": b'{"resourceType":"Patient"}', **fields}

    return make
