"""Parameters about the result: its order, its pages, its total, and what is added to it.

https://hl7.org/fhir/R4/search.html#return
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hie.conformance import nearest
from hie.outcome import BadRequest
from hie.search.options import SearchOptions
from hie.search.parameters import TypeParameters
from hie.search.request import Contained, SortKey, Total

#: Result parameters that do something, and whether they may be repeated.
SUPPORTED: Mapping[str, bool] = {
    "_count": False,
    "_maxresults": False,
    "_include": True,
    "_revinclude": True,
    "_sort": False,
    "_summary": False,
    "_elements": True,
    "_total": False,
    "_contained": False,
    "_containedType": False,
    "_type": True,
    "_query": False,
    "_cursor": False,
}
#: Handled where the response is written; and a wish about totals that the client fhirpy sends along
#: with ``_count=0``, which narrows nothing.
IGNORED = ("_format", "_pretty", "_totalMethod")
#: Known to the standard, not to us yet.
UNSUPPORTED = ("_graph", "_score")

_DIGITS = re.compile(r"\d+", re.ASCII)
_NOT_SORTABLE = ("composite", "full_text", "near", "special")


#: What stands for a number that is not given.
N = TypeVar("N", int, None)


@dataclass(frozen=True, slots=True)
class Page:
    """Size of the page, the total that is wanted, how many results on all pages, and whether of contained."""

    count: int
    only_count: bool
    total: Total | None
    max_results: int | None = None
    contained: Contained = "false"
    as_contained: bool = False


def parse_page(values: Mapping[str, Sequence[str]], options: SearchOptions) -> Page:
    """The page that ``_count``, ``_summary`` and ``_total`` ask for; larger counts become the largest.

    Raises BadRequest when one of them has another value than the specification allows.
    """
    count = _number("_count", values, options.default_count, options.max_count)
    summary = _option("_summary", values, ("true", "text", "data", "count", "false"))
    total = _option("_total", values, ("none", "estimate", "accurate"))
    most = _number("_maxresults", values, None, 10**9)
    contained = _option("_contained", values, ("false", "true", "both")) or "false"
    as_contained = _option("_containedType", values, ("container", "contained")) == "contained"
    if as_contained and (contained != "true" or most is not None):
        # Of both, what is contained would not be told from what contains something.
        raise BadRequest.because("search-contained-type")
    is_empty = summary == "count" or count == 0 or most == 0
    return Page(count, is_empty, total, most, contained, as_contained)  # type: ignore[arg-type]


def _number(name: str, values: Mapping[str, Sequence[str]], default: N, limit: int) -> int | N:
    """The number that the parameter ``name`` gives, at most ``limit``; ``default`` when it is absent."""
    for text in values.get(name, ()):
        if not _DIGITS.fullmatch(text):
            raise BadRequest.because("search-count-invalid", name=name, value=text)
        # A number of a thousand digits is not worth converting.
        return min(int(text[-9:]) if len(text.lstrip("0")) < 10 else limit, limit)
    return default


def parse_sort(values: Mapping[str, Sequence[str]], parameters: TypeParameters) -> tuple[SortKey, ...]:
    """The criteria of ``_sort``.

    Raises BadRequest when one is not a parameter of the type, or is of a kind that has no order.
    """
    keys: list[SortKey] = []
    for text in values.get("_sort", ()):
        for name in text.split(","):
            code = name.removeprefix("-")
            parameter = parameters.by_code.get(code)
            if parameter is None or parameter.kind in _NOT_SORTABLE:
                known = [code for code, item in parameters.by_code.items() if item.kind not in _NOT_SORTABLE]
                raise BadRequest.because(
                    "search-sort-unknown", name=code, type=parameters.type, **known_names(code, known)
                )
            keys.append(SortKey(parameter, descending=name.startswith("-")))
    return tuple(keys)


def known_names(name: str, known: Iterable[str]) -> dict[str, str]:
    """Message parameters: the ``known`` names and, as hints, the one nearest to ``name``."""
    names = sorted(known)
    near = nearest(name, names)
    return {
        "known": ", ".join(names) or "—",
        "hint_uk": f" Можливо, малося на увазі «{near}»?" if near else "",
        "hint_en": f" Did you mean '{near}'?" if near else "",
    }


def _option(name: str, values: Mapping[str, Sequence[str]], known: Sequence[str]) -> str | None:
    """The value of the parameter ``name``, one of ``known``; None when it is absent."""
    for text in values.get(name, ()):
        if text not in known:
            raise BadRequest.because("search-option-invalid", name=name, value=text, known=", ".join(known))
        return text
    return None
