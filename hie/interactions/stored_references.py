"""Whether what a write refers to is stored here, as far as the setting ``references`` asks for it.

https://hl7.org/fhir/R4/references.html#literal

Looked at is what was sent, when it is written: a resource may be deleted later although others refer to
it.  References to other servers, to contained resources and by identifier are nobody's business here; the
entries of a stored Bundle are taken as they are.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hie.fhir import Reference
from hie.fhirpath import Engine, Environment, FhirpathError
from hie.interactions.exchange import Exchange
from hie.interactions.linked import local_references, read_links
from hie.interactions.request import Request
from hie.outcome import Issue, Severity, Unprocessable, has_errors
from hie.storage import Stored

_SEVERITIES: Mapping[str, Severity] = {"warn": "warning", "error": "error"}
_PLACES = "descendants().ofType(Reference).where(reference in %missing)"


def check_stored(exchange: Exchange, request: Request, resource: Mapping[str, Any]) -> list[Issue]:
    """The warnings about what ``resource`` refers to; none where nobody asked.

    Raises Unprocessable when the setting makes errors of them.
    """
    if exchange.settings.references == "ignore" or request.validated:
        return []
    own = f"{request.type}/{request.id}"
    issues = missing_references(exchange, request.base, [resource], [own])[0]
    if has_errors(issues):
        raise Unprocessable(issues)
    return issues


def missing_references(
    exchange: Exchange, base: str, resources: Sequence[Mapping[str, Any]], known: Collection[str] = ()
) -> list[list[Issue]]:
    """For each of ``resources`` the issues about references to what is not stored.

    ``known`` are targets (``Type/id``) that are about to be written.  One look for each type.
    """
    if exchange.settings.references == "ignore":
        return [[] for _ in resources]
    wanted = [_local(exchange, base, resource) for resource in resources]
    stored = read_links(exchange, (link for links in wanted for link in links.values()), bodies=False)
    severity = _SEVERITIES[exchange.settings.references]
    found = []
    for resource, links in zip(resources, wanted, strict=True):
        missing = {
            text for text, link in links.items() if str(link) not in known and not _is_there(link, stored)
        }
        found.append(
            [
                Issue("reference-not-stored", "not-found", severity, place, {"target": text})
                for place, text in _places(exchange, resource, missing)
            ]
        )
    return found


def _local(exchange: Exchange, base: str, resource: Mapping[str, Any]) -> dict[str, Reference]:
    """The references of ``resource`` to this server, by their text."""
    return {} if resource["resourceType"] == "Bundle" else dict(local_references(exchange, base, resource))


def _is_there(link: Reference, stored: Mapping[str, Stored]) -> bool:
    current = stored.get(str(link))
    if current is None or link.version is None:
        return current is not None
    return link.version.isdecimal() and len(link.version) < 10 and 1 <= int(link.version) <= current.version


def _places(
    exchange: Exchange, resource: Mapping[str, Any], missing: Collection[str]
) -> list[tuple[str | None, str]]:
    """The FHIRPath and text of each reference to one of ``missing``, in the order of the document."""
    if not missing:
        return []
    environment = Environment(exchange.now(), variables={"missing": sorted(missing)})
    try:
        found = Engine(exchange.registry).evaluate(_PLACES, dict(resource), environment)
    except FhirpathError:
        # Too large to be looked through: without a place then.
        return [(None, text) for text in sorted(missing)]
    return [
        (f"{each.path}.reference", each.value["reference"]) for each in found if isinstance(each.value, dict)
    ]
