"""FHIRPath: the parser, the compiler to Python source, and the semantics both rest on."""

from hie.fhirpath.compiler import Snippet, SourceCompiler
from hie.fhirpath.environment import Conformance, Environment, Membership, Resolver
from hie.fhirpath.errors import EvaluationError, FhirpathError, FhirpathSyntaxError, FhirpathTypeError
from hie.fhirpath.parser import parse

__all__ = [
    "Conformance",
    "Environment",
    "EvaluationError",
    "FhirpathError",
    "FhirpathSyntaxError",
    "FhirpathTypeError",
    "Membership",
    "Resolver",
    "Snippet",
    "SourceCompiler",
    "parse",
]
