"""What the entry of a match tells of how it was found: the distance from a place, the score of its words.

https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.search
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from hie.fhir import decode, encode
from hie.search.canonical_units import UCUM
from hie.search.near import Circle, circles, distance
from hie.search.request import Clause, Condition, SearchRequest
from hie.search.text_query import Word, wanted_words
from hie.search.words import content_words, narrative_words

DISTANCE = "http://hl7.org/fhir/StructureDefinition/location-distance"

#: A text of so many words is neither short nor long.
_USUAL_LENGTH = 50


class Match(Protocol):
    """What is told of: a resource with its index values."""

    body: bytes | None
    fields: Mapping[str, Any] | None


def findings(request: SearchRequest) -> Callable[[Match], bytes]:
    """Makes, for each match of ``request``, the members of ``entry.search`` beside the mode."""
    places = circles(request.conditions)
    wanted = _wanted(request.conditions)

    def told(match: Match) -> bytes:
        where = _distance(places, (match.fields or {})["x"]["near"]) if places else b""
        return where + (_score(wanted, match.body or b"") if wanted else b"")

    return told if places or wanted else lambda _: b""


def _wanted(clauses: Iterable[Clause]) -> list[tuple[str, Word]]:
    """The words that make a match a good one, each with the parameter that looks for it."""
    return [
        (clause.parameter.code, word)
        for clause in clauses
        if isinstance(clause, Condition) and clause.parameter.kind == "full_text" and clause.modifier is None
        for value in clause.values
        for word in wanted_words(value)
    ]


def _distance(places: Sequence[Circle], position: Sequence[float]) -> bytes:
    """The distance to the nearest of ``places``, to the metre."""
    metres = min(distance(place, position) for place in places)
    value = {"value": round(metres / 1000, 3), "unit": "km", "system": UCUM, "code": "km"}
    return b',"extension":' + encode([{"url": DISTANCE, "valueDistance": value}])


def _score(wanted: Sequence[tuple[str, Word]], body: bytes) -> bytes:
    """Between 0 and 1: the more of the words, the more often, and the shorter the text, the higher.

    A word counts as BM25 has it, without how rare it is: that would take a look at all resources.
    """
    resource = decode(body)
    texts = {"_text": narrative_words(resource), "_content": content_words(resource)}
    counts = {code: Counter(words) for code, words in texts.items()}
    total = 0.0
    for code, word in wanted:
        held = counts[code]
        number = (
            sum(held[each] for each in held if each.startswith(word.text)) if word.begins else held[word.stem]
        )
        total += number / (number + 0.5 + 0.5 * len(texts[code]) / _USUAL_LENGTH)
    return b',"score":%.3f' % (total / len(wanted))
