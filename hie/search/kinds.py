"""The modules of the search parameter types, by the name of the type.

https://hl7.org/fhir/R4/search.html#ptypes
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from hie.search import (
    composite,
    date,
    document_field,
    full_text,
    near,
    number,
    quantity,
    reference,
    special,
    string,
    token,
    uri,
)
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter


class Kind(Protocol):
    """What each module has; ``FIELD`` is the field of the document with the values."""

    FIELD: str
    MODIFIERS: tuple[str, ...]

    def parse(self, parameter: Parameter, modifier: str | None, text: str, options: SearchOptions, /) -> Any:
        """What one search value means."""

    def to_filter(self, parameter: Parameter, modifier: str | None, values: Sequence[Any], /) -> Filter:
        """The filter for any of ``values``."""


KINDS: Mapping[str, Kind] = {
    "string": string,
    "token": token,
    "reference": reference,
    "date": date,
    "number": number,
    "quantity": quantity,
    "uri": uri,
    "composite": composite,
    "near": near,
    "full_text": full_text,
    "special": special,
    "document_field": document_field,
}

#: Modifiers that are supported, by kind of parameter; of references the target types besides.
MODIFIERS: Mapping[str, tuple[str, ...]] = {
    name: (*kind.MODIFIERS, "missing") for name, kind in KINDS.items() if name != "special"
}
