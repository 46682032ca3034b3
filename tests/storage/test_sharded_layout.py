"""The sharded layout of docs/scale.md on real shards: it is legal, and pages are those of one database."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cluster import DATABASE, SHARDS, Cluster
from pymongo import MongoClient
from pymongo.errors import DuplicateKeyError, OperationFailure
from pymongo.write_concern import WriteConcern
from werkzeug.test import Client

from hie.app import Definitions, create_app
from hie.config import Settings
from hie.conformance import Package
from hie.demo import bundles
from hie.fhir import encode
from hie.search import Plan, SearchOptions, SearchRequest, in_order, page_of, parse, plan
from hie.search.request import Condition
from hie.storage import Query, Store, Stored
from hie.storage.collections import Collections

OF_A_PATIENT = ("Encounter", "Condition", "Observation")
TYPES = ("Patient", "PractitionerRole", *OF_A_PATIENT)
KEY = {"p": "hashed", "_id": 1}
DURABLE = WriteConcern("majority", j=True)
PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
#: Query shapes of the document, with the shards that a query of it is sent to: "one" or "all".
SHAPES = dict(re.findall(r"^\| `(\w+\?[^`]+)` \| (one|all) \|", PAGE.read_text("utf-8"), re.MULTILINE))

INVALID_OPTIONS = 72

Document = dict[str, Any]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    """Two shards on which every collection is made as hie makes it, then sharded."""
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.start()
        made = Collections(cluster.database(SHARDS[0]))
        for type_ in TYPES:
            made.prepare(type_)
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="module")
def refusals(cluster) -> dict[str, OperationFailure]:
    """What MongoDB said to the collections as they are; they are sharded, without the index ``b``, now."""
    found = {}
    for type_ in TYPES:
        with pytest.raises(OperationFailure) as refused:
            cluster.distribute(type_, KEY)
        found[type_] = refused.value
        cluster.database(SHARDS[0])[type_].drop_index("b_1")
        cluster.distribute(type_, KEY)
    cluster.distribute("Observation_history", {"p": "hashed", "id": 1})
    cluster.distribute("keys", {"_id": "hashed"})
    return found


@pytest.fixture(scope="module")
def one(mongod, tmp_path_factory, national) -> Iterator[tuple[Store, Any]]:
    """A store of one database with a synthetic population, and the database itself."""
    name = f"one_{uuid.uuid4().hex[:12]}"
    folder = tmp_path_factory.mktemp("one")
    settings = Settings(mongodb_uri=mongod, mongodb_database=name, data=folder, profiles="national")
    client = Client(create_app(settings, national))
    canonical = Package.at(Settings().national_package).manifest["canonical"]
    # The same ids in every run, so that the same records lie on the same shard.
    random = Random(2)  # noqa: S311 - wanted: the same each time.
    ids = SimpleNamespace(uuid4=lambda: uuid.UUID(int=random.getrandbits(128), version=4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hie.bundles.transaction.uuid", ids)
        for bundle in bundles(6, 1, date(2026, 6, 1), canonical):
            answer = client.post("/fhir", data=encode(bundle), content_type="application/fhir+json")
            assert answer.status_code == 200
    store = Store(mongod, name)
    with MongoClient[Document](mongod) as beside:
        yield store, beside[name]
    store.close()


def patient_of(type_: str, document: Document) -> str:
    """The field ``p``: the patient whose record a document is part of; one that is of none is its own."""
    if type_ not in OF_A_PATIENT:
        return document["_id"]
    return next(entry for entry in document["k"] if entry.startswith("patient=Patient/")).rpartition("/")[2]


@pytest.fixture(scope="module")
def sharded(cluster, refusals) -> Cluster:
    """The cluster with its collections sharded."""
    assert refusals
    return cluster


@pytest.fixture(scope="module")
def placed(sharded, one) -> dict[str, dict[str, set[str]]]:
    """The population of the one database on the two shards; gives the ids by shard, by type."""
    ids: dict[str, dict[str, set[str]]] = {}
    for type_ in TYPES:
        parts: dict[str, list[Document]] = {shard: [] for shard in SHARDS}
        for document in one[1][type_].find():
            document.pop("b", None)
            document["p"] = patient_of(type_, document)
            parts[sharded.shard_of(type_, document["p"])].append(document)
        for shard, documents in parts.items():
            # Reads are of what a majority has; what comes next would not see the last writes otherwise.
            collection = sharded.database(shard).get_collection(type_, write_concern=DURABLE)
            collection.insert_many(documents)
        ids[type_] = {shard: {each["_id"] for each in documents} for shard, documents in parts.items()}
    return ids


class Routed:
    """What a router does with a plan: ask the shards that the request leads to, and merge."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.stores = {shard: Store(cluster.uri(shard), DATABASE) for shard in SHARDS}

    def shards(self, request: SearchRequest) -> list[str]:
        """Where an answer to ``request`` may lie."""
        own = "patient" if request.type in OF_A_PATIENT else "_id"
        for condition in request.conditions:
            if isinstance(condition, Condition) and condition.parameter.code == own:
                [value] = condition.values
                id_ = value if isinstance(value, str) else value[0].rpartition("/")[2]
                return [self._cluster.shard_of(request.type, id_)]
        return list(SHARDS)

    def find(self, request: SearchRequest, planned: Plan) -> list[Stored]:
        """The first of what the shards give, in the order of the plan."""
        parts = [found(self.stores[shard], planned) for shard in self.shards(request)]
        return in_order(planned, [each for part in parts for each in part])[: planned.limit]


@pytest.fixture(scope="module")
def routed(sharded, placed) -> Iterator[Routed]:
    """A router over the two shards, on which the population lies."""
    assert placed
    routed = Routed(sharded)
    yield routed
    for store in routed.stores.values():
        store.close()


