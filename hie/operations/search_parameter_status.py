"""SearchParameter/$status: whether stored search parameters can be searched by, and how far indexing is."""

from collections.abc import Iterator
from typing import Any

from hie.fhir import encode
from hie.interactions import Exchange, Request, Response
from hie.outcome import BadRequest
from hie.repository import Listed


def search_parameter_status(exchange: Exchange, request: Request) -> Response:
    """200 with Parameters: one ``parameter`` for each stored SearchParameter, or for that of ``url``.

    Its parts are ``url``, ``id``, ``state`` (indexing, ready, or refused: its code is taken) and, while its
    job runs, ``done``, ``total`` (resources) and ``rate`` (resources a second).
    """
    for name, _ in request.query:
        if name != "url":
            raise BadRequest.because("parameter-unknown", name=name[:80], nearest="url")
    urls = [value for _, value in request.query]
    listed = [
        one
        for one in exchange.custom_parameters.listed()
        if "type" not in one and (not urls or one["url"] in urls)
    ]
    parameters = [{"name": "parameter", "part": list(_parts(exchange, one))} for one in listed]
    body: dict[str, Any] = {"resourceType": "Parameters"}
    if parameters:
        body["parameter"] = parameters
    return Response(200, encode(body))


def _parts(exchange: Exchange, one: Listed) -> Iterator[dict[str, Any]]:
    yield {"name": "url", "valueUri": one["url"]}
    yield {"name": "id", "valueId": one["id"]}
    yield {"name": "state", "valueCode": one["state"]}
    job = None if one["state"] == "refused" else exchange.jobs.find(one["job"])
    if job is None:
        return
    told = job.result if isinstance(job.result, dict) else job.progress
    for name in ("done", "total", "rate"):
        if isinstance(told, dict) and name in told:
            yield {"name": name, "valueInteger": told[name]}
