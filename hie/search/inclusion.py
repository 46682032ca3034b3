"""Inclusion: which other resources ``_include`` and ``_revinclude`` add to those that were found.

https://hl7.org/fhir/R4/search.html#include
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hie.fhir import parse_reference
from hie.search.entries import entries_filter
from hie.search.parameters import Filter, Parameter, TypeParameters
from hie.search.request import Include

#: The entries of what canonicals link to.
_URL, _VERSION = "url", "version"

ParametersOf = Callable[[str], TypeParameters]


@dataclass(slots=True)
class Targets:
    """What resources link to, by type: ids, and addresses with their versions (or None)."""

    ids: dict[str, dict[str, None]] = field(default_factory=dict)
    addresses: dict[str, dict[tuple[str, str | None], None]] = field(default_factory=dict)

    def filters(self) -> list[tuple[str, Filter]]:
        """Resource types and filters of the targets."""
        found: list[tuple[str, Filter]] = [
            (type, {"_id": {"$in": list(ids)}, "gone": None}) for type, ids in self.ids.items()
        ]
        for type, addresses in self.addresses.items():
            either = [_at(url, version) for url, version in addresses]
            found.append((type, either[0] if len(either) == 1 else {"$or": either}))
        return found


def targets(
    includes: Sequence[Include], parameters_of: ParametersOf, type: str, held: Iterable[Sequence[str]]
) -> Targets:
    """What resources of ``type`` link to by ``includes``; ``held`` are their fields ``k``."""
    followed: dict[str, list[tuple[Parameter, str | None]]] = {}
    for include in includes:
        for parameter in include.parameters(parameters_of(type)):
            followed.setdefault(parameter.code, []).append((parameter, include.target))
    found = Targets()
    for entries in held if followed else ():
        for entry in entries:
            code, _, link = entry.partition("=")
            for parameter, target in followed.get(code, ()):
                _add(found, parameter, target, link, entries)
    return found


def _add(found: Targets, parameter: Parameter, target: str | None, link: str, entries: Sequence[str]) -> None:
    """Take ``link`` into ``found``, if it leads to a resource of this server."""
    reference = parse_reference(link)
    if reference is not None and reference.base is None:
        if target in (None, reference.type):
            found.ids.setdefault(reference.type, {})[reference.id] = None
    elif parameter.has_addresses:
        url, _, version = link.partition("|")
        # A canonical with a version has an entry without it too.
        if version or not any(entry.startswith(f"{parameter.code}={url}|") for entry in entries):
            for type in (target,) if target else parameter.targets:
                found.addresses.setdefault(type, {})[url, version or None] = None


def sources(
    revincludes: Sequence[Include],
    parameters_of: ParametersOf,
    stored_types: Callable[[], Sequence[str]],
    type: str,
    found: Mapping[str, Sequence[str]],
) -> list[tuple[str, Filter]]:
    """Resource types and filters of what links to resources of ``type``.

    ``found`` holds their fields ``k`` by id.  ``stored_types`` gives the types to look at for an include
    that names none.
    """
    links = [f"{type}/{id}" for id in found]
    urls = [
        entry.partition("=")[2] for held in found.values() for entry in held if entry.startswith(f"{_URL}=")
    ]
    wanted: dict[str, dict[str, None]] = {}
    for include in revincludes:
        for source in (include.source,) if include.source else stored_types():
            for parameter in include.parameters(parameters_of(source)):
                if include.target in (None, type) and (not parameter.targets or type in parameter.targets):
                    leading = [*links, *(urls if parameter.has_addresses else ())]
                    wanted.setdefault(source, {}).update(
                        (f"{parameter.code}={link}", None) for link in leading
                    )
    return [(source, entries_filter(list(entries))) for source, entries in wanted.items() if entries]


def _at(url: str, version: str | None) -> Filter:
    """The filter for what gives itself an address, in a version if that is given."""
    if version is None:
        return {"k": f"{_URL}={url}"}
    return {"k": {"$all": [f"{_URL}={url}", f"{_VERSION}={version}"]}}
