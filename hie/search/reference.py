"""Reference parameters: links to resources, by id, by URL, or by identifier.

https://hl7.org/fhir/R4/search.html#reference

A link to a resource of this server has the entry ``param=Type/id`` whatever version it names; any other
its URL; a logical link ``param:identifier=system|value``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hie.fhir import is_id, parse_reference
from hie.outcome import BadRequest
from hie.search import token
from hie.search.entries import entries_filter
from hie.search.escapes import unescape
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "k"
#: The names of the target types are modifiers too.
MODIFIERS: tuple[str, ...] = ("identifier", "above", "below")

#: Modifiers about trees of resources.
TREES = ("above", "below")

_HISTORY = "/_history/"


def reference(prefix: str, value: Mapping[str, Any], k: list[str], base: str) -> str | None:
    """Append the entries of a Reference to ``k``; return the link.

    ``base`` is the server's own base URL with a slash at the end, or empty.
    """
    link = value.get("reference")
    if "identifier" in value:
        token.identifier(f"{prefix[:-1]}:identifier=", value["identifier"], k)
    if link is None or link.startswith("#"):
        return None
    link = local(link, base)
    k.append(prefix + link)
    return link


def canonical(prefix: str, value: str, k: list[str], base: str) -> str:
    """Append the entries of a canonical or uri to ``k``, with and without its version; return it."""
    del base
    k.append(prefix + value)
    url = value.partition("#")[0].partition("|")[0]
    if url and url != value:
        k.append(prefix + url)
    return value


def any_value(prefix: str, value: Any, k: list[str], base: str) -> str | None:
    """Append the entries of a link whose type is seen from its shape; return the link."""
    if isinstance(value, str):
        return canonical(prefix, value, k, base)
    if "resourceType" in value:
        # An entry of a Bundle is its own target.
        return (
            reference(prefix, {"reference": f"{value['resourceType']}/{value['id']}"}, k, base)
            if "id" in value
            else None
        )
    if "url" in value:
        held = next((value[name] for name in value if name.startswith("value")), None)
        return None if held is None else any_value(prefix, held, k, base)
    return reference(prefix, value, k, base)


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    if parameter.types == {"Reference"}:
        return "reference"
    return "canonical" if parameter.is_primitive else "any_value"


def local(link: str, base: str) -> str:
    """``link`` without the server's own ``base`` and without a version."""
    if base and link.startswith(base):
        link = link[len(base) :]
    return link.partition(_HISTORY)[0] if _HISTORY in link else link


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> tuple[str, ...]:
    """The entries of which a resource must have one.

    Raises BadRequest when ``text`` names a type that the modifier rules out.
    """
    if modifier == "identifier":
        return (f"{parameter.code}:identifier={token.form(parameter, text, identifies=True)}",)
    link = local(unescape(text), f"{options.base}/" if options.base else "")
    if modifier in TREES:
        # What is above or below is looked up from these entries.
        modifier = None
    types = (modifier,) if modifier else parameter.targets
    found = parse_reference(link)
    if found is not None and modifier not in (None, found.type):
        raise BadRequest.because(
            "search-reference-type", name=f"{parameter.code}:{modifier}", type=found.type, known=modifier
        )
    if found is not None or not is_id(link):
        return (f"{parameter.code}={link}",)
    possible = [f"{type_}/{link}" for type_ in types]
    if not possible or parameter.types != {"Reference"}:
        # A canonical is an address of any form.
        possible.append(link)
    return tuple(f"{parameter.code}={target}" for target in possible)


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[tuple[str, ...]]) -> Filter:
    """The filter for any of ``values``."""
    del parameter, modifier
    return entries_filter([entry for value in values for entry in value])
