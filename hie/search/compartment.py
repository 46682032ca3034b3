"""Compartments: the condition that keeps a search inside the record of a patient, an encounter, a device …

https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from collections.abc import Sequence

from hie.search.parameters import Parameter, TypeParameters
from hie.search.request import Condition, Group, Resolved

_ID = Parameter("_id", "document_field")
_LINK = Parameter("", "reference")


def within(parameters: TypeParameters, codes: Sequence[str], compartment: str, id: str) -> Resolved:
    """The condition on a type for being in the compartment ``id`` of the type ``compartment``.

    ``codes`` are the parameters of the type that link to it, as its definition names them.  What the
    compartment is about is in it too.
    """
    linked = Condition(_LINK, None, (tuple(f"{code}={compartment}/{id}" for code in codes),))
    if parameters.type != compartment:
        return linked
    return Group("or", (Condition(_ID, None, (id,)), linked))
