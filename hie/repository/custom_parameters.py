"""Search parameters and named queries that are stored as resources: known to every process.

https://hl7.org/fhir/R4/searchparameter.html
https://hl7.org/fhir/R4/search.html#query

A value of the collection ``settings`` lists them, each with the version of its resource and its state.
Every process looks at it again after :data:`REFRESH_SECONDS`, before it computes index values or parses a
search.  So what is written later than :data:`SETTLE_MS` after a parameter was listed has its values, and
what was there before is indexed by a job; only then is the parameter ready.  A named query needs no
values of its own and is ready when it is listed.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NotRequired, TypedDict

from hie.conformance import (
    NamedQuery,
    Registry,
    SearchParameter,
    read_named_query,
    read_search_parameter,
)
from hie.search import MAIN_DATES, Indexer, IndexValues, TypeParameters
from hie.storage import Store

REFRESH_SECONDS = 2.0
#: A parameter was listed so long ago: no process writes without it any more.  In ms.
SETTLE_MS = 15_000

SETTING = "search-parameters"
TYPE = "SearchParameter"
QUERY_TYPE = "OperationDefinition"

State = Literal["indexing", "ready", "refused"]


class Listed(TypedDict):
    """A stored definition: its resource's id and version, state, time of listing in ms, and job.

    ``type`` is the resource type of a named query; a search parameter has none.
    """

    type: NotRequired[str]
    id: str
    version: int
    url: str
    state: State
    since: int
    job: str


@dataclass(frozen=True, slots=True)
class _View:
    """What follows from a list: an indexer that knows its parameters, and the types that it is for."""

    listed: Sequence[Listed] = ()
    indexer: Indexer | None = None
    registry: Registry | None = None
    #: Codes that cannot be searched by yet, by resource type; every type that is concerned is a key.
    pending: Mapping[str, frozenset[str]] = field(default_factory=dict)
    queries: tuple[NamedQuery, ...] = ()


class CustomParameters:
    """Index values, search parameters and queries with those that are stored; safe for threads.

    ``indexer`` knows those of the packages of ``registry``.
    """

    def __init__(self, store: Store, registry: Registry, indexer: Indexer) -> None:
        self._store = store
        self._registry = registry
        self._base = indexer
        self._view = _View()
        self._next_look = 0.0
        self._lock = threading.Lock()

    @property
    def registry(self) -> Registry:
        """The definitions, with the stored parameters."""
        return self._now().registry or self._registry

    def extract(self, type: str, resource: Mapping[str, Any]) -> IndexValues:
        """The index fields of ``resource``, of parameters that are not ready too."""
        view = self._now()
        if view.indexer is not None and type in view.pending:
            return view.indexer.extract(type, resource)
        return self._base.extract(type, resource)

    def parameters(self, type: str) -> TypeParameters:
        """The search parameters of ``type``; those that are not ready are ``pending``.

        Raises KeyError when ``type`` is not a resource type.
        """
        view = self._now()
        found = self._parameters(view, type)
        # What the packages define stands.
        return replace(found, queries=found.queries + view.queries) if view.queries else found

    def _parameters(self, view: _View, type: str) -> TypeParameters:
        if view.indexer is None or type not in view.pending:
            return self._base.parameters(type)
        known, pending = view.indexer.parameters(type), view.pending[type]
        by_code = {
            code: replace(item, kind="special") if code in pending else item
            for code, item in known.by_code.items()
        }
        return replace(known, by_code=by_code, pending=pending)

    def listed(self) -> list[Listed]:
        """The list as it is now."""
        return self._store.setting(SETTING) or []

    def swap(self, expected: list[Listed], wanted: list[Listed]) -> bool:
        """Make ``wanted`` the list if it is ``expected``; whether it was."""
        if not expected and not self.listed():
            self._store.get_or_create_setting(SETTING, list)
        return self._store.swap_setting(SETTING, expected, wanted)

    def look(self) -> None:
        """Look at the list now."""
        self._next_look = 0.0
        self._now()

    def types_of(self, parameter: SearchParameter) -> list[str]:
        """The resource types that ``parameter`` is for."""
        types = self._registry.resource_types
        bases = set(parameter.base)
        return sorted(type for type in types if bases & {type, *self._registry.ancestors(type)})

    def is_new(self, parameter: SearchParameter) -> bool:
        """Whether the packages do not define ``parameter``."""
        return self._registry.search_parameter(parameter.url) is None

    def is_possible(self, parameter: SearchParameter) -> bool:
        """Whether none of its types has the code already, and the order of results does not hang on it."""
        return parameter.code not in MAIN_DATES and not any(
            parameter.code in self._registry.search_parameters(type) for type in self.types_of(parameter)
        )

    def _now(self) -> _View:
        if time.monotonic() >= self._next_look:
            with self._lock:
                if time.monotonic() >= self._next_look:
                    listed = self.listed()
                    if list(self._view.listed) != listed:
                        self._view = self._made(listed)
                    self._next_look = time.monotonic() + REFRESH_SECONDS
        return self._view

    def _made(self, listed: list[Listed]) -> _View:
        """What follows from ``listed``."""
        known: dict[str, tuple[SearchParameter, State]] = {}
        for one, body in self._bodies(listed, TYPE):
            parameter = read_search_parameter(body)
            if parameter is not None and one["state"] != "refused":
                known.setdefault(parameter.url, (parameter, one["state"]))
        found = (read_named_query(body) for _, body in self._bodies(listed, QUERY_TYPE))
        queries = tuple(filter(None, found))
        if not known:
            return _View(listed, queries=queries)
        registry = self._registry.with_search_parameters([parameter for parameter, _ in known.values()])
        pending: dict[str, frozenset[str]] = {}
        for parameter, state in known.values():
            codes = frozenset() if state == "ready" else frozenset((parameter.code,))
            for type in self.types_of(parameter):
                pending[type] = pending.get(type, frozenset()) | codes
        return _View(listed, self._base.extended(registry), registry, pending, queries)

    def _bodies(self, listed: list[Listed], type: str) -> Iterator[tuple[Listed, bytes]]:
        """Those of ``listed`` that are of ``type``, with their resources."""
        for one in listed:
            if one.get("type", TYPE) == type:
                stored = self._store.read_version(type, one["id"], one["version"])
                if stored is not None and stored.body:
                    yield one, stored.body
