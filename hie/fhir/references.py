"""References between resources: their text forms.

https://hl7.org/fhir/R4/references.html#literal
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

#: A logical id.  https://hl7.org/fhir/R4/datatypes.html#id
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_REST = re.compile(
    r"(?:(?P<base>https?://.+)/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})"
    r"(?:/_history/(?P<version>[A-Za-z0-9\-.]{1,64}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A literal reference of the RESTful form ``[base/]Type/id[/_history/version]``."""

    base: str | None
    type: str
    id: str
    version: str | None = None

    def __str__(self) -> str:
        return f"{self.type}/{self.id}"


def parse_reference(text: str) -> Reference | None:
    """The RESTful reference in ``text``; None for ``#contained``, ``urn:``, and anything else."""
    match = _REST.fullmatch(text)
    if match is None:
        return None
    return Reference(match["base"], match["type"], match["id"], match["version"])


def is_id(text: str) -> bool:
    """Whether ``text`` may be a logical id."""
    return ID.fullmatch(text) is not None


def literal_references(value: Any, *, binaries: bool = False) -> Iterator[str]:
    """The texts of all references in ``value``, in its order.

    With ``binaries`` the URLs of Binary resources too, as attachments have them.
    https://hl7.org/fhir/R4/datatypes.html#Attachment
    """
    if isinstance(value, dict):
        for name, child in value.items():
            if isinstance(child, str):
                if name == "reference" or (binaries and name == "url" and "Binary/" in child):
                    yield child
            elif isinstance(child, dict | list):
                yield from literal_references(child, binaries=binaries)
    elif isinstance(value, list):
        for child in value:
            if isinstance(child, dict | list):
                yield from literal_references(child, binaries=binaries)


def conditional_references(value: Any) -> Iterator[str]:
    """The references in ``value`` that name their target by a search: ``Patient?identifier=…``.

    https://hl7.org/fhir/R4/http.html#trules
    """
    for reference in literal_references(value):
        if "?" in reference and not reference.startswith(("http:", "https:", "urn:", "#")):
            yield reference
