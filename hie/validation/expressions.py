"""Where validation meets FHIRPath: the compiler of invariants and their environment.

https://hl7.org/fhir/R4/fhirpath.html
"""

from datetime import datetime
from typing import Any

from hie.conformance import Registry
from hie.validation.predicates import PredicateCompiler


def compiler(registry: Registry) -> PredicateCompiler:
    """A compiler of FHIRPath for the types of ``registry``."""
    from hie.fhirpath import SourceCompiler

    return SourceCompiler(registry)


def environment(now: datetime) -> Any:
    """What expressions may know besides the resource."""
    return now
