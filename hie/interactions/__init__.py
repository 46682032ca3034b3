"""The FHIR interactions, one file each."""

from hie.interactions.answers import as_resource, status_line, told_of, written
from hie.interactions.capabilities import About, CapabilityStatement, capabilities
from hie.interactions.conditions import matches_of_each
from hie.interactions.create import (
    condition_of,
    condition_pairs,
    condition_text,
    create,
    the_match,
)
from hie.interactions.delete import delete, delete_conditional
from hie.interactions.exchange import Exchange, Handler, Names, Router
from hie.interactions.history import history_instance, history_system, history_type
from hie.interactions.holding import hold
from hie.interactions.later import KIND, STATUS, answered_later, carry_out, later_cancel, later_status
from hie.interactions.linked import links_of, read_links
from hie.interactions.links import understood
from hie.interactions.once import answered_once, packed, part_once
from hie.interactions.patch import patch, patch_conditional
from hie.interactions.read import read, vread
from hie.interactions.request import Prefer, Request, Response
from hie.interactions.search import matches, search_type
from hie.interactions.search_compartment import search_compartment
from hie.interactions.search_system import search_system
from hie.interactions.stored_definitions import stored_definition
from hie.interactions.stored_references import check_stored, missing_references
from hie.interactions.stored_terminology import stored_terminology
from hie.interactions.subset import Cut, cut_for
from hie.interactions.update import id_to_update, update, update_conditional
from hie.interactions.writing import check_if_match, existing_body, store, unless_another_is_first

__all__ = [
    "KIND",
    "STATUS",
    "About",
    "CapabilityStatement",
    "Cut",
    "Exchange",
    "Handler",
    "Names",
    "Prefer",
    "Request",
    "Response",
    "Router",
    "answered_later",
    "answered_once",
    "as_resource",
    "capabilities",
    "carry_out",
    "check_if_match",
    "check_stored",
    "condition_of",
    "condition_pairs",
    "condition_text",
    "create",
    "cut_for",
    "delete",
    "delete_conditional",
    "existing_body",
    "history_instance",
    "history_system",
    "history_type",
    "hold",
    "id_to_update",
    "later_cancel",
    "later_status",
    "links_of",
    "matches",
    "matches_of_each",
    "missing_references",
    "packed",
    "part_once",
    "patch",
    "patch_conditional",
    "read",
    "read_links",
    "search_compartment",
    "search_system",
    "search_type",
    "status_line",
    "store",
    "stored_definition",
    "stored_terminology",
    "the_match",
    "told_of",
    "understood",
    "unless_another_is_first",
    "update",
    "update_conditional",
    "vread",
    "written",
]
