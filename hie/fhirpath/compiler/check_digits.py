"""Sums of weighted digits of a text, by which the check digits of identifiers are computed.

``substring(0, 1).toInteger() * 10 + substring(1, 1).toInteger() * 5 + …`` is one pass over the digits.
"""

from typing import TypeAlias

from hie.fhirpath.syntax import Call, Literal, Node, Operation

#: Places in the text, each with its weight.
Weights: TypeAlias = tuple[tuple[int, int], ...]
#: Sums of no more, and no larger, terms are far from the largest integer.
_MOST_TERMS, _LARGEST_WEIGHT = 100, 1000


def weights(node: Node) -> Weights | None:
    """The weights in a sum of two or more digits of the focus; None when ``node`` is something else."""
    terms: list[Node] = []
    while isinstance(node, Operation) and node.operator == "+" and len(terms) < _MOST_TERMS:
        node, last = node.operands
        terms.append(last)
    found = [weight for each in (*terms, node) if (weight := _weight(each)) is not None]
    return tuple(reversed(found)) if terms and len(found) == len(terms) + 1 else None


def _weight(term: Node) -> tuple[int, int] | None:
    if isinstance(term, Operation) and term.operator == "*":
        digit, factor = term.operands
        place, weight = _place(digit), _integer(factor)
        return None if place is None or weight is None or weight > _LARGEST_WEIGHT else (place, weight)
    place = _place(term)
    return None if place is None else (place, 1)


def _place(node: Node) -> int | None:
    """The ``7`` of ``substring(7, 1).toInteger()``."""
    match node:
        case Call(Call(None, "substring", (start, length)), "toInteger", ()) if _integer(length) == 1:
            return _integer(start)
        case _:
            return None


def _integer(node: Node) -> int | None:
    match node:
        case Literal(int() as value) if value.__class__ is int:
            return value
        case _:
            return None
