"""Parts of a resource that a client asks for: ``_summary`` and ``_elements``.

https://hl7.org/fhir/R4/search.html#summary
https://hl7.org/fhir/R4/search.html#elements

What is left out is decided by the definitions: ``isSummary`` and the least cardinality of each element.
Whatever was cut carries the tag SUBSETTED, so that nobody takes it for the whole resource.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from hie.conformance.element import Element
from hie.conformance.registry import Registry, nearest
from hie.outcome import BadRequest

SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
#: Who overlooks these takes the rest for something that it is not.
_ALWAYS = frozenset(("resourceType", "id", "meta", "implicitRules", "modifierExtension"))

Json = dict[str, Any]


class Subsets:
    """Cuts resources down; one for all threads."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._summary_of = cache(self._summary_table)
        self._names_of = cache(self._top_names)

    def summary(self, resource: Json) -> Json:
        """``resource`` with the elements that its definition marks as summary (``_summary=true``)."""
        return _tagged(self._summarized(resource, resource["resourceType"]))

    def text(self, resource: Json) -> Json:
        """Narrative, identity and what must be there (``_summary=text``)."""
        return _tagged(self._kept(resource, {"text"}))

    def data(self, resource: Json) -> Json:
        """All but the narrative (``_summary=data``)."""
        return _tagged({key: value for key, value in resource.items() if key != "text"})

    def elements(self, resource: Json, names: Collection[str]) -> Json:
        """The elements ``names`` of the root and those that must be there (``_elements``)."""
        return _tagged(self._kept(resource, names))

    def check_names(self, type: str, names: Iterable[str]) -> None:
        """Raise BadRequest, with the nearest that there is, for a name that no element of ``type`` has."""
        known, _ = self._names_of(type)
        for name in names:
            if name not in known:
                near = nearest(name, known) or ", ".join(sorted(known))
                raise BadRequest.because("elements-unknown", name=name[:80], type=type, nearest=near)

    def _kept(self, resource: Json, names: Collection[str]) -> Json:
        known, mandatory = self._names_of(resource["resourceType"])
        keys = _ALWAYS.union(mandatory, *(known[name] for name in names if name in known))
        return {key: value for key, value in resource.items() if key.removeprefix("_") in keys}

    def _top_names(self, type: str) -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
        """The JSON keys by each name that an element of the root goes by, and the keys that must be there."""
        known: dict[str, frozenset[str]] = {}
        mandatory: set[str] = set()
        for element in self._registry.tree(type).children:
            keys = frozenset(key for key, _ in element.keys())  # noqa: SIM118 - An Element is no dictionary.
            names = (element.name, f"{element.name}[x]") if element.choice else (element.name,)
            known |= dict.fromkeys(names, keys)
            known |= {key: frozenset({key}) for key in keys}
            if element.min:
                mandatory |= keys
        return known, frozenset(mandatory)

    def _summarized(self, value: Json, shape: str) -> Json:
        table = self._summary_of(shape)
        found: Json = {}
        for key, child in value.items():
            if key == "resourceType":
                found[key] = child
            elif key.removeprefix("_") in table:
                found[key] = self._child(child, table[key.removeprefix("_")])
        return found

    def _child(self, value: Any, shape: str) -> Any:
        if isinstance(value, list):
            return [self._child(item, shape) for item in value]
        if not isinstance(value, dict) or not shape:
            return value
        return self._summarized(value, value.get("resourceType", shape))

    def _summary_table(self, shape: str) -> Mapping[str, str]:
        """The JSON keys of summary elements of the type or element path ``shape``, with their shapes.

        The shape is empty where everything below belongs to the summary.
        """
        root = self._registry.tree(shape.partition(".")[0])
        element = root.find(shape)
        children = element.children if element is not None else ()
        return {key: below for child in children if child.is_summary for key, below in self._shapes(child)}

    def _shapes(self, element: Element) -> Iterator[tuple[str, str]]:
        for key, ref in element.keys():  # noqa: SIM118 - As above.
            if element.content_reference or element.children:
                yield key, element.content_reference or element.path
            else:
                # Data types mark either everything or nothing; what they mark nothing of stays whole.
                is_marked = ref.code not in self._registry.primitive_types and (
                    ref.code == "Resource" or any(child.is_summary for child in self._children(ref.code))
                )
                yield key, ref.code if is_marked else ""

    def _children(self, type: str) -> Iterable[Element]:
        return self._registry.tree(type).children


def _tagged(resource: Json) -> Json:
    """``resource`` with the tag SUBSETTED."""
    meta = resource.get("meta") or {}
    tags = [tag for tag in meta.get("tag", ()) if tag.get("code") != SUBSETTED["code"]]
    return {**resource, "meta": {**meta, "tag": [*tags, SUBSETTED]}}
