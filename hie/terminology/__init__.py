"""Terminology: what a value set contains and what a code is called, out of the definitions at hand."""

from hie.terminology.displays import display
from hie.terminology.expansion import Codes, contains, expand, holds
from hie.terminology.membership import open_parts
from hie.terminology.open_systems import OPEN_SYSTEMS, WRITTEN, is_uri

__all__ = [
    "OPEN_SYSTEMS",
    "WRITTEN",
    "Codes",
    "contains",
    "display",
    "expand",
    "holds",
    "is_uri",
    "open_parts",
]
