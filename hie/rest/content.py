"""What a request brings in its body, as its route takes it.

https://hl7.org/fhir/R4/http.html#mime-type
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hie.fhir import XmlFormat
from hie.patch import XML_PATCH, Patch, Patches
from hie.rest.environ import parse_query
from hie.rest.negotiation import check_content, media_type, sent_format
from hie.rest.routes import Route


@dataclass(slots=True)
class Content:
    """The ``body`` as sent, and what was made of it: pairs of a ``form``, a ``resource`` in XML, a ``patch``.

    A resource in JSON is decoded by the interaction.
    """

    body: bytes = b""
    form: list[tuple[str, str]] = field(default_factory=list)
    resource: dict[str, Any] | None = None
    patch: Patch | None = None


class ContentReader:
    """Reads bodies, with the names of elements that ``xml`` knows, at the time that ``now`` tells."""

    def __init__(self, xml: XmlFormat, patches: Patches, now: Callable[[], datetime]) -> None:
        self._xml = xml
        self._patches = patches
        self._now = now

    def read(self, body: bytes, content_type: str, route: Route) -> Content:
        """``body``, which is said to be of ``content_type``, as ``route`` takes it.

        Raises UnsupportedMediaType when the route takes no such type, and BadRequest when it is none.
        """
        if route.body is None or (route.is_operation and not body):
            return Content()
        check_content(content_type, route.body)
        if route.body == "form":
            return Content(body, form=parse_query(body.decode("utf-8", "surrogateescape")))
        is_xml = sent_format(content_type) == "xml"
        if route.body == "patch":
            return Content(body, patch=self._patch(body, content_type, is_xml=is_xml))
        return Content(body, resource=self._xml.decode(body) if is_xml else None)

    def _patch(self, body: bytes, content_type: str, *, is_xml: bool) -> Patch:
        """The patch in ``body``: an XML Patch, a JSON Patch, or a FHIRPath Patch in either format."""
        kind, now = media_type(content_type), self._now()
        if is_xml and kind != XML_PATCH:
            return self._patches.of_resource(self._xml.decode(body), now)
        return self._patches.of_body(kind, body, now)
