"""FHIR batch interaction: entries that succeed or fail on their own.

https://hl7.org/fhir/R4/http.html#brules

Entries of one method are carried out side by side: their writes share commits.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Any

from hie.bundles.answers import answered, bundle_of, refused
from hie.bundles.entries import Entry, placed, read_entry
from hie.interactions import Exchange, Request, Response, create, packed, part_once
from hie.outcome import FhirError
from hie.storage import Once

#: The order in which entries are carried out.
ORDER = {"DELETE": 0, "POST": 1, "PUT": 2, "PATCH": 2, "GET": 3, "HEAD": 3}
#: Entries that are carried out at once.
_SIDE_BY_SIDE = 8


def batch(exchange: Exchange, request: Request, entries: list[Any]) -> Response:
    """Answer each entry; the Bundle is answered 200 whatever happens to them."""
    exchange = exchange.for_one_request()
    answers: list[dict[str, Any]] = [{}] * len(entries)
    accepted = []
    for index, entry in enumerate(entries):
        try:
            accepted.append(read_entry(exchange, request, index, entry))
        except FhirError as error:
            answers[index] = refused(request, error)
    accepted.sort(key=_order)
    for _, group in groupby(accepted, _order):
        together = list(group)
        for entry, answer in zip(
            together, _each(lambda entry: _answer(exchange, entry, request.once), together), strict=True
        ):
            answers[entry.index] = answer
    response = bundle_of("batch-response", answers)
    if request.once is not None:
        exchange.repository.answers.finish(request.once, packed(response))
    return response


def _order(entry: Entry) -> int:
    return ORDER[entry.request.method]


def _each(work: Callable[[Entry], dict[str, Any]], entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """What ``work`` gives for each of ``entries``, side by side."""
    if len(entries) == 1:
        return [work(entries[0])]
    with ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(entries)), "batch") as pool:
        return list(pool.map(work, entries))


def _answer(exchange: Exchange, entry: Entry, once: Once | None) -> dict[str, Any]:
    """The entry's answer; of a batch that is carried out ``once``, each write is so by itself."""
    request, handler = entry.request, entry.handler
    try:
        if once is not None and (handler is create or request.method in ("PUT", "PATCH", "DELETE")):
            return answered(request, part_once(exchange, request, handler, once.part(entry.index)))
        return answered(request, handler(exchange, request))
    except FhirError as error:
        return refused(entry.request, placed(error, entry.place))
