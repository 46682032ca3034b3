"""What a request for $everything asks for, and where its page begins.

https://hl7.org/fhir/R4/patient-operation-everything.html
"""

from dataclasses import dataclass, replace

from hie.conformance import nearest
from hie.fhir import interval
from hie.interactions import Cut, Exchange, Request, cut_for
from hie.operations.everything.seen import Seen
from hie.operations.everything.walk import Place
from hie.operations.parameters import Inputs, body_of, defined_inputs, operation_named, read_inputs
from hie.outcome import BadRequest
from hie.search import CareDates, Position
from hie.storage import Stored

_PARTS = ("_summary", "_elements")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: ``pairs`` are the parameters as they were sent, ``since`` is in ms since the epoch.

    ``cut`` gives what is wanted of each resource.  ``begin`` is where the page begins (None: at the
    beginning), ``seen`` what the pages before it held.
    """

    pairs: tuple[tuple[str, str], ...]
    dates: CareDates
    since: int | None
    types: frozenset[str]
    count: int
    cut: Cut
    begin: Place | None
    seen: Seen

    def wants(self, stored: Stored) -> bool:
        """Whether ``stored`` is to be given."""
        is_new = self.since is None or stored.updated_ms > self.since
        return is_new and (not self.types or stored.type in self.types)


def asked_of(exchange: Exchange, request: Request, path: str) -> Asked:
    """What ``request``, for ``path`` below the base, asks for.

    Raises BadRequest for parameters that mean nothing, Gone for a cursor that is not ours.
    """
    cursors = [value for name, value in request.query if name == "_cursor"]
    if not cursors:
        return _asked(exchange, request, None, Seen())
    if len(request.query) > 1 or request.body.strip():
        raise BadRequest.because("cursor-alone")
    position = exchange.cursors().open(path, cursors[0])
    id, type, after, seen = position.after or ()
    place = Place(id, type, None if after is None else (after[0], after[1]))
    return _asked(exchange, replace(request, query=position.pairs), place, Seen(seen))


def cursor_of(exchange: Exchange, path: str, asked: Asked, place: Place, seen: Seen) -> str:
    """The cursor of the page of ``path`` that begins at ``place``."""
    position = Position(asked.pairs, 0, (*place, seen.pack()))
    return exchange.cursors().seal(path, position)


def _asked(exchange: Exchange, request: Request, begin: Place | None, seen: Seen) -> Asked:
    body = body_of(request)
    if body is not None:
        exchange.check_type(body, "Parameters")
    canonical = operation_named(exchange.registry, f"{request.type}-everything")
    known = defined_inputs(exchange.registry, canonical)
    inputs = read_inputs(known, request, body)
    start, end, since = (inputs.one(name) for name in ("start", "end", "_since"))
    parts = [pair for pair in request.query if pair[0] in _PARTS]
    dates = CareDates(start and interval(start)[0], end and interval(end)[1])
    return Asked(
        (*((name, str(given.value)) for name, given in inputs), *parts),
        dates,
        since and interval(since)[1],
        _types(exchange, inputs),
        _count(exchange, inputs.one("_count")),
        cut_for(exchange, "", parts),
        begin,
        seen,
    )


def _types(exchange: Exchange, inputs: Inputs) -> frozenset[str]:
    """The types that are wanted; none is all.  Raises BadRequest for what is no type."""
    types = frozenset(part.strip() for text in inputs.all("_type") for part in text.split(","))
    for type in types - exchange.registry.resource_types:
        near = nearest(type, exchange.registry.resource_types) or "-"
        raise BadRequest.because("type-unknown", type=type[:80], nearest=near)
    return types


def _count(exchange: Exchange, count: int | None) -> int:
    """The size of a page; the whole of it is asked for where there is none."""
    if count is None:
        return exchange.settings.max_count
    if count < 1:
        raise BadRequest.because("search-count-invalid", name="_count", value=str(count))
    return min(count, exchange.settings.max_count)
