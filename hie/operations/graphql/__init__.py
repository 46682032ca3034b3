"""FHIR operation $graphql: what is read, what is checked, and how it is carried out.

https://hl7.org/fhir/R4/graphql.html
"""

from hie.operations.graphql.operation import graphql

__all__ = ["graphql"]
