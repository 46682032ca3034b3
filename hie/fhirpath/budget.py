"""How much work an evaluation may take: expressions come from anybody, and may be hostile.

https://hl7.org/fhirpath/N1/
"""

from collections.abc import Callable
from dataclasses import dataclass

from hie.fhirpath.errors import EvaluationError

_STEPS_BETWEEN_LOOKS = 64


@dataclass(slots=True)
class Budget:
    """How much work may still be done: evaluated nodes, and items of one collection.

    ``is_late`` is asked now and then whether the time is up.
    """

    steps: int = 1_000_000
    items: int = 100_000
    is_late: Callable[[], bool] | None = None

    def spend(self, items: int) -> None:
        """Count one step that gave ``items``.  Raises EvaluationError when the budget is used up."""
        self.steps -= 1
        if self.steps < 0 or items > self.items:
            raise EvaluationError("the expression takes too much work")
        if self.is_late is not None and self.steps % _STEPS_BETWEEN_LOOKS == 0 and self.is_late():
            raise EvaluationError("the expression takes too long")
