"""FHIR operations, one file each."""

from hie.operations.diff import diff_resources, diff_versions
from hie.operations.document import document
from hie.operations.evaluation import Answer, Question, evaluate, surroundings
from hie.operations.evaluation_parameters import Rendering
from hie.operations.everything import everything
from hie.operations.fhirpath import fhirpath, refused
from hie.operations.graph import graph
from hie.operations.graphql import graphql
from hie.operations.lastn import lastn
from hie.operations.meta import meta, meta_add, meta_delete
from hie.operations.meta_in_use import meta_in_use
from hie.operations.reindexing import REINDEX, Keeper, reindex
from hie.operations.search_parameter_status import search_parameter_status
from hie.operations.snapshot import snapshot
from hie.operations.stats import stats
from hie.operations.validate import as_of_date, validate

__all__ = [
    "REINDEX",
    "Answer",
    "Keeper",
    "Question",
    "Rendering",
    "as_of_date",
    "diff_resources",
    "diff_versions",
    "document",
    "evaluate",
    "everything",
    "fhirpath",
    "graph",
    "graphql",
    "lastn",
    "meta",
    "meta_add",
    "meta_delete",
    "meta_in_use",
    "refused",
    "reindex",
    "search_parameter_status",
    "snapshot",
    "stats",
    "surroundings",
    "validate",
]
