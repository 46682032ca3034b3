"""FHIR operations, one file each."""

from hie.operations.validate import validate

__all__ = ["validate"]
