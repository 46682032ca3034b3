"""The server itself, as literal references name it.

https://hl7.org/fhir/R4/references.html#literal
"""

from collections.abc import Collection
from dataclasses import dataclass

from hie.fhir import Reference, parse_reference


@dataclass(frozen=True, slots=True)
class Here:
    """The server's resource ``types``, and the ``bases`` that mean it: None for a relative reference."""

    types: Collection[str]
    bases: tuple[str | None, ...]

    def reference(self, text: str) -> Reference | None:
        """The reference in ``text`` to a resource of this server; None when it leads elsewhere or nowhere."""
        link = parse_reference(text)
        if link is None or link.base not in self.bases or link.type not in self.types:
            return None
        return link
