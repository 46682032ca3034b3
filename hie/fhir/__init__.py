"""The FHIR formats and datatypes, pure."""

from hie.fhir.instants import http_date, instant
from hie.fhir.json_format import decode, encode
from hie.fhir.references import Reference, is_id, parse_reference

__all__ = [
    "Reference",
    "decode",
    "encode",
    "http_date",
    "instant",
    "is_id",
    "parse_reference",
]
