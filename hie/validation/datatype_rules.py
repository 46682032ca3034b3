"""Rules of data types that their definitions cannot express: one table, for both ways of checking.

https://hl7.org/fhir/R4/datatypes.html

A rule is a function of an object, which may be wrong in any way, and of the environment; it yields what it
finds.  Rules whose findings are all warnings are asked by the walk alone.
"""

import hashlib
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hie.fhir import primitives
from hie.terminology import is_uri
from hie.validation.fault import Fault, note
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.place import Place

_FULL_URI = "urn:ietf:rfc:3986"


Rule = Callable[[Mapping[str, Any]], Iterator[Fault]]


def _attachment(o: Mapping[str, Any]) -> Iterator[Fault]:
    data, size, digest = o.get("data"), o.get("size"), o.get("hash")
    if not isinstance(data, str):
        if "url" not in o and "data" not in o and not ("contentType" in o or "language" in o):
            yield Fault("warning", "attachment-empty", "structure", "", {})
        return
    if not primitives.is_base64_binary(data):
        return
    if primitives.is_unsigned_int(size):
        length = _decoded_length(data)
        if size != length:
            params = {"size": size, "length": length}
            yield Fault("error", "attachment-size", "structure", "size", params)
    if isinstance(digest, str) and primitives.is_base64_binary(digest) and not _is_digest(digest, data):
        yield Fault("warning", "attachment-hash", "value", "hash", {})


def _decoded_length(data: str) -> int:
    """How many bytes a valid base64 text stands for, told without decoding it."""
    signs = len(data) if " " not in data and data.isprintable() else len("".join(data.split()))
    return signs // 4 * 3 - data.rstrip().count("=", -2)


def _is_digest(digest: str, data: str) -> bool:
    """Whether ``digest`` is the SHA-1 of ``data``, both in base64."""
    try:
        return hashlib.sha1(b64decode(data), usedforsecurity=False).digest() == b64decode(digest)
    except (Error, ValueError):
        return True


def _identifier(o: Mapping[str, Any]) -> Iterator[Fault]:
    system, value = o.get("system"), o.get("value")
    if not isinstance(system, str):
        return
    if system == _FULL_URI:
        if isinstance(value, str) and not is_uri(value):
            yield Fault("error", "identifier-not-uri", "code-invalid", "value", {"value": shown(value)})
    elif not is_uri(system):
        yield Fault(
            "error", "identifier-system-relative", "code-invalid", "system", {"system": shown(system)}
        )


class DatatypeRule(NamedTuple):
    """A rule, and a Python expression that is true of objects ``o`` that can have an error by it."""

    check: Rule
    guard: str


#: Data type to the rule of its objects.
DATATYPE_RULES: Mapping[str, DatatypeRule] = {
    "Attachment": DatatypeRule(_attachment, "'data' in o"),
    "Identifier": DatatypeRule(_identifier, "o.get('system', 'http://')[:7] not in ('http://', 'https:/')"),
}


def accept_datatype(type_name: str, o: Mapping[str, Any]) -> bool:
    """Whether the rule of ``type_name`` finds no error in ``o``, which is structurally sound."""
    return not any(fault.severity == "error" for fault in DATATYPE_RULES[type_name].check(o))


def walk_datatype(findings: Findings, place: Place, type_name: str, o: Mapping[str, Any]) -> None:
    """Note what the rule of ``type_name``, if there is one, finds in ``o``."""
    rule = DATATYPE_RULES.get(type_name)
    if rule is not None:
        for fault in rule.check(o):
            note(findings, place, o, fault)
