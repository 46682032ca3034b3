"""A shape: a query with places that stored resources fill, as ``shapes.json`` holds them.

``{name.0.family}`` stands for that element; ``{subject.reference:id}`` for a part of it, see ``_PARTS``.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from pymongo.database import Database

Resource = dict[str, Any]

_PLACE = re.compile(r"\{([\w.]+)(?::(\w+))?\}")
_PARTS: dict[str | None, Callable[[str], str]] = {
    None: str,
    "day": lambda value: value[:10],
    "id": lambda value: value.rpartition("/")[2],
    "word": lambda value: value.split()[0],
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A documented ``query``; resources of the type ``of`` fill its places.

    ``beyond`` says why the shape may look at more than it gives, where it does.
    """

    section: str
    query: str
    of: str
    beyond: str = ""

    def filled(self, resource: Resource) -> str | None:
        """The path below the base for ``resource``; None when it lacks an element."""
        try:
            text = _PLACE.sub(lambda place: _value(resource, place), self.query)
        except (KeyError, IndexError):
            return None
        return quote(text, safe="/?&=*:%$,|")

    def paths(self, drawn: list[Resource], number: int) -> list[str]:
        """The first ``number`` different paths that the ``drawn`` resources make."""
        made = (self.filled(resource) for resource in drawn)
        return list(dict.fromkeys(path for path in made if path is not None))[:number]


def shapes() -> Iterator[Shape]:
    """The documented shapes."""
    held = json.loads(Path(__file__).with_name("shapes.json").read_text(encoding="utf-8"))
    for each in held["shapes"]:
        yield Shape(
            each["section"],
            each["query"],
            each.get("of") or each["query"].partition("?")[0],
            each.get("beyond", ""),
        )


def drawn(database: Database[Resource], type: str, number: int = 200) -> list[Resource]:
    """Resources of ``type``, the same each time when they were stored in the same order."""
    ids = [found["_id"] for found in database[type].find({"m": {"$exists": True}}, {"_id": 1}).sort("n", 1)]
    chosen = Random(5).sample(ids, min(number, len(ids)))  # noqa: S311 - wanted: the same choice each time.
    bodies = {found["_id"]: found["body"] for found in database[type].find({"_id": {"$in": chosen}})}
    return [json.loads(bodies[id], parse_float=str) for id in chosen]


def _value(resource: Resource, place: re.Match[str]) -> str:
    value: Any = resource
    for step in place[1].split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    return quote(_PARTS[place[2]](str(value)), safe="/:")
