"""Reads what was pasted: JSON or XML, from whatever editor it comes."""

from dataclasses import dataclass
from typing import Any

from hie.fhir import XmlFormat, decode, indent
from hie.outcome import FhirError, Issue


@dataclass(frozen=True, slots=True)
class Read:
    """A text and the resource in it; ``issues`` instead when it could not be read.

    ``original`` is the text before it was laid out.
    """

    original: str
    text: str
    is_utf8: bool = True
    resource: Any = None
    issues: tuple[Issue, ...] = ()

    @property
    def is_laid_out(self) -> bool:
        """Whether the text has lines that the original does not have."""
        return self.text != self.original


def read(data: bytes, xml: XmlFormat) -> Read:
    """The resource in ``data``; one in a single line is laid out, so that its lines say something."""
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").strip()
    is_xml = data.startswith(b"<")
    original = data.decode("utf-8", "replace")
    try:
        resource = xml.decode(data) if is_xml else decode(data)
    except FhirError as error:
        is_utf8 = "\ufffd" not in original or original.encode() == data
        return Read(original, original, is_utf8, issues=error.issues)
    text = _laid_out_xml(original, resource, xml) if is_xml else _laid_out(original)
    return Read(original, text, resource=resource)


def _laid_out(text: str) -> str:
    return text if "\n" in text else indent(text.encode()).decode()


def _laid_out_xml(text: str, resource: Any, xml: XmlFormat) -> str:
    """``text`` laid out when it is a single line after its declaration, and can be written again."""
    if "\n" in text.rpartition("?>")[2].strip():
        return text
    try:
        return xml.encode(resource, is_pretty=True).decode().rstrip("\n")
    except FhirError:
        return text
