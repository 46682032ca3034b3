"""What the XML format has to know of FHIR's types: their elements, in their order.

https://hl7.org/fhir/R4/xml.html

This package does not know where definitions come from; whoever does passes a :class:`ElementModel` in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

#: ``attribute`` is a primitive that XML writes as an attribute (``Extension.url``, the ``id`` of a data
#: type); ``xhtml`` is the div of a narrative; ``resource`` holds a resource of any type.
Kind = Literal["attribute", "primitive", "object", "resource", "xhtml"]


@dataclass(frozen=True, slots=True)
class Member:
    """One element of a type, under one of its names.

    ``key`` is its name in JSON and in XML (``valueQuantity``), ``name`` that in FHIRPath (``value``).
    ``type`` is the FHIR type of a primitive, and the name under which the model knows an object.
    """

    key: str
    name: str
    kind: Kind
    type: str
    is_list: bool


class ElementModel(Protocol):
    """The elements of every type.

    Types are named as FHIR names them, backbone elements by their paths (``Patient.contact``), and
    ``Element`` stands for what a primitive may hold beside its value.
    """

    @property
    def resource_types(self) -> frozenset[str]:
        """The resource types that may be sent: those that are not abstract."""
        ...

    def members(self, name: str) -> Sequence[Member]:
        """The elements of ``name`` in the order in which XML has them.

        Raises KeyError when there is no such type.
        """
        ...
