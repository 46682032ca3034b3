"""A Bundle posted to the base: batch or transaction.

https://hl7.org/fhir/R4/http.html#transaction
"""

from hie.bundles.batch import batch
from hie.bundles.transaction import transaction
from hie.fhir import decode
from hie.interactions import Exchange, Request, Response
from hie.outcome import BadRequest, PayloadTooLarge


def process_bundle(exchange: Exchange, request: Request) -> Response:
    """Carry out a Bundle of type batch or transaction."""
    bundle = decode(request.body) if request.resource is None else request.resource
    exchange.check_type(bundle, "Bundle")
    kind, entries = bundle.get("type"), bundle.get("entry", [])
    if kind not in ("batch", "transaction"):
        raise BadRequest.because("bundle-type", "Bundle.type", found=str(kind))
    if not isinstance(entries, list):
        raise BadRequest.because("bundle-entries", "Bundle.entry")
    limit = exchange.settings.max_transaction_entries
    if len(entries) > limit:
        raise PayloadTooLarge.because("bundle-too-large", "Bundle.entry", limit=limit, found=len(entries))
    if kind == "batch":
        return batch(exchange, request, entries)
    return transaction(exchange, request, bundle)
