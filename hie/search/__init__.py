"""Search: index values of resources, and requests made to queries.  Pure: no database, no clock."""

from hie.search.bundle import BundleEntry, next_link, searchset, self_link
from hie.search.cursor import Cursors, Position
from hie.search.inclusion import included, reverse_filters
from hie.search.indexer import Indexer, IndexValues
from hie.search.kinds import MODIFIERS
from hie.search.options import SearchOptions
from hie.search.parameters import NO_DATE, Filter, Parameter, TypeParameters
from hie.search.parse import parse
from hie.search.plan import Plan, plan
from hie.search.request import Condition, Include, SearchRequest, SortKey, Total

__all__ = [
    "MODIFIERS",
    "NO_DATE",
    "BundleEntry",
    "Condition",
    "Cursors",
    "Filter",
    "Include",
    "IndexValues",
    "Indexer",
    "Parameter",
    "Plan",
    "Position",
    "SearchOptions",
    "SearchRequest",
    "SortKey",
    "Total",
    "TypeParameters",
    "included",
    "next_link",
    "parse",
    "plan",
    "reverse_filters",
    "searchset",
    "self_link",
]
