"""FHIR delete interaction, also conditional.

https://hl7.org/fhir/R4/http.html#delete
https://hl7.org/fhir/R4/http.html#3.1.0.7.1
"""

from dataclasses import replace

from hie.fhir import encode
from hie.interactions.create import condition_of, condition_text
from hie.interactions.exchange import Exchange
from hie.interactions.request import Request, Response
from hie.interactions.search import matches
from hie.interactions.writing import check_if_match, check_preconditions, unless_another_is_first
from hie.outcome import BadRequest, Issue, PreconditionFailed, operation_outcome
from hie.repository import Repository


def delete(exchange: Exchange, request: Request) -> Response:
    """Delete a resource: 204, also when there is none.  Its history stays."""

    def attempt() -> Response:
        current = exchange.repository.read(request.type, request.id)
        if current is None or current.body is None:
            version = current.version if current else None
            check_if_match(request, "-" if version is None else str(version))
            return _deleted(request, version)
        check_preconditions(exchange, request, current)
        tombstone = exchange.repository.delete(request.type, request.id, current)
        return _deleted(request, tombstone.version)

    return unless_another_is_first(attempt)


def delete_conditional(exchange: Exchange, request: Request) -> Response:
    """Delete what matches the URL's search, in one commit: one resource, or with ``_count`` up to so many.

    412 answers several matches without ``_count``.  With it, 200 tells how many were deleted.
    """
    query = [pair for pair in request.query if pair[0] != "_count"]
    asked = replace(request, query=query)
    pairs = condition_of(asked)
    limit = _limit(exchange, request)

    def decide(repository: Repository) -> Response:
        inside = exchange.inside(repository)
        found = matches(inside, asked, pairs, (limit or 1) + 1)
        if limit is None and len(found) > 1:
            raise PreconditionFailed.because("delete-matches-many", condition=condition_text(asked))
        ids = [stored.id for stored in found[: limit or 1]]
        for id in ids:
            delete(inside, replace(asked, id=id))
        if limit is None and ids:
            return _deleted(replace(asked, id=ids[0]), found[0].version + 1)
        return _all_deleted(request, ids, is_more=len(found) > len(ids))

    return exchange.repository.transact([request.type], decide)


def _limit(exchange: Exchange, request: Request) -> int | None:
    """How many a conditional delete may delete; None: one, and no more may match."""
    values = [value for name, value in request.query if name == "_count"]
    if not values:
        return None
    most = exchange.settings.max_conditional_delete
    if not values[-1].isdecimal() or not 1 <= int(values[-1][:9]) <= most or len(values[-1]) > 9:
        raise BadRequest.because("delete-count", value=values[-1][:20], limit=most)
    return int(values[-1])


def _deleted(request: Request, version: int | None) -> Response:
    """204; or 200 with an OperationOutcome for a client that prefers one."""
    issue = Issue(
        "resource-deleted", "informational", "information", None, {"type": request.type, "id": request.id}
    )
    status, body = 204, b""
    if request.prefer.returns == "OperationOutcome":
        status, body = 200, encode(operation_outcome([issue], request.language))
    return Response(status, body, version, targets=_targets(request, [request.id]), issues=[issue])


def _all_deleted(request: Request, ids: list[str], *, is_more: bool) -> Response:
    """200 with an OperationOutcome that tells how many were deleted, and whether others are left."""
    key = "resources-deleted-more" if is_more else "resources-deleted"
    issue = Issue(key, "informational", "information", None, {"count": len(ids)})
    outcome = encode(operation_outcome([issue], request.language))
    return Response(200, outcome, targets=_targets(request, ids), issues=[issue])


def _targets(request: Request, ids: list[str]) -> list[str]:
    return [f"{request.type}/{id}" for id in ids]
