"""Patches: changes of a stored resource, in the three languages that FHIR knows."""

from hie.patch.difference import Difference
from hie.patch.patches import JSON_PATCH, XML_PATCH, Patch, Patches

__all__ = ["JSON_PATCH", "XML_PATCH", "Difference", "Patch", "Patches"]
