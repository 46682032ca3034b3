"""Cursors: where a page ended and the query that it belongs to, encrypted.

https://hl7.org/fhir/R4/http.html#paging

A link to the next page carries nothing but a cursor, so no personal data gets into logs and browser
histories, and nobody can make one or use it for another type.  The encryption is deterministic
(AES-SIV): one page has one link.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hie.outcome import BadRequest

#: Longer texts are not cursors of ours; nobody shall make us decrypt megabytes.
MAX_LENGTH = 64 * 1024


@dataclass(frozen=True, slots=True)
class Position:
    """What a cursor holds: the query as parameter pairs, when it began, and the sort values reached."""

    pairs: tuple[tuple[str, str], ...]
    now_ms: int
    after: tuple[Any, ...]


_decode = msgspec.msgpack.Decoder(Position).decode
# The database gives numbers of a class of its own, which is an int.
_encode = msgspec.msgpack.Encoder(enc_hook=int).encode


class Cursors:
    """Makes cursors with ``secret`` and opens those made with it or with one of the ``older`` secrets."""

    def __init__(self, secret: str, older: Sequence[str] = ()) -> None:
        self._ciphers = [AESSIV(hashlib.sha512(text.encode()).digest()) for text in (secret, *older)]

    def seal(self, type_name: str, position: Position) -> str:
        """The cursor for ``position`` in a search of ``type_name``: letters that are safe in a URL."""
        sealed = self._ciphers[0].encrypt(_encode(position), [type_name.encode()])
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, type_name: str, text: str) -> Position:
        """The position that ``text`` holds.

        Raises BadRequest when it is not a cursor of this server for ``type_name``.
        """
        if text and len(text) <= MAX_LENGTH:
            try:
                sealed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
            except (binascii.Error, ValueError):
                sealed = b""
            # A last letter may have bits that decode to nothing: only the one spelling is ours.
            if sealed and base64.urlsafe_b64encode(sealed).rstrip(b"=").decode() == text:
                return self._decrypt(type_name, sealed)
        raise BadRequest.because("cursor-invalid")

    def _decrypt(self, type_name: str, sealed: bytes) -> Position:
        for cipher in self._ciphers:
            try:
                return _decode(cipher.decrypt(sealed, [type_name.encode()]))
            except (InvalidTag, ValueError):
                continue
        raise BadRequest.because("cursor-invalid")
