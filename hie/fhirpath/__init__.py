"""FHIRPath: the parser, the compiler of definitions, the evaluator, and the semantics both rest on."""

from hie.fhirpath.compiler import Snippet, SourceCompiler
from hie.fhirpath.engine import Engine, Result
from hie.fhirpath.environment import Conformance, Environment, Membership, Resolver, Slicer, Subsumption
from hie.fhirpath.errors import EvaluationError, FhirpathError, FhirpathSyntaxError, FhirpathTypeError
from hie.fhirpath.faults import issue
from hie.fhirpath.parser import parse

__all__ = [
    "Conformance",
    "Engine",
    "Environment",
    "EvaluationError",
    "FhirpathError",
    "FhirpathSyntaxError",
    "FhirpathTypeError",
    "Membership",
    "Resolver",
    "Result",
    "Slicer",
    "Snippet",
    "SourceCompiler",
    "Subsumption",
    "issue",
    "parse",
]
