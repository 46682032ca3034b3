"""What names mean where an expression is compiled.

https://hl7.org/fhirpath/N1/#environment-variables
"""

from dataclasses import dataclass, replace

from hie.fhirpath.compiler.code import Code


@dataclass(frozen=True, slots=True)
class Scope:
    """Values of ``$this``, ``$index``, ``$total`` and the resources; ``raw`` asks for JSON as stored."""

    this: Code
    resource: Code
    root: Code
    context: Code
    index: Code | None = None
    total: Code | None = None
    raw: bool = False

    def of(self, this: Code, index: Code | None = None) -> "Scope":
        """The scope within a function that is evaluated for each item."""
        return replace(self, this=this, index=index)
