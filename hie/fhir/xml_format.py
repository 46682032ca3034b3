"""FHIR's XML, read and written without losing anything: JSON to XML to JSON is the same value.

https://hl7.org/fhir/R4/xml.html

One mapping for both ways, driven by the tables that are compiled of the element definitions.  Inside, a
resource is always its JSON value; XML is a form that it takes on at the edge.
"""

from typing import Any

from hie.fhir.xml_model import ElementModel
from hie.fhir.xml_reader import Reader
from hie.fhir.xml_tables import Tables
from hie.fhir.xml_writer import Writer


class XmlFormat:
    """The XML of the resources of ``model``; one serves all threads."""

    def __init__(self, model: ElementModel) -> None:
        self._tables = Tables(model)

    def decode(self, data: bytes) -> dict[str, Any]:
        """The JSON value of the resource in ``data``.

        Raises BadRequest, with line and column, when it is not XML in UTF-8, declares a document type, is
        nested too deeply, or says what JSON has no way to say.
        """
        return Reader(self._tables, data).read()

    def encode(self, resource: Any, *, is_pretty: bool = False) -> bytes:
        """The XML of a resource given as its JSON value; ``is_pretty`` lays it out for a person.

        Raises NotAcceptable when there is a member that no definition knows.  Characters that XML does not
        have become U+FFFD.
        """
        return Writer(self._tables, is_pretty=is_pretty).write(resource)
