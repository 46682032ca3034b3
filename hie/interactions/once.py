"""A request that a client may send again without harm: the header ``Idempotency-Key``.

https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header

The first answer is kept with what the request wrote, in one commit, and given again for a day, whichever
worker is asked.  A request that is refused writes nothing and keeps nothing.
"""

import contextlib
import hashlib
import zlib
from typing import Any

import msgspec

from hie.interactions.create import create
from hie.interactions.exchange import Exchange, Handler
from hie.interactions.request import Request, Response
from hie.outcome import BadRequest, FhirError
from hie.repository import Repository
from hie.storage import Once

MAX_KEY = 255

#: What an answer that is given again carries.
REPLAYED = ("Idempotency-Replayed", "true")

#: The fields of a Response that its HTTP form is made of.
_FIELDS = ("status", "body", "version", "updated", "location", "headers", "media")


def answered_once(
    exchange: Exchange, request: Request, handler: Handler, key: str, *, take_over: bool = False
) -> Response:
    """The answer of ``handler``, or the one that an earlier request with the same ``key`` had.

    With ``take_over`` it is known that nobody else carries it out any more.  Raises BadRequest for a key
    that is none, Unprocessable when it was given to another request, and StillRunning.
    """
    answers = exchange.repository.answers
    once, kept = answers.claim(key_digest(key), _request_digest(request), take_over=take_over)
    if kept is not None:
        return unpacked(kept)
    request.once = once
    try:
        if handler is create:
            return in_one_commit(exchange, request, handler, once)
        # A Bundle keeps its answer itself: it knows what belongs into one commit.
        return handler(exchange, request)
    except BaseException:
        # Should this fail as well, the claim is over after a while.
        with contextlib.suppress(FhirError):
            answers.give_up(once)
        raise


def in_one_commit(exchange: Exchange, request: Request, handler: Handler, once: Once) -> Response:
    """The answer of ``handler``, kept in the transaction in which it writes."""

    def work(repository: Repository) -> Response:
        response = handler(exchange.inside(repository), request)
        repository.keep_answer(once, packed(response))
        return response

    return exchange.repository.transact([request.type], work)


def part_once(exchange: Exchange, request: Request, handler: Handler, once: Once) -> Response:
    """The answer to a part of a request: the one that it had, or else that of ``handler``."""
    kept = exchange.repository.answers.answer(once)
    return in_one_commit(exchange, request, handler, once) if kept is None else unpacked(kept)


def packed(response: Response) -> bytes:
    """``response`` as it is kept."""
    fields = {name: getattr(response, name) for name in _FIELDS}
    return zlib.compress(msgspec.msgpack.encode(fields, enc_hook=int), 1)


def unpacked(kept: bytes) -> Response:
    """The answer that was kept, marked as one that is given again."""
    fields: dict[str, Any] = msgspec.msgpack.decode(zlib.decompress(kept))
    headers = [(name, value) for name, value in fields.pop("headers")]
    return Response(**fields, headers=[*headers, REPLAYED])


def key_digest(key: str) -> str:
    """The digest of a key, with quotes or without; a key may tell more than the server has to keep."""
    text = key.strip().removeprefix('"').removesuffix('"')
    if not text or len(text) > MAX_KEY:
        raise BadRequest.because("once-key", limit=MAX_KEY)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _request_digest(request: Request) -> str:
    """The digest of all that a repeat has to have in common with the first request."""
    whole = hashlib.sha256()
    for part in (request.type, request.if_none_exist or "", str(list(request.query))):
        whole.update(part.encode("utf-8", "surrogateescape") + b"\0")
    whole.update(request.body)
    return whole.hexdigest()