@pytest.fixture(scope="module")
def samples(one) -> list[dict[str, str]]:
    """For every patient what the shapes ask about."""
    store, database = one
    roles = store.find("PractitionerRole", Query({}, [("n", 1)], fields=("k",)))
    found = []
    for number, patient in enumerate(database.Patient.find(sort={"n": 1})):
        of_patient = {"k": f"patient=Patient/{patient['_id']}"}
        observation = database.Observation.find_one({**of_patient, "q.p": "value-quantity"})
        encounter = database.Encounter.find_one(of_patient)
        role = roles[number % len(roles)]
        found.append(
            {
                "patient": patient["_id"],
                "identifier": _first(patient["k"], "identifier=http"),
                "family": _first(patient["s"], "family="),
                "code": _first(observation["k"], "code=http://loinc.org|"),
                "encounter": encounter["_id"],
                "observation": observation["_id"],
                "role": role.id,
                "practitioner": _first(role.fields["k"], "practitioner=Practitioner/"),
            }
        )
    return found


def _first(entries: list[str], prefix: str) -> str:
    """The value of the first of ``entries`` that begins so and is no system alone."""
    return next(entry.partition("=")[2] for entry in entries if entry.startswith(prefix) and entry[-1] != "|")


@pytest.fixture(scope="module")
def ask(national: Definitions) -> Callable[[str], SearchRequest]:
    """Gives the request of a query."""

    def ask(query: str) -> SearchRequest:
        type_, _, text = query.partition("?")
        now = time.time_ns() // 1_000_000
        options = SearchOptions(now_ms=now, base="https://hie.example/fhir", registry=national.registry)
        return parse(national.indexer.parameters, type_, parse_qsl(text), options)

    return ask


def found(store: Store, planned: Plan) -> list[Stored]:
    query = Query(planned.filter, planned.sort, planned.limit, planned.hint, planned.fields)
    return store.find(planned.type, query)


def pages(find: Callable[[SearchRequest, Plan], list[Stored]], request: SearchRequest) -> list[list[str]]:
    """The ids on each page of ``request``, from the first to the last."""
    all_pages = []
    while True:
        planned = plan(request)
        page, around = page_of(request, planned, find(request, planned))
        all_pages.append([stored.id for stored in page])
        if around.next is None:
            return all_pages
        request = replace(request, place=around.next)


def test_the_index_of_business_keys_alone_is_in_the_way(refusals):
    """Each collection is refused for the unique index ``b``, and taken with all others."""
    assert {type_: refusal.code for type_, refusal in refusals.items()} == dict.fromkeys(
        TYPES, INVALID_OPTIONS
    )
    assert all("unique index on { b: 1 }" in str(refusal) for refusal in refusals.values())


def test_a_business_key_is_taken_once_in_a_collection_of_keys(sharded):
    """Where the key itself is the ``_id``, sharded by its hash, equal ones meet and the second is refused."""
    shards = set()
    for number in range(20):
        key = f"Patient?https://id.example|{number}"
        shard = sharded.shard_of("keys", key)
        shards.add(shard)
        keys = sharded.database(shard)["keys"]
        keys.insert_one({"_id": key, "id": "one"})
        with pytest.raises(DuplicateKeyError):
            keys.insert_one({"_id": key, "id": "another"})
    assert shards == set(SHARDS)


def test_documents_lie_where_the_shards_expect_them(cluster, placed):
    """Asked as a router asks, each shard owns exactly what was placed on it, and both have a good part."""
    for type_, parts in placed.items():
        assert {shard: cluster.owned(type_, shard) for shard in SHARDS} == parts
    assert all(placed["Patient"].values())
    assert all(placed["Observation"].values())


def test_a_record_lies_on_the_shard_of_its_patient(cluster, placed):
    """A patient, all that is about the patient, and the history of it share a shard."""
    for type_ in OF_A_PATIENT:
        for shard in SHARDS:
            patients = cluster.database(shard)[type_].distinct("p")
            assert set(patients) <= placed["Patient"][shard]
            assert {cluster.shard_of("Observation_history", patient) for patient in patients} == {shard}


@pytest.mark.parametrize("shape", [shape for shape, shards in SHAPES.items() if shards == "one"])
def test_one_shard_answers_whole(shape, routed, one, samples, ask):
    """The request names the one shard that is asked; all pages are those of one database."""
    asked = set()
    for sample in samples:
        request = ask(shape.format(**sample))
        [shard] = routed.shards(request)
        asked.add(shard)
        expected = pages(lambda _, planned: found(one[0], planned), request)
        assert expected[0]
        assert pages(routed.find, request) == expected
        others = [routed.stores[other] for other in SHARDS if other != shard]
        assert [found(other, plan(request)) for other in others] == [[]]
    assert asked == set(SHARDS)


@pytest.mark.parametrize("shape", [shape for shape, shards in SHAPES.items() if shards == "all"])
def test_all_shards_are_merged(shape, routed, one, samples, ask):
    """Any shard may hold answers; merged in the order of the plan, all pages are those of one database."""
    holders = set()
    for sample in samples:
        request = ask(shape.format(**sample))
        assert routed.shards(request) == list(SHARDS)
        expected = pages(lambda _, planned: found(one[0], planned), request)
        assert expected[0]
        assert pages(routed.find, request) == expected
        holders |= {shard for shard in SHARDS if found(routed.stores[shard], plan(request))}
    assert holders == set(SHARDS)


def test_there_are_pages_to_merge(one, ask):
    """The shapes above are not only of single pages."""
    request = ask("Observation?_count=7")
    assert len(pages(lambda _, planned: found(one[0], planned), request)) > 5
