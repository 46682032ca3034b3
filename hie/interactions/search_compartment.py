"""FHIR search interaction in a compartment: what belongs to one patient, encounter, practitioner …

https://hl7.org/fhir/R4/http.html#vsearch
https://hl7.org/fhir/R4/compartmentdefinition.html
"""

from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.searchset import Scope, answer
from hie.outcome import NotFound
from hie.search import Clause, within

#: Stands for all types in a path.
ALL = "*"


def search_compartment(exchange: Exchange, request: Request) -> Response:
    """A page of the members of the compartment that match: of one type, or of all.

    Raises NotFound when there is no such compartment, or no resource of the type can be in it.
    """
    compartments = exchange.registry.compartments
    members = compartments.get(request.type)
    if members is None:
        raise NotFound.because("compartment-unknown", type=request.type, known=", ".join(compartments))
    types = sorted({*members, request.type})
    member = request.member or ALL
    if member != ALL:
        exchange.check_known(member)
        if member not in types:
            raise NotFound.because("compartment-member", type=member, compartment=request.type)
        types = [member]

    def inside(type: str) -> Clause:
        known = exchange.parameters_of(type)
        # What is none of the parameters stands for the resource that the compartment is about.
        codes = [code for code in members.get(type, ()) if code in known.by_code]
        return within(known, codes, request.type, request.id)

    return answer(exchange, request, Scope(f"{request.type}/{request.id}/{member}", types, inside))
