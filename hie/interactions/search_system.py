"""FHIR search interaction on the whole system: resources of several types, by what all of them have.

https://hl7.org/fhir/R4/http.html#search
https://hl7.org/fhir/R4/search.html#all
"""

from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.searchset import Scope, answer


def search_system(exchange: Exchange, request: Request) -> Response:
    """A page of the resources that match, of the types that ``_type`` names or of all types."""
    return answer(exchange, request, Scope("", sorted(exchange.registry.resource_types)))
