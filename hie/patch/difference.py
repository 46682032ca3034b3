"""The difference of two versions of a resource, as the FHIRPath Patch that makes one of the other.

https://hl7.org/fhir/R4/fhirpatch.html
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from hie.fhir import encode
from hie.fhirpath import MemberType, Model
from hie.patch.places import Json, Pair, key_in, read_list

_NOTHING: Pair = (None, None)


class Difference:
    """Finds the operations, with the types of ``model``; ``previousValue`` tells what there was before."""

    def __init__(self, model: Model) -> None:
        self._model = model
        parameter = model.member("Parameters.parameter", "value")
        self._value_keys = {type: key for key, type in parameter.keys.items()} if parameter else {}

    def operations(self, before: Json, after: Json) -> list[Json]:
        """The parameters ``operation`` that make ``after`` of ``before``, a resource of the same type."""
        type = after["resourceType"]
        return list(self._object(before, after, type, type))

    def _object(self, before: Json, after: Json, type: str, path: str) -> Iterator[Json]:
        """What makes ``after`` of ``before``, objects of ``type`` at ``path``."""
        for member in self._model.members(type).values():
            if member.is_list:
                key = next(iter(member.keys))
                yield from self._list(read_list(before, key), read_list(after, key), member, path)
                continue
            here = f"{path}.{member.name}"
            old_key, new_key = key_in(before, member.keys), key_in(after, member.keys)
            old, new = _pair(before, old_key), _pair(after, new_key)
            if new_key is not None and old_key == new_key:
                yield from self._one(old, new, member.keys[new_key], here)
                continue
            # Another type of a choice is another element.
            if old_key is not None:
                yield self._deleted(here, member.keys[old_key], old)
            if new_key is not None:
                yield self._added(path, member.name, member.keys[new_key], new)

    def _one(self, old: Pair, new: Pair, type: str, path: str) -> Iterator[Json]:
        """What makes ``new`` of ``old``, of the same type at the same ``path``."""
        if _text(old) == _text(new):
            return
        inner = _resource_type(old[0]) or type
        # With nothing in common, the element would be gone before something is added to it.
        is_kept = isinstance(old[0], dict) and isinstance(new[0], dict) and old[0].keys() & new[0].keys()
        if is_kept and (_resource_type(new[0]) or type) == inner and self._model.members(inner):
            yield from self._object(old[0], new[0], inner, path)
        else:
            parts = self._part("previousValue", type, old), self._part("value", type, new)
            yield _operation("replace", path, *parts)

    def _list(self, old: list[Pair], new: list[Pair], member: MemberType, path: str) -> Iterator[Json]:
        """What makes the list ``new`` of ``old``; from its end on, so that positions stay what they are."""
        type, here = next(iter(member.keys.values())), f"{path}.{member.name}"
        if not old:
            for pair in new:
                yield self._added(path, member.name, type, pair)
            return
        matcher = SequenceMatcher(None, [_text(pair) for pair in old], [_text(pair) for pair in new], False)
        for _, low, high, first, last in reversed(
            [each for each in matcher.get_opcodes() if each[0] != "equal"]
        ):
            both = min(high - low, last - first)
            for position in reversed(range(low + both, high)):
                yield self._deleted(f"{here}[{position}]", type, old[position])
            for offset in range(both, last - first):
                index = {"name": "index", "valueInteger": low + offset}
                yield _operation("insert", here, index, self._part("value", type, new[first + offset]))
            for offset in range(both):
                pairs = old[low + offset], new[first + offset]
                yield from self._one(*pairs, type, f"{here}[{low + offset}]")

    def _added(self, path: str, name: str, type: str, new: Pair) -> Json:
        """The operation that adds ``new``, of ``type``, as the element ``name`` of what is at ``path``."""
        return _operation("add", path, {"name": "name", "valueString": name}, self._part("value", type, new))

    def _deleted(self, path: str, type: str, old: Pair) -> Json:
        """The operation that deletes ``old``, of ``type``, which is at ``path``."""
        return _operation("delete", path, self._part("previousValue", type, old))

    def _part(self, name: str, type: str, pair: Pair) -> Json:
        """The part ``name`` with an element of ``type``: a value, a resource, or parts for its children."""
        value, beside = pair
        if _resource_type(value) is not None:
            return {"name": name, "resource": value}
        key = self._value_keys.get(type)
        if key is None and not isinstance(value, dict):
            # Only ids and narratives have types of their own; both are texts.
            key = "valueString"
        if key is not None:
            held = {key: value, f"_{key}": beside}
            return {"name": name, **{each: item for each, item in held.items() if item is not None}}
        return {"name": name, "part": list(self._children(value, type))}

    def _children(self, value: Json, type: str) -> Iterator[Json]:
        for member in self._model.members(type).values():
            key = key_in(value, member.keys)
            if key is not None:
                pairs = read_list(value, key) if member.is_list else [_pair(value, key)]
                for pair in pairs:
                    yield self._part(member.name, member.keys[key], pair)


def _operation(kind: str, path: str, *parts: Json) -> Json:
    """The parameter for an operation of this ``kind`` at ``path``, with ``parts`` for what else it needs."""
    what = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    return {"name": "operation", "part": [*what, *parts]}


def _pair(holder: Json, key: str | None) -> Pair:
    return _NOTHING if key is None else (holder.get(key), holder.get(f"_{key}"))


def _resource_type(value: Any) -> str | None:
    type = value.get("resourceType") if isinstance(value, dict) else None
    return type if isinstance(type, str) else None


def _text(pair: Sequence[Any]) -> str:
    """The text of a pair: 1.0 and 1.00 are equal, but not the same."""
    return encode(list(pair)).decode()
