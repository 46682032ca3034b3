"""Cursors: where a page ended and the query that it belongs to, encrypted.

https://hl7.org/fhir/R4/http.html#paging

A link to another page carries nothing but a cursor, so no personal data gets into logs and browser
histories, and nobody can make one or use it for another type.  The encryption is deterministic
(AES-SIV): while a key is in use, one page has one link.  Keys are replaced from time to time; a cursor
begins with a mark of its key, so that one that was made with a key of the past is known at once.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from hie.outcome import Gone, Issue

#: Length of the mark of a key, in bytes.
_MARK = 3

#: Longer texts are not cursors of ours; nobody shall make us decrypt megabytes.
MAX_LENGTH = 64 * 1024


class Place(NamedTuple):
    """Where a page lies in the order of the results.

    It begins after the resource whose sort values are ``after``; None is the beginning.  Going
    ``backwards`` it ends before that resource, and None is the end.  ``seen`` is how many results lie
    before that resource; it is counted only where a client limits how many there may be.
    """

    after: tuple[Any, ...] | None = None
    backwards: bool = False
    seen: int = 0


#: The place of a search that was not followed yet.
START = Place()


@dataclass(frozen=True, slots=True)
class Position:
    """What a cursor holds: the query as parameter pairs, when it began, and the :class:`Place` of a page."""

    pairs: tuple[tuple[str, str], ...]
    now_ms: int
    after: tuple[Any, ...] | None
    backwards: bool = False
    seen: int = 0

    @property
    def place(self) -> Place:
        """The place by itself."""
        return Place(self.after, self.backwards, self.seen)


_decode = msgspec.msgpack.Decoder(Position).decode
# The database gives numbers of a class of its own, which is an int.
_encode = msgspec.msgpack.Encoder(enc_hook=int).encode


class Cursors:
    """Makes cursors with ``secret`` and opens those made with it or with one of the ``older`` secrets."""

    def __init__(self, secret: str, older: Sequence[str] = ()) -> None:
        keys = [hashlib.sha512(text.encode()).digest() for text in (secret, *older)]
        self._own = _mark(keys[0])
        self._ciphers = {_mark(key): AESSIV(key) for key in reversed(keys)}

    def seal(self, type_name: str, position: Position) -> str:
        """The cursor for ``position`` in a search of ``type_name``: letters that are safe in a URL."""
        sealed = self._ciphers[self._own].encrypt(_encode(position), [type_name.encode()])
        return base64.urlsafe_b64encode(self._own + sealed).rstrip(b"=").decode()

    def open(self, type_name: str, text: str) -> Position:
        """The position that ``text`` holds.

        Raises Gone when it is not a cursor for ``type_name`` that this server made with a key that is
        still valid.
        """
        if text and len(text) <= MAX_LENGTH:
            try:
                sealed = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
            except (binascii.Error, ValueError):
                sealed = b""
            # A last letter may have bits that decode to nothing: only the one spelling is ours.
            if sealed and base64.urlsafe_b64encode(sealed).rstrip(b"=").decode() == text:
                return self._decrypt(type_name, sealed)
        raise not_ours()

    def _decrypt(self, type_name: str, sealed: bytes) -> Position:
        cipher = self._ciphers.get(sealed[:_MARK])
        if cipher is None:
            raise not_ours()
        try:
            return _decode(cipher.decrypt(sealed[_MARK:], [type_name.encode()]))
        except (InvalidTag, ValueError):
            raise not_ours() from None


def not_ours() -> Gone:
    """The error for a cursor that leads nowhere any more, or never did."""
    return Gone([Issue("cursor-invalid", "not-found")])


def _mark(key: bytes) -> bytes:
    """What tells which key a cursor was made with, and nothing about the key."""
    return hashlib.sha256(b"mark" + key).digest()[:_MARK]
