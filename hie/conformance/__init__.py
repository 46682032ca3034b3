"""Definitions: packages, the registry of what they define, element trees, and compiled code."""

from hie.conformance.codecache import CodeCache
from hie.conformance.element import Binding, Constraint, Discriminator, Element, Slicing, TypeRef
from hie.conformance.enabled import (
    Period,
    Version,
    choose,
    enable_package,
    enabled_packages,
    enabled_versions,
    periods,
)
from hie.conformance.index import Entry
from hie.conformance.members import Members
from hie.conformance.named_queries import (
    NamedQuery,
    QueryParameter,
    faults_of_definition,
    named_query_of,
    read_named_query,
    template_index,
)
from hie.conformance.nodes import SnapshotError, TypeProfileError
from hie.conformance.packages import CORE_NAME, CORE_VERSION, Package, PackageCache, Progress
from hie.conformance.query_template import PLACEHOLDER, Fault
from hie.conformance.registry import Registry, canonical_of, nearest
from hie.conformance.search_parameters import Component, SearchParameter, read_search_parameter
from hie.conformance.snapshot import generate_snapshot
from hie.conformance.subset import Subsets
from hie.conformance.tree import build_tree

__all__ = [
    "CORE_NAME",
    "CORE_VERSION",
    "PLACEHOLDER",
    "Binding",
    "CodeCache",
    "Component",
    "Constraint",
    "Discriminator",
    "Element",
    "Entry",
    "Fault",
    "Members",
    "NamedQuery",
    "Package",
    "PackageCache",
    "Period",
    "Progress",
    "QueryParameter",
    "Registry",
    "SearchParameter",
    "Slicing",
    "SnapshotError",
    "Subsets",
    "TypeProfileError",
    "TypeRef",
    "Version",
    "build_tree",
    "canonical_of",
    "choose",
    "enable_package",
    "enabled_packages",
    "enabled_versions",
    "faults_of_definition",
    "generate_snapshot",
    "named_query_of",
    "nearest",
    "periods",
    "read_named_query",
    "read_search_parameter",
    "template_index",
]
