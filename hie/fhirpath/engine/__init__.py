"""The evaluator of any expression on any resource."""

from hie.fhirpath.engine.engine import Engine
from hie.fhirpath.engine.items import Result

__all__ = ["Engine", "Result"]
