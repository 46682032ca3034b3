"""Terminology: what a value set contains and what a code is called, out of the definitions at hand."""

from hie.terminology.displays import display
from hie.terminology.expansion import Codes, contains, expand

__all__ = ["Codes", "contains", "display", "expand"]
