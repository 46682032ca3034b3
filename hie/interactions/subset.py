"""What a client wants of the resources that it is answered with: ``_summary`` and ``_elements``.

https://hl7.org/fhir/R4/search.html#summary

Both work wherever resources are read.  Nothing is decoded for a client that asks for neither.
"""

from collections.abc import Callable, Iterable
from typing import Any

from hie.fhir import decode, encode
from hie.interactions.exchange import Exchange
from hie.outcome import BadRequest

#: Makes of the JSON of a resource the JSON that the client wants.
Cut = Callable[[bytes], bytes]

NAMES = ("_summary", "_elements")
_SUMMARIES = ("true", "text", "data", "count", "false")


def whole(body: bytes) -> bytes:
    """``body`` as it is stored."""
    return body


def cut_for(exchange: Exchange, type: str, pairs: Iterable[tuple[str, str]]) -> Cut:
    """How resources are cut down for a client that asked with ``pairs`` for resources of ``type``.

    :func:`whole` when it asks for nothing.  ``type`` is empty where there may be any.  Raises BadRequest
    for values that mean nothing.
    """
    asked = [(name, value) for name, value in pairs if name in NAMES]
    if not asked:
        return whole
    summary = [value for name, value in asked if name == "_summary"]
    elements = [part.strip() for name, value in asked if name == "_elements" for part in value.split(",")]
    for value in summary:
        if value not in _SUMMARIES:
            raise BadRequest.because("summary-invalid", value=value[:80], known=", ".join(_SUMMARIES))
    mode = summary[-1] if summary else "false"
    if mode not in ("false", "count") and elements:
        raise BadRequest.because("summary-with-elements")
    subsets = exchange.subsets
    if elements:
        names = frozenset(name.removeprefix(f"{type}.") for name in elements)
        if type:
            subsets.check_names(type, names)
        return _made(lambda resource: subsets.elements(resource, names))
    chosen = {"true": subsets.summary, "text": subsets.text, "data": subsets.data}.get(mode)
    return whole if chosen is None else _made(chosen)


def _made(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Cut:
    return lambda body: encode(change(decode(body)))
