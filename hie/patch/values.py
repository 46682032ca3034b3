"""The values that FHIRPath Patch brings, as elements of the resource that they go into.

https://hl7.org/fhir/R4/fhirpatch.html#concept
"""

from typing import Any

from hie.fhirpath import MemberType, Model
from hie.outcome import Unprocessable
from hie.patch.places import Json, Pair, key_in, read_list, write_list, write_one


class Values:
    """Makes elements of the parts of Parameters, with the types of ``model``."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def of(self, part: Json, type: str) -> Pair:
        """The element of ``type`` that ``part`` holds: ``value[x]``, a resource, or parts for its children.

        Raises Unprocessable when there is none, or a child that ``type`` does not have.
        """
        if "resource" in part:
            return part["resource"], None
        if isinstance(part.get("part"), list):
            made: Json = {}
            for child in part["part"]:
                if isinstance(child, dict):
                    self.add(made, type, str(child.get("name")), child)
            return made, None
        key = _value_key(part)
        return part.get(key), part.get(f"_{key}")

    def add(self, holder: Json, type: str, name: str, part: Json) -> None:
        """Add the element ``name`` to ``holder``, an object of ``type``: at the end of a list.

        Raises Unprocessable when ``type`` has no such element, or ``holder`` has the only one already.
        """
        member, key = self._member(type, name, part)
        pair = self.of(part, member.keys[key])
        if member.is_list:
            write_list(holder, key, [*read_list(holder, key), pair])
        elif key_in(holder, member.keys) is not None:
            raise Unprocessable.because("patch-element-there", name=name)
        else:
            write_one(holder, key, pair)

    def _member(self, type: str, name: str, part: Json) -> tuple[MemberType, str]:
        """The element ``name`` of ``type``, and its key: of a choice that for the value's type."""
        member = self._model.member(type, name.removesuffix("[x]"))
        if member is None:
            known = self._model.by_key(type).get(name)
            if known is None:
                raise Unprocessable.because("patch-element-unknown", type=type, name=name)
            return known[0], name
        if len(member.keys) == 1:
            return member, next(iter(member.keys))
        wanted = member.name + _value_key(part).removeprefix("value")
        if wanted not in member.keys:
            raise Unprocessable.because("patch-element-unknown", type=type, name=wanted)
        return member, wanted


def _value_key(part: dict[str, Any]) -> str:
    """The key of the ``value[x]`` of ``part``, without the underscore of what stands beside it."""
    for key in part:
        if key.lstrip("_").startswith("value"):
            return key.lstrip("_")
    raise Unprocessable.because("patch-value-missing")
