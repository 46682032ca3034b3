"""The indexer: index values of resources, by one generated function for each type.

https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hie.conformance import CodeCache, Registry
from hie.fhirpath import Environment
from hie.search.contained import entry
from hie.search.generator import generate, read_table
from hie.search.parameters import TypeParameters
from hie.search.words import words_of

#: Fields of the stored document: k, s, e, d, q, c, x, w, h (each only when it is not empty) and m.
IndexValues = dict[str, Any]

_Extract = Callable[[Mapping[str, Any], str, Environment], IndexValues]

#: Index values must not depend on when and where they are made: no clock, and nothing to resolve with.
_NOWHERE = Environment(now=datetime.fromtimestamp(0, UTC))


class Indexer:
    """Index values and search parameters of every resource type of ``registry``.

    ``base`` is the server's own FHIR base URL without a slash at the end: links that begin with it are
    links to resources of this server.  With ``full_text`` words are values, too.  Safe for threads.
    """

    def __init__(
        self, registry: Registry, cache: CodeCache, base: str = "", *, full_text: bool = True
    ) -> None:
        self._registry = registry
        self._cache = cache
        self._base = f"{base}/" if base else ""
        self._full_text = full_text
        self._extractors: dict[str, _Extract] = {}
        self._parameters: dict[str, TypeParameters] = {}

    def extract(self, type_name: str, resource: Mapping[str, Any]) -> IndexValues:
        """The index fields of ``resource``; never raises for a valid one.

        Raises KeyError when ``type_name`` is not a resource type.
        """
        values = self._values(type_name, resource)
        if "contained" in resource:
            values["h"] = [self._contained(each) for each in resource["contained"]]
        return values

    def _contained(self, resource: Mapping[str, Any]) -> IndexValues:
        """The values of a contained resource: what it would be found by itself by, its id and its type."""
        type = resource["resourceType"]
        values = self._values(type, resource)
        return {**values, "_id": resource.get("id", ""), "k": [entry(type), *values.get("k", ())]}

    def _values(self, type_name: str, resource: Mapping[str, Any]) -> IndexValues:
        function = self._extractors.get(type_name)
        if function is None:
            self._load(type_name)
            function = self._extractors[type_name]
        values = function(resource, self._base, _NOWHERE)
        words = words_of(resource) if self._full_text else None
        if words:
            values["w"] = words
        return values

    def parameters(self, type_name: str) -> TypeParameters:
        """The search parameters of ``type_name``.

        Raises KeyError when ``type_name`` is not a resource type.
        """
        found = self._parameters.get(type_name)
        if found is None:
            self._load(type_name)
            found = self._parameters[type_name]
        return found

    def extended(self, registry: Registry) -> "Indexer":
        """An indexer like this one by the search parameters of ``registry``."""
        return Indexer(registry, self._cache, self._base.removesuffix("/"), full_text=self._full_text)

    def _load(self, type_name: str) -> None:
        if type_name not in self._registry.resource_types:
            raise KeyError(type_name)
        namespace = self._cache.namespace(
            f"search.{type_name}",
            self._registry.fingerprint,
            lambda: generate(self._registry, type_name),
        )
        parameters = read_table(type_name, namespace["PARAMETERS"])
        parameters = replace(parameters, queries=self._registry.named_queries)
        self._parameters[type_name] = parameters if self._full_text else _without_words(parameters)
        self._extractors[type_name] = namespace["extract"]


def _without_words(parameters: TypeParameters) -> TypeParameters:
    """The parameters of a type whose words are not kept: those that look for them do nothing."""
    by_code = {
        code: replace(item, kind="special") if item.kind == "full_text" else item
        for code, item in parameters.by_code.items()
    }
    return replace(parameters, by_code=by_code)
