"""What an evaluation knows at one point of an expression.

https://hl7.org/fhirpath/N1/#environment-variables
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hie.fhirpath.budget import Budget
from hie.fhirpath.engine.items import Item, Items
from hie.fhirpath.environment import Environment
from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.model import Model


@dataclass(slots=True)
class Context:
    """Values of ``$this``, ``$index`` and ``$total``, and the variables that are defined here."""

    model: Model
    environment: Environment
    budget: Budget
    this: Items
    variables: Mapping[str, Items]
    index: int | None = None
    total: Items | None = None
    defined: Mapping[str, Items] = field(default_factory=dict)

    def of(self, this: Items, index: int | None = None) -> "Context":
        """The context within a function evaluated for ``this``."""
        return replace(self, this=this, index=index)

    def fork(self) -> "Context":
        """A context of the same focus: what is defined in it is not seen outside."""
        return replace(self)

    def define(self, name: str, items: Items) -> None:
        """Define ``%name`` from here on.  Raises EvaluationError when it is defined already."""
        if name in self.defined or name in self.variables:
            raise EvaluationError(f"%{name} is defined already")
        self.defined = {**self.defined, name: items}

    def variable(self, name: str) -> Items:
        """The value of ``%name``.  Raises EvaluationError when nobody has defined it."""
        for table in (self.defined, self.variables):
            if name in table:
                return table[name]
        raise EvaluationError(f"%{name} is not defined")


__all__ = ["Budget", "Context", "Item", "Items"]
