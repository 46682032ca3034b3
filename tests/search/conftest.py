"""A library of resources in a real MongoDB that is searched as the server searches it."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from hie.conformance import CodeCache, NamedQuery, Registry, named_query_of
from hie.fhir import encode
from hie.interactions.inclusion import added
from hie.interactions.links import StoredLinks
from hie.outcome import Issue
from hie.search import (
    Cursors,
    Indexer,
    Plan,
    SearchOptions,
    SearchRequest,
    TypeParameters,
    parse,
    plan,
    resolve,
)
from hie.storage import Query, Store, Stored, StoreOptions

BASE = "https://hie.example/fhir"
NOW = 1_718_452_800_000  # 2024-06-15T12:00:00Z


class Library:
    """Resources in a database of their own; updated a minute after each other from 2024-01-01 on."""

    base = BASE
    #: Through so many resources a link may go.
    max_linked = 100

    def __init__(self, store: Store, indexer: Indexer, registry: Registry) -> None:
        self.store = store
        self.indexer = indexer
        self.registry = registry
        self.cursors = Cursors("secret")
        self.queries: tuple[NamedQuery, ...] = registry.named_queries
        self._numbers = itertools.count(1)

    def put(self, *resources: dict[str, Any]) -> None:
        """Store first versions of ``resources``; named queries can be asked at once."""
        for resource in resources:
            query = named_query_of(resource) if resource["resourceType"] == "OperationDefinition" else None
            self.queries += () if query is None else (query,)
        documents: dict[str, list[dict[str, Any]]] = {}
        for resource in resources:
            number = next(self._numbers)
            type_ = resource["resourceType"]
            document = {"_id": resource["id"], "v": 1, "t": 1_704_067_200_000 + 60_000 * number, "n": number}
            document |= {"body": encode(resource), **self.indexer.extract(type_, resource)}
            documents.setdefault(type_, []).append(document)
        for type_, made in documents.items():
            assert [None] * len(made) == self.store.insert_many(type_, made)

    def delete(self, type_: str, id_: str) -> None:
        """Leave a tombstone."""
        number = next(self._numbers)
        gone = {"_id": id_, "v": 2, "t": 1_704_067_200_000, "n": number, "gone": True}
        self.store.transact([type_], lambda transaction: transaction.replace(type_, gone, 1))

    def parameters(self, type_: str) -> TypeParameters:
        """What a type is searched by."""
        return replace(self.indexer.parameters(type_), queries=self.queries)

    def request(self, query: str, **options: Any) -> SearchRequest:
        """The request that ``query`` makes, resolved."""
        type_, _, text = query.partition("?")
        pairs = parse_qsl(text, keep_blank_values=True)
        given = SearchOptions(now_ms=NOW, base=BASE, cursors=self.cursors, registry=self.registry, **options)
        asked = parse(self.parameters, type_, pairs, given)
        self.links = StoredLinks(SimpleNamespace(store=self.store, find=self.store.find))  # type: ignore[arg-type]
        return resolve(asked, self.indexer.parameters, self.links, self.max_linked)

    def plan(self, query: str, **options: Any) -> Plan:
        """The plan of ``query``."""
        return plan(self.request(query, **options))

    def find(self, planned: Plan) -> list[Stored]:
        """What a plan finds."""
        query = Query(planned.filter, planned.sort, planned.limit, planned.hint, planned.fields)
        return self.store.find(planned.type, query)

    def ids(self, query: str) -> list[str]:
        """Ids of all that ``query`` finds, in order."""
        return [stored.id for stored in self.find(self.plan(query, default_count=1000))]

    def included(self, query: str) -> list[str]:
        """What ``query`` includes, at most fifty resources."""
        asked = self.request(query, default_count=1000)
        repository = SimpleNamespace(store=self.store, find=self.store.find)
        settings = SimpleNamespace(max_included=50)
        exchange = SimpleNamespace(
            settings=settings, repository=repository, parameters_of=self.indexer.parameters
        )
        issues: list[Issue] = []
        found = added(exchange, asked, self.find(plan(asked)), issues)  # type: ignore[arg-type]
        assert not issues
        return [f"{stored.type}/{stored.id}" for stored in found]

    def explain(self, planned: Plan) -> dict[str, Any]:
        """How MongoDB carries out a plan."""
        query = Query(planned.filter, planned.sort, planned.limit, planned.hint, planned.fields)
        return self.store.explain(planned.type, query)


@pytest.fixture(scope="session")
def indexer(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Indexer:
    """An indexer whose functions are compiled anew."""
    folder: Path = tmp_path_factory.mktemp("code")
    return Indexer(registry, CodeCache(folder), BASE)


@pytest.fixture(scope="session")
def libraries(mongod: str, indexer: Indexer, registry: Registry) -> Iterator[Callable[[], Library]]:
    """Makes empty libraries."""
    stores: list[Store] = []

    def make() -> Library:
        stores.append(Store(mongod, f"search_{uuid.uuid4().hex[:12]}", StoreOptions(strict_api=True)))
        return Library(stores[-1], indexer, registry)

    yield make
    for store in stores:
        store.close()


@pytest.fixture(scope="module")
def library(libraries: Callable[[], Library]) -> Library:
    """The library of a test module."""
    return libraries()


@pytest.fixture
def ask(indexer: Indexer) -> Callable[..., SearchRequest]:
    """Gives the request that pairs make of a type."""

    def ask(type_: str, *pairs: tuple[str, str], **options: Any) -> SearchRequest:
        given = SearchOptions(now_ms=NOW, base=BASE, cursors=Cursors("secret"), **options)
        return parse(indexer.parameters, type_, pairs, given)

    return ask
