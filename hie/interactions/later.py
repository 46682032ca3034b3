"""Requests that are answered later: ``Prefer: respond-async``.

https://hl7.org/fhir/R4/async.html
https://hl7.org/fhir/R5/async-bundle.html

The request becomes a job, which survives its worker.  What came of it is a Bundle with one entry, as R5
settles what R4 leaves open.
"""

import zlib
from dataclasses import dataclass
from datetime import UTC
from secrets import token_hex
from typing import Any

import msgspec

from hie.fhir import encode, http_date
from hie.interactions.answers import as_resource, status_line, told_of
from hie.interactions.exchange import Exchange, Handler
from hie.interactions.once import answered_once, key_digest, packed, unpacked
from hie.interactions.request import Prefer, Request, Response, Return
from hie.jobs import Job, Running, Work
from hie.outcome import Issue, Language, NotFound, PayloadTooLarge, operation_outcome

#: The kind of these jobs, and the path of their status below the base.
KIND = "request"
STATUS = "_async"

#: The largest answer to a GET that is kept, in bytes, compressed: it has to fit into the document of its job.
MAX_ANSWER = 15_000_000

#: Seconds until a client had better ask again, and for which a result is kept.
AGAIN = 2
KEPT = 86_400


@dataclass(slots=True)
class _Asked:
    """What is kept of a request: a GET, or a Bundle."""

    method: str
    base: str
    path: str
    query: list[tuple[str, str]]
    body: bytes
    returns: Return | None
    lenient: bool
    language: Language
    key: str | None


def answered_later(exchange: Exchange, request: Request, path: str, key: str | None) -> Response:
    """202 with the address of the status; ``path`` is that of the request below the base."""
    asked = _Asked(
        request.method,
        request.base,
        path,
        list(request.query),
        request.body if request.resource is None else encode(request.resource),
        request.prefer.returns,
        request.prefer.lenient,
        request.language,
        key,
    )
    kept = zlib.compress(msgspec.msgpack.encode(asked), 1)
    id = exchange.jobs.submit(KIND, {"asked": kept, "language": request.language}, token_hex(24))
    url = f"{request.base}/{STATUS}/{id}"
    issue = Issue("later-accepted", "informational", "information", None, {"url": url})
    body = encode(operation_outcome([issue], request.language))
    return Response(202, body, headers=[("Content-Location", url), ("Preference-Applied", "respond-async")])


def carry_out(exchange: Exchange) -> Work:
    """The work of these jobs: it answers the request and gives the answer, as it is kept."""

    def work(running: Running) -> dict[str, Any]:
        exchange.jobs.remove_older(KIND, KEPT)
        asked = msgspec.msgpack.decode(zlib.decompress(running.job.input["asked"]), type=_Asked)
        handler, names = exchange.router(asked.method, asked.path)
        request = Request(
            asked.method,
            asked.base,
            **names,
            query=asked.query,
            body=asked.body,
            prefer=Prefer(asked.returns, asked.lenient),
            language=asked.language,
        )
        if asked.method != "GET":
            return {"answer": packed(_write(exchange, request, handler, asked.key, running))}
        answer = packed(handler(exchange, request))
        if len(answer) > MAX_ANSWER:
            raise PayloadTooLarge.because("later-too-large", limit_mb=MAX_ANSWER // 1_000_000)
        return {"answer": answer}

    return work


def _write(
    exchange: Exchange, request: Request, handler: Handler, key: str | None, running: Running
) -> Response:
    """The answer to a write, which is carried out once although the job may be begun again."""

    def unless_cancelled(exchange: Exchange, request: Request) -> Response:
        # Who cancels removes first the job and then the claim: one of the two is missed from here on.
        running.tell(None)
        return handler(exchange, request)

    if key is not None:
        return answered_once(exchange, request, unless_cancelled, key)
    # Whoever had the claim before lost the job, so it is dead or will not be able to commit.
    return answered_once(exchange, request, unless_cancelled, running.job.id, take_over=True)


def later_status(exchange: Exchange, request: Request) -> Response:
    """202 while the request is being carried out, then 200 with its answer in a Bundle.

    Raises NotFound when there is no such request any more.
    """
    job = exchange.jobs.find(request.id)
    if job is None or job.kind != KIND:
        raise NotFound.because("later-unknown", id=request.id)
    if not job.is_over:
        seconds = int((exchange.now() - job.created.replace(tzinfo=UTC)).total_seconds())
        return Response(
            202, headers=[("X-Progress", f"{job.state}, {seconds} s"), ("Retry-After", str(AGAIN))]
        )
    entry = (
        _refused(job) if job.state == "failed" else _answered(request.base, unpacked(job.result["answer"]))
    )
    bundle = {"resourceType": "Bundle", "type": "batch-response", "entry": [entry]}
    expires = http_date(int(job.updated.replace(tzinfo=UTC).timestamp() * 1000) + KEPT * 1000)
    return Response(200, encode(bundle), headers=[("Expires", expires)])


def later_cancel(exchange: Exchange, request: Request) -> Response:
    """202: the request is not carried out if it was not yet, and its answer is forgotten."""
    job = exchange.jobs.find(request.id)
    if job is None or job.kind != KIND or not exchange.jobs.remove(request.id):
        raise NotFound.because("later-unknown", id=request.id)
    exchange.repository.answers.cancel(key_digest(request.id))
    return Response(202)


def _answered(base: str, response: Response) -> dict[str, Any]:
    told = {"response": told_of(base, response)}
    return {"resource": as_resource(response), **told} if response.body else told


def _refused(job: Job) -> dict[str, Any]:
    return {"response": {"status": status_line(job.result["status"]), "outcome": job.outcome}}
