"""What a List names: the resources whose versions ``_list`` asks a history for.

https://hl7.org/fhir/R4/http.html#history
https://hl7.org/fhir/R4/list.html
"""

from collections.abc import Mapping
from typing import Any

from hie.fhir import decode, parse_reference
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request
from hie.outcome import BadRequest

#: Ids by type, each with the one version that is named, or None.
Named = Mapping[str, list[tuple[str, int | None]]]


def named_by_list(exchange: Exchange, request: Request, value: str) -> Named:
    """The resources of this server that the List ``value``, ``id`` or ``List/id``, names.

    A reference to a version means that version.  Items that the List calls deleted are not in it.
    Raises BadRequest when there is no such List.
    """
    id = value.removeprefix("List/")
    stored = None if id.startswith("$") else exchange.repository.read("List", id)
    if stored is None or stored.body is None:
        raise BadRequest.because("history-list", value=value[:80])
    named: dict[str, list[tuple[str, int | None]]] = {}
    for entry in decode(stored.body).get("entry", ()):
        if not entry.get("deleted"):
            _add(named, entry["item"].get("reference", ""), request.base)
    return named


def _add(named: dict[str, list[tuple[str, int | None]]], reference: Any, base: str) -> None:
    found = parse_reference(reference)
    if found is None or found.base not in (None, base):
        return
    # No version of ours has a name that is not a number.
    if found.version is None:
        named.setdefault(found.type, []).append((found.id, None))
    elif found.version.isdecimal() and len(found.version) < 10:
        named.setdefault(found.type, []).append((found.id, int(found.version)))
