"""Terminology: what a value set contains and what a code is called, out of the definitions at hand."""

from hie.terminology.code_systems import Concepts, read_concepts
from hie.terminology.displays import display
from hie.terminology.ecl import is_expression_constraint
from hie.terminology.enumeration import FindDefinition, NotEnumerable, enumerate_codes
from hie.terminology.expansion import Codes, contains, expand, holds
from hie.terminology.known_systems import KnownSystem, KnownSystems, folded
from hie.terminology.membership import Bounds, bounds
from hie.terminology.open_systems import OPEN_SYSTEMS, WRITTEN, is_uri

__all__ = [
    "OPEN_SYSTEMS",
    "WRITTEN",
    "Bounds",
    "Codes",
    "Concepts",
    "FindDefinition",
    "KnownSystem",
    "KnownSystems",
    "NotEnumerable",
    "bounds",
    "contains",
    "display",
    "enumerate_codes",
    "expand",
    "folded",
    "holds",
    "is_expression_constraint",
    "is_uri",
    "read_concepts",
]
