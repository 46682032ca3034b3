"""The modifiers ``:above`` and ``:below`` of references: what lies above or below in a tree of resources.

https://hl7.org/fhir/R4/search.html#modifiers

Locations, organizations and the like name the one that they are a part of; ``location:below=Location/1``
finds what links to that one, or to any part of it at any depth.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from hie.outcome import BadRequest
from hie.search.parameters import Parameter, TypeParameters
from hie.search.request import Condition, Tree

#: Names of the parameters that lead to the resource above.
_PARENTS = ("partof", "part-of", "parent")
_ID = Parameter("_id", "document_field")


def tree(condition: Condition, name: str, parameters_of: Callable[[str], TypeParameters]) -> Tree:
    """The clause that ``condition``, with one of the modifiers, stands for.

    Raises BadRequest when no type that it may link to has a tree.
    """
    starts: dict[str, list[str]] = {}
    parents: dict[str, Parameter] = {}
    for value in condition.values:
        for entry in value:
            type, _, id = entry.partition("=")[2].partition("/")
            parent = _parent(parameters_of, type)
            if parent is not None:
                parents[type] = parent
                starts.setdefault(type, []).append(id)
    if not starts:
        raise BadRequest.because("search-tree-none", name=name)
    direction: Literal["above", "below"] = "above" if condition.modifier == "above" else "below"
    by_type = {type: tuple(ids) for type, ids in starts.items()}
    return Tree(name, condition.parameter, direction, by_type, parents)


def step(tree: Tree, type: str, ids: Sequence[str]) -> Condition:
    """The condition on resources of ``type`` that tells what is next to ``ids``: those, or their children."""
    if tree.direction == "above":
        return Condition(_ID, None, tuple(ids))
    parent = tree.parents[type]
    return Condition(parent, None, (tuple(f"{parent.code}={type}/{id}" for id in ids),))


def _parent(parameters_of: Callable[[str], TypeParameters], type: str) -> Parameter | None:
    """The parameter by which a resource of ``type`` names the one above it."""
    try:
        known = parameters_of(type).by_code
    except KeyError:
        return None
    found = (known[code] for code in _PARENTS if code in known)
    return next((item for item in found if item.kind == "reference" and type in item.targets), None)
