"""The evaluator of any expression on any resource."""

from hie.fhirpath.engine.engine import Engine, Result

__all__ = ["Engine", "Result"]
