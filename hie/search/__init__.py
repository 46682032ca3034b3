"""Search: index values of resources, and requests made to queries.  Pure: no database, no clock."""

from hie.search import code_group
from hie.search.bundle import BundleEntry, page_link, page_links, query_string, searchset, self_link
from hie.search.clauses import GENERAL
from hie.search.compartment import within
from hie.search.contained import in_containers
from hie.search.cursor import START, Cursors, Place, Position
from hie.search.definitions import MAIN_DATES
from hie.search.findings import findings
from hie.search.folding import alike
from hie.search.inclusion import sources, targets
from hie.search.indexer import Indexer, IndexValues
from hie.search.kinds import MODIFIERS
from hie.search.members import CareDates, members_plan
from hie.search.merging import merged
from hie.search.named_query import queries_of
from hie.search.narrowing import narrow_parameters, narrows, scans, sorts
from hie.search.options import SearchOptions
from hie.search.page import Surroundings, in_order, page_of
from hie.search.parameters import NO_DATE, Filter, Parameter, TypeParameters
from hie.search.parse import parse, parse_several
from hie.search.plan import BY_ENTRY, Plan, plan
from hie.search.query_check import query_issues
from hie.search.request import Clause, Condition, Include, SearchRequest, SortKey, Total
from hie.search.resolve import Links, resolve

__all__ = [
    "BY_ENTRY",
    "GENERAL",
    "MAIN_DATES",
    "MODIFIERS",
    "NO_DATE",
    "START",
    "BundleEntry",
    "CareDates",
    "Clause",
    "Condition",
    "Cursors",
    "Filter",
    "Include",
    "IndexValues",
    "Indexer",
    "Links",
    "Parameter",
    "Place",
    "Plan",
    "Position",
    "SearchOptions",
    "SearchRequest",
    "SortKey",
    "Surroundings",
    "Total",
    "TypeParameters",
    "alike",
    "code_group",
    "findings",
    "in_containers",
    "in_order",
    "members_plan",
    "merged",
    "narrow_parameters",
    "narrows",
    "page_link",
    "page_links",
    "page_of",
    "parse",
    "parse_several",
    "plan",
    "queries_of",
    "query_issues",
    "query_string",
    "resolve",
    "scans",
    "searchset",
    "self_link",
    "sorts",
    "sources",
    "targets",
    "within",
]
