"""The evaluator of any expression on any resource."""

from hie.fhirpath.engine.engine import Engine
from hie.fhirpath.engine.items import Result, element

__all__ = ["Engine", "Result", "element"]
