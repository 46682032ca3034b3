"""What a rule of a resource type is told: the resource, its surroundings, and where to note findings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hie.conformance import Registry
from hie.validation.expressions import ValidationEnvironment
from hie.validation.findings import Findings
from hie.validation.node import Node
from hie.validation.value_sets import ValueSets


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What rules may ask: the definitions, and the expansions of value sets."""

    registry: Registry
    value_sets: ValueSets


@dataclass(frozen=True, slots=True)
class Subject:
    """A resource to check; ``root`` is the one that contains it, or itself."""

    node: Node
    root: Any
    env: ValidationEnvironment
    findings: Findings
    knowledge: Knowledge


Rule = Callable[[Subject], None]
