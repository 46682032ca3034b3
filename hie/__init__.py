"""hie: a FHIR R4 health information exchange server for Ukraine."""

__version__ = "0.1.0"
