"""Joins the parts of the server: the only place where one is told of another."""

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from flask import Flask

from hie import __version__
from hie.config import Settings
from hie.conformance import (
    CORE_NAME,
    CORE_VERSION,
    CodeCache,
    Package,
    PackageCache,
    Progress,
    Registry,
    Subsets,
    Version,
    canonical_of,
    choose,
    enabled_versions,
)
from hie.fhir import encode, instant
from hie.interactions import KIND, About, CapabilityStatement, Exchange, carry_out
from hie.jobs import Jobs, Leading
from hie.observability import configure_logs
from hie.operations import REINDEX, Keeper, reindex
from hie.patch import Patches
from hie.repository import BusinessKeys, CursorKeys, CustomParameters, Documents, KeyPolicy, Repository
from hie.rest import ROUTES, FhirMount, Pipeline, router
from hie.search import Cursors, Indexer
from hie.storage import Store
from hie.validation import Policy, Validator
from hie.web import pages


@dataclass(frozen=True, slots=True)
class Definitions:
    """What the server knows before it has met a resource.

    ``national`` are the profiles that every resource of a type is held to, by type.
    """

    registry: Registry
    validator: Validator
    indexer: Indexer
    national: Mapping[str, Sequence[str]]


def packages(settings: Settings, progress: Progress | None = None, day: date | None = None) -> list[Package]:
    """The packages to load: the national one, FHIR's core, and those that were installed to be loaded.

    Of several versions of a package the one that is in force on ``day`` (today) counts.  The core package
    is installed first when the cache does not hold it.
    """
    day = day or datetime.now(UTC).date()
    installed = PackageCache(settings.package_cache)
    core = installed.find(CORE_NAME, CORE_VERSION)
    if core is None:
        core = installed.install(f"{CORE_NAME}@{CORE_VERSION}", settings.package_registry, progress)
    enabled = enabled_versions(installed)
    national = Package.at(settings.national_package)
    versions = enabled.pop(national.name, [])
    own, older = choose([[*versions, Version(national)]], day)
    enabled.pop(CORE_NAME, None)
    chosen, others = choose(enabled.values(), day)
    return [*(own or [national]), core, *chosen, *older, *others]


def define(settings: Settings, progress: Progress | None = None, day: date | None = None) -> Definitions:
    """The definitions that ``settings`` ask for, compiled, or taken from the cache of compiled code.

    With ``day`` they are those of another day than today.
    """
    loaded = packages(settings, progress, day)
    registry = Registry.load(loaded, settings.cache)
    code = CodeCache(settings.cache)
    national = national_profiles(registry, loaded[0]) if settings.profiles == "national" else {}
    policy = Policy(settings.unknown_profile, settings.unknown_extension)
    return Definitions(
        registry,
        Validator(registry, code, national, policy),
        Indexer(registry, code, settings.base_url or "", full_text=settings.full_text == "on"),
        national,
    )


def national_profiles(registry: Registry, package: Package) -> dict[str, list[str]]:
    """The profiles of ``package`` that stand directly on a resource type, by that type.

    Profiles built on these are for those who claim them.
    """
    found: dict[str, list[str]] = {}
    for type in registry.resource_types:
        for url in dict.fromkeys(registry.profiles_of(type, package.name)):
            entry = registry.entry(url)
            is_own = registry.package_of(url) == package
            if is_own and entry is not None and entry.base == canonical_of(type):
                found.setdefault(type, []).append(url)
    return found


#: Validators of other days that are kept.
_OTHER_VALIDATORS = 2


def validators_by_day(settings: Settings, current: Definitions) -> Callable[[date], Validator]:
    """Gives the validator with the definitions of a day; ``current`` is the one that is there already.

    Another set of packages is compiled when it is first asked for, or taken from the cache of compiled
    code.  Few are kept: each takes as much memory as the first.
    """
    kept: dict[tuple[Package, ...], Validator] = {}
    lock = threading.Lock()

    def on(day: date) -> Validator:
        loaded = tuple(packages(settings, None, day))
        if loaded == current.registry.packages:
            return current.validator
        with lock:
            if loaded not in kept:
                if len(kept) >= _OTHER_VALIDATORS:
                    del kept[next(iter(kept))]
                kept[loaded] = define(settings, None, day).validator
            return kept[loaded]

    return on


def assemble(settings: Settings, definitions: Definitions, store: Store) -> Exchange:
    """The exchange: definitions and store joined."""
    registry = definitions.registry
    keys = BusinessKeys.of_profiles(
        profile
        for urls in definitions.national.values()
        for url in urls
        if (profile := registry.structure(url)) is not None
    )
    custom = CustomParameters(store, registry, definitions.indexer)
    about = About(
        __version__,
        instant(time.time_ns() // 1_000_000),
        settings.max_transaction_entries,
        settings.max_conditional_delete,
    )
    offered = [(route.level, route.code, route.only) for route in ROUTES if route.code is not None]

    @lru_cache(maxsize=1)
    def statement_of(known: Registry) -> CapabilityStatement:
        return CapabilityStatement(known, custom.parameters, offered, definitions.national, about)

    return Exchange(
        settings,
        registry,
        definitions.validator,
        Repository(store, Documents(custom, keys)),
        custom.parameters,
        cursors(settings, store),
        definitions.national,
        router(ROUTES),
        lambda base: encode(statement_of(custom.registry).make(base)),
        validators_by_day(settings, definitions),
        Subsets(registry),
        Patches(registry),
        Jobs(store),
        custom,
    )


def cursors(settings: Settings, store: Store) -> Callable[[], Cursors]:
    """Gives the cursors of now: with the keys of ``settings``, or with those that the database keeps."""
    if settings.cursor_key is not None:
        own = Cursors(*_keys(settings.cursor_key))
        return lambda: own
    return cursor_keys(settings, store)


def cursor_keys(settings: Settings, store: Store) -> CursorKeys:
    """The keys of cursors that the database keeps."""
    policy = KeyPolicy(settings.cursor_key_hours, settings.cursor_valid_hours)
    return CursorKeys(store, policy, lambda: time.time_ns() // 1_000_000)


def _keys(text: str) -> tuple[str, list[str]]:
    """The key to make cursors with, and the older ones, of a setting that separates them by spaces."""
    newest, *older = text.split()
    return newest, older


def create_app(settings: Settings | None = None, definitions: Definitions | None = None) -> Flask:
    """The WSGI application: the FHIR API in front, the pages for people behind it."""
    settings = settings or Settings()
    configure_logs(settings.log_level)
    # ``hie serve`` names its own database here.
    embedded = settings.mongodb_uri is None
    uri = settings.mongodb_uri or os.environ["HIE_EMBEDDED_URI"]
    store = Store.of(settings, uri, embedded=embedded)
    exchange = assemble(settings, definitions or define(settings), store)
    exchange.jobs.register(KIND, carry_out(exchange))
    exchange.jobs.register(REINDEX, reindex(exchange))
    app = Flask("hie", static_folder=None)
    # Whoever serves this application starts the jobs, once in each process, and ends the waiting of clients.
    app.extensions["jobs"] = exchange.jobs
    app.extensions["keeper"] = keeper = Keeper(exchange)
    app.extensions["leading"] = Leading(store, "search-parameters", keeper.watch)
    app.extensions["store"] = store
    app.register_blueprint(pages(exchange))
    app.wsgi_app = FhirMount(Pipeline(exchange), app.wsgi_app)  # type: ignore[method-assign]
    return app
