"""What a rule of a resource type is told: the resource, its surroundings, and where to note findings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import Budget, Engine, FhirpathError
from hie.validation.expressions import TooCostly, ValidationEnvironment
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

    def evaluate(self, expression: str, inside: str = "") -> list[Any] | None:
        """What ``expression`` gives for the element at ``inside`` of the resource (``.item[0]``).

        None when it cannot be evaluated.  Raises TooCostly when the
        expressions of one validation take too much work together.
        """
        self.spend(1000)
        budget = self.env.budget
        if budget is None:
            budget = self.env.budget = Budget()
        resource = dict(self.node.value)
        try:
            found = list(self.knowledge.engine.contexts(f"$this{inside}", expression, resource, self.env))
        except FhirpathError:
            if budget.steps < 0:
                raise TooCostly from None
            return None
        return [result.value for _, results in found for result in results]

    def spend(self, steps: int = 1) -> None:
        """Take so many steps of those that one validation may take.  Raises TooCostly."""
        self.env.spend(steps)


Rule = Callable[[Subject], None]
