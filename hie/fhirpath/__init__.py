"""FHIRPath: the parser, the compiler of definitions, the evaluator, and the semantics both rest on."""

from hie.fhirpath.budget import Budget
from hie.fhirpath.compiler import Snippet, SourceCompiler
from hie.fhirpath.engine import Engine, Result, element
from hie.fhirpath.environment import Conformance, Environment, Membership, Resolver, Slicer, Subsumption
from hie.fhirpath.errors import (
    EvaluationError,
    FhirpathChoiceError,
    FhirpathError,
    FhirpathSyntaxError,
    FhirpathTypeError,
)
from hie.fhirpath.faults import issue
from hie.fhirpath.model import MemberType, Model, model_of
from hie.fhirpath.parser import parse
from hie.fhirpath.runtime.quantities import Quantity, quantity
from hie.fhirpath.runtime.references import resolve
from hie.fhirpath.runtime.regex import full_matcher
from hie.fhirpath.runtime.ucum import Unit, is_ucum, unit
from hie.fhirpath.runtime.units import compare_quantities

__all__ = [
    "Budget",
    "Conformance",
    "Engine",
    "Environment",
    "EvaluationError",
    "FhirpathChoiceError",
    "FhirpathError",
    "FhirpathSyntaxError",
    "FhirpathTypeError",
    "MemberType",
    "Membership",
    "Model",
    "Quantity",
    "Resolver",
    "Result",
    "Slicer",
    "Snippet",
    "SourceCompiler",
    "Subsumption",
    "Unit",
    "compare_quantities",
    "element",
    "full_matcher",
    "is_ucum",
    "issue",
    "model_of",
    "parse",
    "quantity",
    "resolve",
    "unit",
]
