"""FHIR capabilities interaction: what this server really does.

https://hl7.org/fhir/R4/http.html#capabilities
https://hl7.org/fhir/R4/capabilitystatement.html

The statement is made of the route table and of the definitions that the server was started with, so it
cannot promise what they do not hold.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hie.conformance import Registry, SearchParameter
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.patch import JSON_PATCH, XML_PATCH
from hie.search import (
    GENERAL,
    MODIFIERS,
    Parameter,
    SearchOptions,
    TypeParameters,
    queries_of,
    query_issues,
)

#: An interaction of the route table: level, FHIR's code for it (operations begin with ``$``), and the only
#: type that it is for, or None.
Offered = tuple[str, str, str | None]


def capabilities(exchange: Exchange, request: Request) -> Response:
    """The CapabilityStatement."""
    return Response(200, exchange.capabilities(request.base))


#: What is said of interactions of the whole system beside their code.
_SAID = {
    "history-system": (
        "Parameters: _since, _at, _list, _sort (_lastUpdated, -_lastUpdated), _count, _summary, _elements. "
        "_cursor=start or an empty _cursor begins a change feed, also of a type: every version once, in the "
        "order of commits; its next link is always there and goes on exactly where the page ended; _wait "
        "(seconds, at most 30) holds an empty page back."
    )
}


@dataclass(frozen=True, slots=True)
class About:
    """What the statement says of the server itself; ``started`` is a FHIR instant."""

    version: str
    started: str
    max_transaction_entries: int
    max_conditional_delete: int


class CapabilityStatement:
    """Makes the statement for a base URL."""

    def __init__(
        self,
        registry: Registry,
        parameters_of: Callable[[str], TypeParameters],
        offered: Iterable[Offered],
        profiles: Mapping[str, Sequence[str]],
        about: About,
    ) -> None:
        self._registry = registry
        self._parameters_of = parameters_of
        self._offered = tuple(offered)
        self._profiles = profiles
        self._about = about

    def make(self, base: str) -> dict[str, Any]:
        """The CapabilityStatement of the server at ``base``."""
        return {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": self._about.started,
            "kind": "instance",
            "software": {"name": "hie", "version": self._about.version},
            "implementation": {"description": "FHIR R4 health information exchange", "url": base},
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json", "application/fhir+xml", "json", "xml"],
            "patchFormat": [JSON_PATCH, XML_PATCH, "application/fhir+json", "application/fhir+xml"],
            "implementationGuide": [
                f"{package.manifest['canonical']}|{package.version}"
                for package in self._registry.packages
                if "canonical" in package.manifest
            ],
            "rest": [
                {
                    "mode": "server",
                    "documentation": (
                        "A batch or transaction holds at most "
                        f"{self._about.max_transaction_entries} entries. "
                        "A conditional delete with _count deletes at most "
                        f"{self._about.max_conditional_delete} resources. "
                        "Creates, transactions and batches may carry an Idempotency-Key: a repeat within a "
                        "day gets the first answer again. "
                        "Prefer: respond-async is understood for every GET and for Bundles. "
                        "Unknown search parameters are refused unless Prefer: handling=lenient is sent."
                    ),
                    "resource": [self._resource(type) for type in sorted(self._registry.resource_types)],
                    "interaction": [_interaction(code) for code in self._system_codes()],
                    "searchParam": [
                        *self._parameters("Resource"),
                        *(
                            {"name": name, "type": "special", "documentation": takes}
                            for name, takes in GENERAL.items()
                        ),
                    ],
                    "operation": self._operations("system"),
                    "compartment": self._compartments(),
                }
            ],
        }

    def _searchable(self, type: str) -> list[SearchParameter]:
        """The parameters that can be searched by: those that the search understands."""
        known = self._known(type)
        parameters = self._registry.search_parameters(type).values()
        return [item for item in parameters if known[item.code].kind in MODIFIERS]

    def _parameters(self, type: str) -> list[dict[str, str]]:
        """Those parameters, with their modifiers."""
        known = self._known(type)
        return [
            {
                "name": parameter.code,
                "definition": parameter.url,
                "type": parameter.type,
                "documentation": "Modifiers: "
                + ", ".join(f":{modifier}" for modifier in MODIFIERS[known[parameter.code].kind]),
            }
            for parameter in self._searchable(type)
        ]

    def _known(self, type: str) -> Mapping[str, Parameter]:
        # What stands for every resource stands for this one.
        return self._parameters_of("Basic" if type == "Resource" else type).by_code

    def _codes(self, *levels: str) -> list[str]:
        return [code for level, code, _ in self._offered if level in levels and not code.startswith("$")]

    def _system_codes(self) -> list[str]:
        codes = [code for code in self._codes("system") if code != "capabilities"]
        return ["transaction", "batch", *(code for code in codes if code != "transaction")]

    def _operations(self, level: str, type: str | None = None) -> list[dict[str, str]]:
        """The operations at ``level``, of ``type``, with the URLs of their definitions."""
        names = [
            code[1:]
            for offered, code, only in self._offered
            if offered == level and code.startswith("$") and only in (None, type)
        ]
        return [{"name": name, "definition": self._definition(name, type)} for name in names]

    def _queries(self, type: str) -> list[dict[str, str]]:
        """The named queries of ``type`` that can be asked."""
        options = SearchOptions(now_ms=0, registry=self._registry)
        return [
            {"name": query.code, "definition": query.url}
            for query in queries_of(self._parameters_of(type)).values()
            if not query_issues(query, self._parameters_of, options)
        ]

    def _definition(self, name: str, type: str | None) -> str:
        """The canonical of the definition of ``$name``, which ends with its name: ``…/Resource-validate``."""
        for tail in (f"{type}-{name}", f"Resource-{name}", name):
            if tail in self._definitions:
                return self._definitions[tail]
        return f"OperationDefinition/{name}"

    @cached_property
    def _definitions(self) -> Mapping[str, str]:
        """The canonicals of all operations by their last part."""
        entries = self._registry.entries("OperationDefinition")
        return {entry.url.rpartition("/")[2]: entry.url for entry in entries}

    def _compartments(self) -> list[str]:
        """The canonicals of the compartments that can be searched in."""
        known = {code.lower() for code in self._registry.compartments}
        urls = {entry.url for entry in self._registry.entries("CompartmentDefinition")}
        return sorted(url for url in urls if url.rpartition("/")[2].lower() in known)

    def _links(self, type: str) -> list[str]:
        """The reference parameters of ``type``, as an include names them."""
        return [f"{type}:{item.code}" for item in self._searchable(type) if item.type == "reference"]

    @cached_property
    def _referring(self) -> Mapping[str, Sequence[str]]:
        """The reference parameters that can lead to each type, as an include names them."""
        found: dict[str, list[str]] = {}
        for source in sorted(self._registry.resource_types):
            known = self._parameters_of(source).by_code
            for link in self._links(source):
                for target in known[link.partition(":")[2]].targets:
                    found.setdefault(target, []).append(link)
        return found

    def _resource(self, type: str) -> dict[str, Any]:
        resource: dict[str, Any] = {
            "type": type,
            "profile": f"http://hl7.org/fhir/StructureDefinition/{type}",
            "interaction": [{"code": code} for code in self._codes("type", "instance")],
            "versioning": "versioned-update",
            "readHistory": True,
            "updateCreate": True,
            "conditionalCreate": True,
            "conditionalRead": "full-support",
            "conditionalUpdate": True,
            "conditionalDelete": "multiple",
            "searchInclude": ["*", *sorted(self._links(type))],
            "searchRevInclude": ["*", *self._referring.get(type, ())],
            "searchParam": self._parameters(type),
            "operation": [
                *self._operations("type", type),
                *self._operations("instance", type),
                *self._queries(type),
            ],
        }
        if self._profiles.get(type):
            resource["supportedProfile"] = list(self._profiles[type])
        return {name: value for name, value in resource.items() if value != []}


def _interaction(code: str) -> dict[str, str]:
    return {"code": code, "documentation": _SAID[code]} if code in _SAID else {"code": code}
