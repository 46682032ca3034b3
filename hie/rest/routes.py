"""The routes of the REST API: one table, from which the CapabilityStatement is made too.

https://hl7.org/fhir/R4/http.html#summary
"""

from dataclasses import dataclass
from typing import Literal

from hie.bundles import process_bundle
from hie.interactions import (
    STATUS,
    Handler,
    capabilities,
    create,
    delete,
    delete_conditional,
    history_instance,
    history_system,
    history_type,
    later_cancel,
    later_status,
    patch,
    patch_conditional,
    read,
    search_compartment,
    search_system,
    search_type,
    update,
    update_conditional,
    vread,
)
from hie.operations import (
    diff_resources,
    diff_versions,
    document,
    everything,
    fhirpath,
    graph,
    graphql,
    lastn,
    meta,
    meta_add,
    meta_delete,
    meta_in_use,
    search_parameter_status,
    snapshot,
    stats,
    validate,
)

Level = Literal["system", "type", "instance"]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table.

    ``path`` is below the FHIR base; ``{type}``, ``{id}``, ``{member}`` and ``{version}`` stand for any
    segment, the name of a type for the only type that the route is for.
    ``code`` is the interaction as a CapabilityStatement names it, or an operation's name with its
    ``$``; None where the route is another way to an interaction that has its own line.  With ``once`` it
    understands an Idempotency-Key.
    """

    method: str
    path: str
    level: Level
    code: str | None
    handler: Handler
    body: Literal["resource", "form", "patch", "graphql"] | None = None
    once: bool = False

    @property
    def is_operation(self) -> bool:
        """Whether this is an operation; those may be called without a body."""
        return "$" in self.path

    @property
    def may_be_later(self) -> bool:
        """Whether a client may be answered later: to all that reads, and to Bundles."""
        return (self.method == "GET" and not self.path.startswith(STATUS)) or not self.path

    @property
    def only(self) -> str | None:
        """The only type that the route is for, or None."""
        first = self.path.partition("/")[0]
        return first if first[:1].isupper() else None


#: Those with an operation $everything in R4, and the others that have a compartment.
EVERYTHING_TYPES = (
    "Device", "Encounter", "Group", "MedicinalProduct", "Patient", "Practitioner", "RelatedPerson",
)  # fmt: skip

ROUTES: tuple[Route, ...] = (
    Route("GET", "metadata", "system", "capabilities", capabilities),
    Route("POST", "", "system", "transaction", process_bundle, "resource", once=True),
    Route("GET", f"{STATUS}/{{id}}", "system", None, later_status),
    Route("DELETE", f"{STATUS}/{{id}}", "system", None, later_cancel),
    Route("POST", "$fhirpath", "system", "$fhirpath", fhirpath, "resource"),
    Route("GET", "$fhirpath", "system", None, fhirpath),
    Route("GET", "$diff", "system", "$diff", diff_resources),
    Route("POST", "$diff", "system", None, diff_resources, "resource"),
    Route("GET", "$graphql", "system", "$graphql", graphql),
    Route("POST", "$graphql", "system", None, graphql, "graphql"),
    Route("GET", "$meta", "system", "$meta", meta_in_use),
    Route("POST", "$meta", "system", None, meta_in_use, "resource"),
    Route("GET", "_history", "system", "history-system", history_system),
    Route("GET", "", "system", "search-system", search_system),
    Route("POST", "_search", "system", None, search_system, "form"),
    Route("GET", "{type}", "type", "search-type", search_type),
    Route("POST", "{type}/_search", "type", None, search_type, "form"),
    Route("POST", "{type}", "type", "create", create, "resource", once=True),
    Route("PUT", "{type}", "type", None, update_conditional, "resource"),
    Route("PATCH", "{type}", "type", None, patch_conditional, "patch"),
    Route("DELETE", "{type}", "type", None, delete_conditional),
    Route("GET", "{type}/_history", "type", "history-type", history_type),
    Route("POST", "{type}/$validate", "type", "$validate", validate, "resource"),
    Route("GET", "{type}/$meta", "type", "$meta", meta_in_use),
    Route("POST", "{type}/$meta", "type", None, meta_in_use, "resource"),
    Route("GET", "Patient/$everything", "type", None, everything),
    Route("POST", "Patient/$everything", "type", None, everything, "resource"),
    Route("GET", "Composition/$document", "type", None, document),
    Route("POST", "Composition/$document", "type", None, document, "resource"),
    Route("GET", "Observation/$stats", "type", "$stats", stats),
    Route("POST", "Observation/$stats", "type", None, stats, "resource"),
    Route("GET", "Observation/$lastn", "type", "$lastn", lastn),
    Route("POST", "Observation/$lastn", "type", None, lastn, "form"),
    Route("GET", "MedicinalProduct/$everything", "type", None, everything),
    Route("POST", "MedicinalProduct/$everything", "type", None, everything, "resource"),
    Route("POST", "StructureDefinition/$snapshot", "type", "$snapshot", snapshot, "resource"),
    Route("GET", "StructureDefinition/$snapshot", "type", None, snapshot),
    Route("GET", "SearchParameter/$status", "type", "$status", search_parameter_status),
    Route("GET", "{type}/{id}", "instance", "read", read),
    Route("PUT", "{type}/{id}", "instance", "update", update, "resource"),
    Route("PATCH", "{type}/{id}", "instance", "patch", patch, "patch"),
    Route("DELETE", "{type}/{id}", "instance", "delete", delete),
    Route("GET", "{type}/{id}/{member}", "instance", None, search_compartment),
    Route("POST", "{type}/{id}/{member}/_search", "instance", None, search_compartment, "form"),
    Route("POST", "{type}/{id}/_search", "instance", None, search_compartment, "form"),
    Route("GET", "{type}/{id}/_history", "instance", "history-instance", history_instance),
    Route("GET", "{type}/{id}/_history/{version}", "instance", "vread", vread),
    Route("POST", "{type}/{id}/$validate", "instance", None, validate, "resource"),
    Route("GET", "{type}/{id}/$validate", "instance", None, validate),
    Route("GET", "{type}/{id}/$meta", "instance", None, meta),
    Route("POST", "{type}/{id}/$meta", "instance", None, meta, "resource"),
    Route("GET", "{type}/{id}/_history/{version}/$meta", "instance", None, meta),
    Route("POST", "{type}/{id}/$meta-add", "instance", "$meta-add", meta_add, "resource"),
    Route("POST", "{type}/{id}/$meta-delete", "instance", "$meta-delete", meta_delete, "resource"),
    Route("GET", "Composition/{id}/$document", "instance", "$document", document),
    Route("POST", "Composition/{id}/$document", "instance", None, document, "resource"),
    Route("GET", "{type}/{id}/$graph", "instance", "$graph", graph),
    Route("POST", "{type}/{id}/$graph", "instance", None, graph, "resource"),
    Route("GET", "{type}/{id}/$graphql", "instance", "$graphql", graphql),
    Route("POST", "{type}/{id}/$graphql", "instance", None, graphql, "graphql"),
    *(
        route
        for type in EVERYTHING_TYPES
        for route in (
            Route("GET", f"{type}/{{id}}/$everything", "instance", "$everything", everything),
            Route("POST", f"{type}/{{id}}/$everything", "instance", None, everything, "resource"),
        )
    ),
    Route("GET", "{type}/{id}/$diff", "instance", "$diff", diff_versions),
    Route("POST", "{type}/{id}/$diff", "instance", None, diff_versions, "resource"),
    Route("POST", "StructureDefinition/{id}/$snapshot", "instance", None, snapshot, "resource"),
    Route("GET", "StructureDefinition/{id}/$snapshot", "instance", None, snapshot),
)
