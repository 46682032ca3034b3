"""hie: a FHIR R4 health information exchange server for Ukraine."""
