"""The registry: every definition that the server knows, found by canonical URL or by type.

https://hl7.org/fhir/R4/references.html#canonical

The index is in memory; definitions stay in their files and are read when somebody asks for them.  All
that the registry gives out is shared between threads and must not be changed.
"""

import copy
import difflib
import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from hie.conformance.compartments import by_code
from hie.conformance.element import Element
from hie.conformance.index import Entry, PackageIndex, load_index, read_json_bytes
from hie.conformance.named_queries import NamedQuery
from hie.conformance.nodes import SnapshotError
from hie.conformance.packages import Package, version_key
from hie.conformance.search_parameters import SearchParameter, inherited, parameters_by_base
from hie.conformance.snapshot import MALFORMED, generate_snapshot
from hie.conformance.tree import build_tree

CORE_CANONICAL = "http://hl7.org/fhir/StructureDefinition/"

#: Definitions kept decoded.  One takes up to a few megabytes and is seldom asked for twice.
DEFINITIONS_KEPT = 24
#: Element trees kept.  The trees of all R4 types together take about 12 MB.
TREES_KEPT = 512

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


class Located:
    """An index entry together with the package that it is in."""

    __slots__ = ("entry", "package")

    def __init__(self, entry: Entry, package: Package) -> None:
        self.entry = entry
        self.package = package


