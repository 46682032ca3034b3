"""Reads patches: JSON Patch, XML Patch and FHIRPath Patch, as a body or as the entry of a Bundle.

https://hl7.org/fhir/R4/http.html#patch
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from hie.conformance import Members, Registry
from hie.fhir import XmlFormat, decode
from hie.outcome import BadRequest, all_at
from hie.patch import fhirpath_patch, json_patch, xml_patch

Json: TypeAlias = dict[str, Any]
#: From a resource to what the patch makes of it; the resource given is used up.
#: Raises Unprocessable when the patch does not fit it.
Patch: TypeAlias = Callable[[Json], Json]

JSON_PATCH = "application/json-patch+json"
XML_PATCH = "application/xml-patch+xml"

#: Where the patch stands in a Binary.
_DATA = "Binary.data"


class Patches:
    """Reads patches of resources that ``registry`` defines; safe for threads."""

    def __init__(self, registry: Registry) -> None:
        self._xml = XmlFormat(Members(registry))
        self._fhirpath = fhirpath_patch.FhirpathPatch(registry)

    def of_body(self, media_type: str, body: bytes, now: datetime) -> Patch:
        """The patch in a body that is JSON Patch, XML Patch, or Parameters in JSON.

        Raises BadRequest for a body that is no patch of its ``media_type``.
        """
        if media_type == JSON_PATCH:
            return partial(json_patch.apply, json_patch.read(decode(body)))
        if media_type == XML_PATCH:
            return partial(self._through_xml, xml_patch.read(body))
        return self.of_resource(decode(body), now)

    def of_resource(self, resource: Any, now: datetime) -> Patch:
        """The patch in ``resource``: Parameters, or a Binary that holds one of the other two.

        Raises BadRequest for what is neither.
        """
        type = resource.get("resourceType") if isinstance(resource, dict) else None
        if type == "Parameters":
            operations = fhirpath_patch.read(resource)
            return lambda target: self._fhirpath.apply(operations, target, now)
        if type == "Binary" and resource.get("contentType") in (JSON_PATCH, XML_PATCH):
            with all_at(_DATA):
                patch = self.of_body(resource["contentType"], _data(resource), now)
            return partial(_of_data, patch)
        found = type if isinstance(type, str) else "-"
        raise BadRequest.because("patch-resource", found[:80], found=found[:80])

    def _through_xml(self, operations: xml_patch.Operations, resource: Json) -> Json:
        """What XML Patch makes of ``resource``, which takes on its XML form for it."""
        return self._xml.decode(xml_patch.apply(operations, self._xml.encode(resource)))


def _of_data(patch: Patch, target: Json) -> Json:
    """What ``patch`` makes of ``target``; errors stand at the data that holds it."""
    with all_at(_DATA):
        return patch(target)


def _data(binary: Json) -> bytes:
    """The content of a Binary.  Raises BadRequest when it is not base64."""
    try:
        return base64.b64decode(binary.get("data", ""), validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise BadRequest.because("patch-binary") from None
