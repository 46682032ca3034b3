"""FHIR batch interaction: entries that succeed or fail on their own.

https://hl7.org/fhir/R4/http.html#brules
"""

from typing import Any

from hie.bundles.answers import answered, bundle_of, refused
from hie.bundles.entries import placed, read_entry
from hie.interactions import Exchange, Request, Response
from hie.outcome import FhirError

#: The order in which entries are carried out.
ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 2, "GET": 3, "HEAD": 3}


def batch(exchange: Exchange, request: Request, entries: list[Any]) -> Response:
    """Answer each entry; the Bundle is answered 200 whatever happens to them."""
    answers: list[dict[str, Any]] = [{}] * len(entries)
    accepted = []
    for index, entry in enumerate(entries):
        try:
            accepted.append(read_entry(exchange, request, index, entry))
        except FhirError as error:
            answers[index] = refused(request, error)
    for entry in sorted(accepted, key=lambda entry: ORDER[entry.request.method]):
        try:
            answers[entry.index] = answered(entry.request, entry.handler(exchange, entry.request))
        except FhirError as error:
            answers[entry.index] = refused(request, placed(error, entry.place))
    return bundle_of("batch-response", answers)
