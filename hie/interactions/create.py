"""FHIR create interaction, also conditional.

https://hl7.org/fhir/R4/http.html#create
https://hl7.org/fhir/R4/http.html#ccreate
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from hie.interactions.answers import written
from hie.interactions.exchange import Exchange
from hie.interactions.holding import hold
from hie.interactions.request import Request, Response
from hie.interactions.search import matches
from hie.interactions.stored_references import check_stored
from hie.outcome import BadRequest, PreconditionFailed
from hie.repository import Repository
from hie.storage import Stored


def create(exchange: Exchange, request: Request) -> Response:
    """Store a new resource under an id that the server gives: 201.

    With If-None-Exist, a resource that matches already is answered with 200 instead, and 412 says that
    several match.
    """
    resource = exchange.accepted(request)
    warnings = check_stored(exchange, request, resource)
    if request.if_none_exist is None:
        stored = exchange.repository.create(request.type, resource, request.id or None)
        return written(request, 201, stored, "resource-created", warnings)
    return _create_unless_found(exchange, request, resource, request.if_none_exist)


def _create_unless_found(
    exchange: Exchange, request: Request, resource: dict[str, Any], condition: str
) -> Response:
    """Match and create as one decision: both happen in one transaction that holds the condition's lock."""
    pairs = condition_pairs(condition)

    def decide(repository: Repository) -> Response:
        found = existing_match(exchange.inside(repository), request, resource, pairs, condition)
        if found is not None:
            return written(request, 200, found, "resource-exists")
        stored = repository.create(request.type, resource, request.id or None)
        return written(request, 201, stored, "resource-created")

    return exchange.repository.transact([request.type], decide)


def existing_match(
    exchange: Exchange,
    request: Request,
    resource: dict[str, Any],
    pairs: Sequence[tuple[str, str]],
    condition: str = "",
) -> Stored | None:
    """The resource that a condition, ``pairs`` of search parameters, matches, or None.

    Of two transactions that see that nothing matches, and store a ``resource``, only one commits.  Raises
    PreconditionFailed, which names the ``condition`` or else that of the URL, when several match.
    """
    found = the_match(matches(exchange, request, pairs), condition or condition_text(request))
    if found is None:
        hold(exchange.repository, [(request.type, pairs, resource)])
    return found


def condition_of(request: Request) -> list[tuple[str, str]]:
    """The condition in the URL of a conditional update, patch or delete.

    Raises BadRequest when it says nothing.
    """
    if not request.query:
        raise BadRequest.because("condition-empty")
    return list(request.query)


def condition_text(request: Request) -> str:
    """The condition in the URL as a person reads it."""
    return urlencode(request.query, safe=":/|,", quote_via=lambda text, *_: text)


def condition_pairs(condition: str) -> list[tuple[str, str]]:
    """The search parameters of a condition; raises BadRequest when it says nothing."""
    pairs = parse_qsl(condition.lstrip("?"), keep_blank_values=True)
    if not pairs:
        raise BadRequest.because("condition-empty")
    return pairs


def the_match(found: Sequence[Stored], condition: str) -> Stored | None:
    """What the ``condition`` matched, if anything; raises PreconditionFailed when several."""
    if len(found) > 1:
        raise PreconditionFailed.because("condition-matches-many", condition=condition)
    return found[0] if found else None
