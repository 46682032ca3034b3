"""The template of a named query: a query string with ``{parameter}`` in its values.

``patient={patient}&code={code}&_sort=-date``: names and values are escaped as in a URL.  What a client
gives for ``{code}`` becomes a part of one search value and can be nothing else, so there are places where
no parameter may stand: in names, in values that are a language of their own, after a backslash.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl

#: What stands for the value of a parameter.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

#: Parameters that are about the request as a whole, not about what is searched for.
_NOT_IN_TEMPLATES = frozenset(("_query", "_cursor", "_type", "_format", "_pretty", "_explain"))
#: Parameters about the result that may take a number of the client's.
_NUMBERS = frozenset(("_count", "_maxresults"))
_RESULTS = frozenset(("_include", "_revinclude", "_sort", "_summary", "_elements", "_total"))
#: Parameters and modifiers whose values have operators.
_LANGUAGES = frozenset(("_filter", "_text", "_content", "text-advanced"))

_DANGLING = re.compile(r"(?<!\\)(?:\\\\)*\\(?:\{|$)")


class Fault(NamedTuple):
    """What is wrong with a named query: the key of the message and what it tells.

    ``parameter`` is the index of the parameter that it is about; None: it is about the query, its template.
    """

    key: str
    params: dict[str, str]
    parameter: int | None = None


def template_pairs(template: str) -> list[tuple[str, str]]:
    """The names and values of ``template``.  Raises ValueError when it is no query string."""
    return parse_qsl(template, keep_blank_values=True, strict_parsing=True)


def placeholders(value: str) -> list[str]:
    """The parameters that stand in ``value``."""
    return PLACEHOLDER.findall(value)


def template_faults(template: str, parameters: Iterable[str]) -> Iterator[Fault]:
    """What is wrong with the form of ``template``, in which any of ``parameters`` may stand."""
    try:
        pairs = template_pairs(template)
    except ValueError:
        yield Fault("query-template-syntax", {"part": template[:200]})
        return
    known = list(parameters)
    for name, value in pairs:
        yield from _pair_faults(name, value, known)


def _pair_faults(name: str, value: str, known: list[str]) -> Iterator[Fault]:
    part = f"{name}={value}"[:200]
    rest = PLACEHOLDER.sub("", value)
    if not name or not value or {"{", "}"} & {*name, *rest} or _DANGLING.search(value):
        yield Fault("query-template-syntax", {"part": part})
        return
    base = name.partition(":")[0]
    if base in _NOT_IN_TEMPLATES:
        yield Fault("query-template-name", {"name": base})
    asked = placeholders(value)
    if asked and base not in _NUMBERS and (base in _RESULTS or _LANGUAGES & {*re.split("[.:]", name)}):
        yield Fault("query-template-place", {"part": part})
    for each in asked:
        if each not in known:
            yield Fault("query-template-parameter", {"name": each[:80], "known": ", ".join(known) or "—"})
