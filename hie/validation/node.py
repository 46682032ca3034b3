"""An object in a resource together with its place, read without trusting its structure.

https://hl7.org/fhir/R4/json.html

Rules that look at several elements at once run on resources whose structure may be wrong in any way.  What
is not as it should be counts as absent here: the walk by shapes has noted it already.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hie.validation.place import Place

_NOTHING: Mapping[str, Any] = {}


class Choice(NamedTuple):
    """The value of a choice element: ``type`` as in ``value[x]``, lower case for primitives; its place."""

    type: str
    value: Any
    place: Place


class Node(NamedTuple):
    """A JSON object and its place."""

    value: Mapping[str, Any]
    place: Place

    def at(self, key: str, name: str | None = None) -> Place:
        """The place of the member ``key``, called ``name``; of this object when it has no such member."""
        if key not in self.value:
            return self.place
        return self.place.child(name or key.lstrip("_"), list(self.value).index(key))

    def text(self, key: str) -> str | None:
        """The member ``key`` when it is text."""
        found = self.value.get(key)
        return found if isinstance(found, str) else None

    def flag(self, key: str) -> bool:
        """Whether the member ``key`` is true."""
        return self.value.get(key) is True

    def number(self, key: str) -> int | None:
        """The member ``key`` when it is an integer."""
        found = self.value.get(key)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def child(self, key: str, name: str | None = None) -> "Node":
        """The object ``key``, called ``name``; empty when there is none."""
        found = self.value.get(key)
        return Node(found if isinstance(found, dict) else _NOTHING, self.at(key, name))

    def children(self, key: str) -> list["Node"]:
        """The objects in the array ``key``."""
        found = self.value.get(key)
        if not isinstance(found, list) or not found:
            return []
        place = self.at(key)
        return [Node(item, place.item(index)) for index, item in enumerate(found) if isinstance(item, dict)]

    def texts(self, key: str) -> list[tuple[str, Place]]:
        """The texts in the array ``key``, with their places."""
        found = self.value.get(key)
        if not isinstance(found, list):
            return []
        place = self.at(key)
        return [(item, place.item(index)) for index, item in enumerate(found) if isinstance(item, str)]

    def choice(self, name: str) -> Choice | None:
        """The value of the choice ``name[x]``; None when it has none."""
        size = len(name)
        for key, value in self.value.items():
            if key.startswith(name) and key[size : size + 1].isupper():
                type_name = key[size:]
                lower = type_name[0].lower() + type_name[1:]
                is_complex = isinstance(value, dict)
                return Choice(type_name if is_complex else lower, value, self.at(key, name))
        return None

    def extensions(self, url: str) -> list["Node"]:
        """The extensions of this element with the given ``url``."""
        return [item for item in self.children("extension") if item.value.get("url") == url]

    def extension(self, url: str) -> Any:
        """The value of the first extension with ``url``; None when there is none."""
        for item in self.extensions(url):
            found = item.choice("value")
            if found is not None:
                return found.value
        return None
