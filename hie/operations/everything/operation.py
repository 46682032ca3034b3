"""FHIR operation $everything on the types that have a compartment, on Group and on MedicinalProduct.

https://hl7.org/fhir/R4/patient-operation-everything.html
https://hl7.org/fhir/R4/encounter-operation-everything.html
https://hl7.org/fhir/R4/group-operation-everything.html
https://hl7.org/fhir/R4/medicinalproduct-operation-everything.html

First come the resource itself and the members of its compartment, and with them on the same page what they
refer to: practitioners, places, medicines, and what these refer to in turn.
"""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from hie.fhir import decode
from hie.interactions import Exchange, Request, Response, read
from hie.operations.everything.asked import Asked, asked_of, cursor_of
from hie.operations.everything.page import Page
from hie.operations.everything.scope import Scope, scope_of
from hie.operations.everything.subjects import All, Listed, Subjects, members_of
from hie.operations.everything.walk import Place, Walk
from hie.search import searchset


def everything(exchange: Exchange, request: Request) -> Response:
    """200 with a page of everything about a resource, or about all of its type, as a searchset Bundle.

    Without ``_count`` a page holds as much as the server gives at once.  Raises NotFound and Gone when the
    resource is not there, BadRequest for parameters that mean nothing, Gone for a cursor that is not ours.
    """
    path = "/".join(part for part in (request.type, request.id, "$everything") if part)
    asked = asked_of(exchange, request, path)
    subjects = _subjects(exchange, request)
    stored_types = exchange.repository.store.types()
    of = "Patient" if request.type == "Group" else request.type
    scope = scope_of(exchange.registry, of, exchange.parameters_of, stored_types)
    walk = Walk(exchange, scope, subjects, _walked(scope, asked), asked.dates)
    begin = asked.begin or _beginning(subjects)
    met, following = walk.page(begin, asked.count) if begin else ([], None)
    entries, following = Page(exchange, request, walk, asked).entries(met, following)
    links = [("self", _self_link(request, path, asked))]
    if following is not None:
        cursor = cursor_of(exchange, path, asked, following, asked.seen)
        links.append(("next", f"{request.base}/{path}?_cursor={cursor}"))
    return Response(200, searchset(request.base, entries, links))


def _subjects(exchange: Exchange, request: Request) -> Subjects:
    """Whose everything it is.  Raises NotFound and Gone."""
    if not request.id:
        return All(exchange.repository, request.type)
    stored = read(exchange, replace(request, query=(), if_none_match=None, if_modified_since=None))
    if request.type == "Group":
        return Listed(members_of(decode(stored.body)))
    return Listed([request.id])


def _beginning(subjects: Subjects) -> Place | None:
    first = subjects.next(None)
    return None if first is None else Place(first)


def _walked(scope: Scope, asked: Asked) -> Sequence[str]:
    """The types to look at: those that are wanted, or all, where others than members are wanted."""
    if asked.types and asked.types <= {scope.type, *scope.members}:
        return sorted(asked.types & scope.members.keys())
    return sorted(scope.members)


def _self_link(request: Request, path: str, asked: Asked) -> str:
    pairs = [pair for pair in request.query if pair[0] == "_cursor"] or asked.pairs
    query = urlencode(pairs, safe="/:,$")
    return f"{request.base}/{path}" + (f"?{query}" if query else "")
