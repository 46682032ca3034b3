"""FHIR operation $meta on a type and on the system: the profiles, labels and tags that are in use.

https://hl7.org/fhir/R4/resource-operations.html#meta

They are read off the index of exact values: one look for each that is in use, however many resources
have it.
"""

from collections.abc import Callable
from typing import Any

from hie.fhir import decode, encode
from hie.interactions import Exchange, Request, Response
from hie.operations.distinct import distinct_entries
from hie.operations.parameters import body_of, defined_inputs, read_inputs
from hie.outcome import Issue, Unprocessable

DEFINITION = "http://hl7.org/fhir/OperationDefinition/Resource-meta"
#: No list has more; tags that are another for each resource are no summary.
LARGEST = 500


def meta_in_use(exchange: Exchange, request: Request) -> Response:
    """200 with every profile, security label and tag of the resources of ``request.type``, or of all.

    A profile that is claimed with a version is listed with it and without.  Raises Unprocessable when
    more than ``LARGEST`` different ones are in use.
    """
    body = body_of(request)
    read_inputs(defined_inputs(exchange.registry, DEFINITION), request, body)
    stored = exchange.repository.store.types()
    types = [type for type in stored if request.type in ("", type)]
    lists: dict[str, Any] = {
        "profile": _all(exchange, types, "_profile", lambda _, entry: entry),
        "security": _all(exchange, types, "_security", _coding("security")),
        "tag": _all(exchange, types, "_tag", _coding("tag")),
    }
    meta = {name: found for name, found in lists.items() if found}
    # FHIR has no empty elements: where nothing is in use, nothing is returned.
    returned = {"parameter": [{"name": "return", "valueMeta": meta}]} if meta else {}
    return Response(200, encode({"resourceType": "Parameters", **returned}))


#: Makes of a resource's meta and one of its entries what the summary lists, or None for another form of it.
_Listed = Callable[[dict[str, Any], str], Any]


def _all(exchange: Exchange, types: list[str], parameter: str, listed: _Listed) -> list[Any]:
    """What is in use in ``types``, each once, in the order of its text."""
    found: dict[str, Any] = {}
    for type in types:
        for entry, stored in distinct_entries(exchange.repository, type, f"{parameter}="):
            if entry not in found:
                found[entry] = listed(decode(stored.body or b"{}").get("meta", {}), entry)
            if len(found) > 4 * LARGEST:
                break
    values = [found[entry] for entry in sorted(found) if found[entry] is not None]
    if len(values) > LARGEST or len(found) > 4 * LARGEST:
        raise Unprocessable([Issue("meta-too-many", "too-costly", params={"limit": LARGEST})])
    return values


def _coding(name: str) -> _Listed:
    """Finds the Coding of an entry ``system|code``; the other forms of the same coding are left out."""

    def listed(meta: dict[str, Any], entry: str) -> dict[str, Any] | None:
        for item in meta.get(name, ()):
            if entry == f"{item.get('system', '')}|{item.get('code', '')}":
                wanted = ("system", "code", "display")
                return {key: item[key] for key in wanted if key in item}
        return None

    return listed
