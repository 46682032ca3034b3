"""The validator: base definitions and profiles, compiled for the yes and walked for the why.

https://hl7.org/fhir/R4/validation.html
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from hie.conformance import CodeCache, Registry
from hie.outcome import Issue
from hie.terminology import expand
from hie.validation import predicates
from hie.validation.accept_source import AcceptSource
from hie.validation.expressions import compiler, environment
from hie.validation.findings import Findings, TooMany
from hie.validation.place import Place
from hie.validation.shapes import Shapes
from hie.validation.value_sets import ValueSets
from hie.validation.walker import Walker

Accept = Callable[[Any, Any], bool]


class Validator:
    """Checks resources; made once, shared by all threads.

    ``national`` maps a resource type to the profiles that every resource of the type must satisfy.
    """

    def __init__(
        self, registry: Registry, cache: CodeCache, national: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._registry = registry
        self._cache = cache
        self._national = {name: tuple(urls) for name, urls in (national or {}).items()}
        self._shapes = Shapes(registry, ValueSets(partial(expand, registry)))
        namespace = cache.namespace("accept", registry.fingerprint, self._accept_source)
        self._accept: Accept = namespace["accept"]
        self._predicates = predicates.Predicates(self._load_predicates)

    def check(
        self,
        resource: Any,
        *,
        now: datetime,
        expected_type: str | None = None,
        profiles: Sequence[str] = (),
    ) -> list[Issue]:
        """The errors of ``resource``, in the order of the document; none when it is valid.

        ``profiles`` are checked beside those that the resource claims.  Never raises, whatever
        ``resource`` is.
        """
        if self._is_accepted(resource, expected_type, now):
            return []
        found = self.validate(resource, now=now, expected_type=expected_type, profiles=profiles)
        return [issue for issue in found if issue.is_error]

    def validate(
        self,
        resource: Any,
        *,
        now: datetime,
        expected_type: str | None = None,
        profiles: Sequence[str] = (),
    ) -> list[Issue]:
        """As :meth:`check`, with warnings and hints too, and slower for a valid resource."""
        findings = Findings()
        try:
            _check_type(resource, expected_type, findings)
            Walker(self._shapes, self._predicates, findings, environment(now)).walk(resource)
        except TooMany:
            findings.cut()
        return findings.in_order()

    def _is_accepted(self, resource: Any, expected_type: str | None, now: datetime) -> bool:
        try:
            if expected_type is not None and resource["resourceType"] != expected_type:
                return False
            return self._accept(resource, environment(now))
        except Exception:  # noqa: BLE001 - A resource may be wrong in any way; the walker finds out which.
            return False

    def _accept_source(self) -> str:
        return AcceptSource(compiler(self._registry)).module(self._shapes.all())

    def _load_predicates(self) -> Mapping[tuple[str, str], predicates.Predicate]:
        def build() -> str:
            return predicates.module(compiler(self._registry), self._shapes.all())

        namespace = self._cache.namespace("predicates", self._registry.fingerprint, build)
        functions: Mapping[tuple[str, str], predicates.Predicate] = namespace["PREDICATES"]
        return functions


def _check_type(resource: Any, expected: str | None, findings: Findings) -> None:
    found = resource.get("resourceType") if isinstance(resource, dict) else None
    if expected is not None and isinstance(found, str) and found != expected:
        findings.wrong_value(Place("resourceType", (-1,)), "resource-type-expected", found, expected=expected)
