"""FHIR operation $everything: whose it is, what belongs to it, and how it is given in pages.

https://hl7.org/fhir/R4/patient-operation-everything.html
"""

from hie.operations.everything.operation import everything

__all__ = ["everything"]
