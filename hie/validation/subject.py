"""What a rule of a resource type is told: the resource, its surroundings, and where to note findings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import Engine
from hie.validation.expressions import ValidationEnvironment
from hie.validation.findings import Findings
from hie.validation.node import Node
from hie.validation.value_sets import ValueSets


@dataclass(frozen=True)
class Knowledge:
    """What rules may ask: the definitions, the expansions of value sets, and FHIRPath."""

    registry: Registry
    value_sets: ValueSets

    @cached_property
    def types(self) -> frozenset[str]:
        """The names of all FHIR types, abstract ones too."""
        registry = self.registry
        abstract = (name for name in registry.abstract_types if name)
        return registry.resource_types.union(registry.complex_types, registry.primitive_types, abstract)

    @cached_property
    def engine(self) -> Engine:
        """The evaluator of expressions."""
        return Engine(self.registry)


@dataclass(frozen=True, slots=True)
class Subject:
    """A resource to check; ``root`` is the one that contains it, or itself."""

    node: Node
    root: Any
    env: ValidationEnvironment
    findings: Findings
    knowledge: Knowledge

    def spend(self, steps: int = 1) -> None:
        """Take so many steps of those that one validation may take.  Raises TooCostly."""
        self.env.spend(steps)


Rule = Callable[[Subject], None]