class Registry:
    """All definitions of some packages; where two define the same canonical, the first package counts."""

    def __init__(self, packages: Sequence[Package], indexes: Sequence[PackageIndex]) -> None:
        self.packages = tuple(packages)
        self.fingerprint = hashlib.sha256(
            "".join(index.fingerprint for index in indexes).encode()
        ).hexdigest()
        self._indexes = tuple(indexes)
        self._located = _by_canonical(packages, indexes)
        self._lock = threading.RLock()
        self._making = threading.local()
        self._parameters: dict[str, dict[str, SearchParameter]] | None
        self._compartments: dict[str, dict[str, tuple[str, ...]]] | None = None
        self.resource_types = self._types("resource")
        self.complex_types = self._types("complex-type")
        self.primitive_types = self._types("primitive-type")
        self.abstract_types = frozenset(
            entry.type for entry in self.entries("StructureDefinition") if entry.abstract and _is_type(entry)
        )
        self._read = lru_cache(maxsize=DEFINITIONS_KEPT)(_read_definition)
        self._snapshot = lru_cache(maxsize=DEFINITIONS_KEPT)(self._make_snapshot)
        self._tree = lru_cache(maxsize=TREES_KEPT)(self._make_tree)
        self._use(None)

    @classmethod
    def load(cls, packages: Sequence[Package], cache: Path) -> "Registry":
        """The registry of ``packages``; their indexes are kept in the folder ``cache``.

        Raises BadRequest when a package has a file that is not JSON.
        """
        return cls(packages, [load_index(package, cache) for package in packages])

    def entries(self, kind: str | None = None) -> Iterator[Entry]:
        """Index entries of all definitions that count, those of resource type ``kind`` when it is given."""
        for candidates in self._located.values():
            for located in candidates:
                if kind is None or located.entry.kind == kind:
                    yield located.entry

    def entry(self, canonical: str, kind: str | None = None) -> Entry | None:
        """What the index says of ``url`` or ``url|version``, or None when nobody defines it."""
        located = self._locate(canonical, kind)
        return located.entry if located else None

    def package_of(self, canonical: str) -> Package | None:
        """The package that the definition ``canonical`` is in, or None."""
        located = self._locate(canonical, None)
        return located.package if located else None

    def resolve(self, canonical: str, kind: str | None = None) -> dict[str, Any] | None:
        """The definition of ``url`` or ``url|version`` (of resource type ``kind``), or None."""
        located = self._locate(canonical, kind)
        return self._read(located.package.folder / located.entry.file) if located else None

    def structure(self, type_or_url: str) -> dict[str, Any] | None:
        """The StructureDefinition of a type (``Patient``) or of a canonical, or None."""
        return self.resolve(canonical_of(type_or_url), "StructureDefinition")

    def snapshot(self, type_or_url: str) -> dict[str, Any] | None:
        """As :meth:`structure`, with a snapshot: its own, else one made from its differential.

        Raises SnapshotError when it has none and none can be made.
        """
        return self._snapshot(canonical_of(type_or_url))

    def tree(self, type_or_url: str) -> Element:
        """The element tree of a type or profile.

        Raises KeyError when nobody defines it, SnapshotError when its snapshot cannot be made.
        """
        return self._tree(canonical_of(type_or_url))

    def type_of(self, canonical: str) -> str | None:
        """The FHIR type that a StructureDefinition describes or constrains, or None."""
        entry = self.entry(canonical_of(canonical), "StructureDefinition")
        return entry.type if entry else None

    def ancestors(self, type_name: str) -> tuple[str, ...]:
        """Types above ``type_name``, nearest first: ``Patient`` has ``DomainResource``, ``Resource``."""
        found: list[str] = []
        entry = self.entry(canonical_of(type_name), "StructureDefinition")
        while entry is not None and entry.base:
            entry = self.entry(entry.base, "StructureDefinition")
            if entry is None or not entry.type or entry.type in found:
                break
            if entry.type != type_name:
                found.append(entry.type)
        return tuple(found)

    def profiles_of(self, type_name: str, package: str | None = None) -> list[str]:
        """Canonical URLs of the profiles of ``type_name``, in the order of the packages.

        With ``package`` (a package's name) only those that it defines.
        """
        return [
            located.entry.url
            for candidates in self._located.values()
            for located in candidates
            if located.entry.type == type_name
            and located.entry.derivation == "constraint"
            and located.entry.structure_kind != "logical"
            and package in (None, located.package.name)
        ]

    def search_parameters(self, type_name: str) -> Mapping[str, SearchParameter]:
        """Search parameters of ``type_name`` by code, with those that it inherits."""
        return self._parameters_of(type_name)

    def with_search_parameters(self, added: Sequence[SearchParameter]) -> "Registry":
        """The same definitions with search parameters ``added``; those that are there already stand."""
        table = {base: dict(known) for base, known in self._parameter_table().items()}
        for base, parameters in parameters_by_base(added).items():
            table[base] = {**parameters, **table.get(base, {})}
        other = copy.copy(self)
        told = repr([(item.url, item) for item in added])
        other.fingerprint = hashlib.sha256(f"{self.fingerprint}{told}".encode()).hexdigest()
        other._use(table)  # noqa: SLF001 - It is one of us.
        return other

    def search_parameter(self, url: str) -> SearchParameter | None:
        """The search parameter with the canonical ``url``, or None."""
        for parameters in self._parameter_table().values():
            for parameter in parameters.values():
                if parameter.url == url:
                    return parameter
        return None

    @cached_property
    def named_queries(self) -> tuple[NamedQuery, ...]:
        """The queries that the packages define, in the order of the packages."""
        return tuple(query for index in self._indexes for query in index.named_queries())

    @property
    def compartments(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Compartment code to resource type to the parameters that link them."""
        with self._lock:
            if self._compartments is None:
                indexes = self._indexes
                self._compartments = by_code(
                    compartment for index in indexes for compartment in index.compartment_definitions()
                )
            return self._compartments

    def _parameter_table(self) -> dict[str, dict[str, SearchParameter]]:
        with self._lock:
            if self._parameters is None:
                self._parameters = parameters_by_base(
                    parameter for index in self._indexes for parameter in index.search_parameters()
                )
            return self._parameters

    def _use(self, parameters: dict[str, dict[str, SearchParameter]] | None) -> None:
        """Take ``parameters``, by base and code, as the table; None for that of the packages."""
        self._parameters = parameters
        self._parameters_of = lru_cache(maxsize=None)(self._make_parameters_of)

    def _make_parameters_of(self, type_name: str) -> Mapping[str, SearchParameter]:
        return inherited(self._parameter_table(), (type_name, *self.ancestors(type_name)))

    def _make_snapshot(self, canonical: str) -> dict[str, Any] | None:
        structure = self.resolve(canonical, "StructureDefinition")
        if structure is None or "snapshot" in structure:
            return structure
        making: set[str] = self._making.__dict__.setdefault("urls", set())
        making.add(canonical)
        try:
            return generate_snapshot(structure, self._snapshot_unless_making)
        finally:
            making.discard(canonical)

    def _snapshot_unless_making(self, type_or_url: str) -> dict[str, Any] | None:
        """As :meth:`snapshot`, but None for one that is being made: a profile may mention itself."""
        if canonical_of(type_or_url) in self._making.urls:
            return None
        return self.snapshot(type_or_url)

    def _make_tree(self, canonical: str) -> Element:
        structure = self.snapshot(canonical)
        if structure is None:
            raise KeyError(canonical)
        try:
            return build_tree(structure)
        except MALFORMED as error:
            raise SnapshotError(f"{canonical} is malformed: {error!r}") from error

    def _locate(self, canonical: str, kind: str | None) -> Located | None:
        url, _, version = canonical.partition("|")
        for located in self._located.get(url, ()):
            if kind is not None and located.entry.kind != kind:
                continue
            if not version or _version_matches(located.entry.version, version):
                return located
        return None

    def _types(self, structure_kind: str) -> frozenset[str]:
        return frozenset(
            entry.type
            for entry in self.entries("StructureDefinition")
            if entry.structure_kind == structure_kind
            and entry.type
            and _is_type(entry)
            and not entry.abstract
        )


def canonical_of(type_or_url: str) -> str:
    """The canonical of a type given by name; a canonical stays what it is."""
    return type_or_url if ":" in type_or_url else CORE_CANONICAL + type_or_url


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like ``name``, for "did you mean …", or None when none is like it."""
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def _by_canonical(
    packages: Sequence[Package], indexes: Sequence[PackageIndex]
) -> dict[str, tuple[Located, ...]]:
    """Who defines each URL, best first: complete code systems, then the order of packages, then newer."""
    found: dict[str, list[tuple[tuple[Any, ...], Located]]] = {}
    for order, (package, index) in enumerate(zip(packages, indexes, strict=True)):
        for entry in index.entries:
            # A stub of a code system ("not-present") gives way to a package that has its concepts.
            rank = (entry.content in ("not-present", "example", "fragment"), order)
            found.setdefault(entry.url, []).append((rank, Located(entry, package)))
    for candidates in found.values():
        candidates.sort(key=lambda item: version_key(item[1].entry.version or ""), reverse=True)
        candidates.sort(key=lambda item: item[0])
    return {url: tuple(located for _, located in candidates) for url, candidates in found.items()}


def _is_type(entry: Entry) -> bool:
    """Whether a StructureDefinition defines a type rather than constrains or describes one."""
    return entry.derivation != "constraint" and entry.structure_kind != "logical"


def _version_matches(version: str | None, wanted: str) -> bool:
    """Whether ``version`` is ``wanted``, which may leave out minor parts (``4.0`` for ``4.0.1``)."""
    return version is not None and (version == wanted or version.startswith(f"{wanted}."))


def _read_definition(file: Path) -> dict[str, Any]:
    definition: dict[str, Any] = _decode(read_json_bytes(file))
    return definition
