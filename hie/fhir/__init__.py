"""The FHIR formats and datatypes, pure."""

from hie.fhir import narrative, primitives
from hie.fhir.dates import interval
from hie.fhir.instants import http_date, instant
from hie.fhir.json_format import decode, encode, indent
from hie.fhir.locating import Locating
from hie.fhir.narrative_languages import sections
from hie.fhir.positions import lines_of, nearest_line, nearest_position
from hie.fhir.primitive_text import from_text
from hie.fhir.references import (
    Reference,
    conditional_references,
    is_id,
    literal_references,
    parse_reference,
)
from hie.fhir.xml_format import XmlFormat
from hie.fhir.xml_model import ElementModel, Kind, Member

__all__ = [
    "ElementModel",
    "Kind",
    "Locating",
    "Member",
    "Reference",
    "XmlFormat",
    "conditional_references",
    "decode",
    "encode",
    "from_text",
    "http_date",
    "indent",
    "instant",
    "interval",
    "is_id",
    "lines_of",
    "literal_references",
    "narrative",
    "nearest_line",
    "nearest_position",
    "parse_reference",
    "primitives",
    "sections",
]
