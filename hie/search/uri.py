"""URI parameters: compared character by character, or by path with ``:above`` and ``:below``.

https://hl7.org/fhir/R4/search.html#uri

A canonical with a version has a second entry without it, so that ``_profile=URL`` finds every version.
"""

import re
from collections.abc import Sequence

from hie.search.entries import entries_filter
from hie.search.escapes import unescape
from hie.search.options import SearchOptions
from hie.search.parameters import Filter, Parameter

FIELD = "k"
MODIFIERS: tuple[str, ...] = ("above", "below", "contains")


def uri(prefix: str, value: str, k: list[str]) -> str:
    """Append the entry of a uri to ``k``; return it, to sort by."""
    k.append(prefix + value)
    return value


def canonical(prefix: str, value: str, k: list[str]) -> str:
    """Append the entries of a canonical to ``k``, with and without its version; return it."""
    k.append(prefix + value)
    if "|" in value:
        k.append(prefix + value.partition("|")[0])
    return value


def extractor(parameter: Parameter) -> str:
    """Name of the function that extracts the values of ``parameter``."""
    return "canonical" if "canonical" in parameter.types else "uri"


def parse(parameter: Parameter, modifier: str | None, text: str, options: SearchOptions) -> tuple[str, ...]:
    """The entries of which a resource must have one; with ``:below`` the URI that theirs begin with."""
    del options
    value = unescape(text)
    if modifier == "above":
        return tuple(f"{parameter.code}={ancestor}" for ancestor in _ancestors(value))
    return (f"{parameter.code}={value}",)


def to_filter(parameter: Parameter, modifier: str | None, values: Sequence[tuple[str, ...]]) -> Filter:
    """The filter for any of ``values``."""
    del parameter
    entries = [entry for value in values for entry in value]
    if modifier in ("below", "contains"):
        pattern = _below if modifier == "below" else _containing
        patterns: list[Filter] = [{"k": {"$regex": pattern(entry)}} for entry in entries]
        return patterns[0] if len(patterns) == 1 else {"$or": patterns}
    return entries_filter(entries)


def _below(entry: str) -> str:
    """The regular expression of the entries that are ``entry`` or lie under it in the path."""
    stem = re.escape(entry.rstrip("/"))
    return f"^{stem}(?:/|$)" if not entry.startswith("urn:", entry.index("=") + 1) else f"^{stem}(?:[:.]|$)"


def _containing(entry: str) -> str:
    """The regular expression of the entries that hold the text of ``entry`` anywhere."""
    name, _, part = entry.partition("=")
    return f"^{re.escape(name)}=.*{re.escape(part)}"


def _ancestors(value: str) -> list[str]:
    """``value`` and each URI above it in the path, with and without a slash at the end."""
    found = [value]
    scheme, _, path = value.partition("://")
    segments = path.rstrip("/").split("/")
    for length in range(len(segments), 0, -1):
        stem = f"{scheme}://{'/'.join(segments[:length])}"
        found += [stem, f"{stem}/"]
    return found
