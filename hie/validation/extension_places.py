"""Where extensions may stand: the contexts of their definitions, and modifiers apart from others.

https://hl7.org/fhir/R4/defining-extensions.html#context

The accept functions ask at every element with extensions, by its type alone, which mostly settles it.  Where
it does not, the resource (in a Bundle, the one of the entry) is gone over with its paths; so does the walk.
"""

from collections.abc import Iterator
from typing import Any

from hie.fhirpath import Engine, FhirpathError
from hie.outcome import Issue
from hie.validation.extension_contexts import ANYWHERE, Contexts, contexts_of
from hie.validation.findings import Findings, TooMany
from hie.validation.hints import shown
from hie.validation.place import Place
from hie.validation.policy import Policy, severity_of
from hie.validation.shapes import Shapes
from hie.validation.spots import Spot, extensions_of, members_of, spot_of

#: Servers that stand for no server: HL7's validator lets their extensions be.
_EXAMPLES = ("example.org", "acme.com")


class ExtensionPlaces:
    """Judges where extensions stand; shared by all threads."""

    def __init__(self, shapes: Shapes, policy: Policy) -> None:
        self._shapes = shapes
        self._registry = shapes.registry
        self._policy = policy
        self._engine = Engine(shapes.registry)
        self._contexts: dict[str, Contexts | None] = {
            entry.url: None
            for entry in shapes.registry.entries("StructureDefinition")
            if entry.type == "Extension" and entry.derivation == "constraint"
        }
        self._settled: dict[tuple[str, str, bool], bool] = {}
        #: URL, type of element, and whether it is a modifier, of extensions that may be there for certain.
        self.placed: set[tuple[str, str, bool]] = set()

    def notice(self, url: str, shape: str, is_modifier: bool, owner: Any, env: Any) -> None:
        """Tell ``env`` when the type ``shape`` of its ``owner`` does not settle that an extension may be."""
        settled = self._settled.get((url, shape, is_modifier))
        if settled is None:
            settled = self._settle(url, shape, is_modifier=is_modifier)
        if not settled:
            env.doubts.append((url, is_modifier, owner))

    def are_placed(self, values: Any, shape: str, *, is_modifier: bool) -> bool:
        """Whether extensions, which may be anything at all, are known and may certainly be in a ``shape``."""
        for value in values if isinstance(values, list) else (values,):
            url = value.get("url") if isinstance(value, dict) else None
            if not isinstance(url, str):
                return False
            if (url, shape, is_modifier) in self.placed or (shape == "Extension" and ":" not in url):
                continue
            if url not in self._contexts or not self._settle(url, shape, is_modifier=is_modifier):
                return False
        return True

    def accept(self, resource: Any, env: Any, before: int = 0) -> bool:
        """Whether every extension of a sound resource may stand where it does, which settles its doubts.

        Those are all but the first ones, which were there ``before``.
        """
        doubts = env.doubts[before:]
        del env.doubts[before:]
        if all(self._has_path(resource, *doubt) for doubt in doubts):
            return True
        findings = Findings()
        try:
            self.walk(findings, Place(resource["resourceType"]), resource, env)
        except TooMany:
            return False
        return not findings.has_errors()

    def _has_path(self, resource: Any, url: str, is_modifier: bool, owner: Any) -> bool:
        """Whether ``owner`` is at one of the plain paths in the resource where the extension may be."""
        contexts = self._of(url)
        if contexts is None or contexts.is_modifier != is_modifier:
            return False
        for path in contexts.elements:
            first, *names = path.split(".")
            found = [resource] if first == resource["resourceType"] else []
            for name in names:
                found = [item for each in found for item in _items(each.get(name))]
            if any(item is owner for item in found):
                return True
        return False

    def walk(self, findings: Findings, place: Place, resource: Any, env: Any) -> None:
        """Note the extensions in ``resource`` that may not stand where they do, and the unknown ones."""
        waiting = [spot_of(resource, place)] if isinstance(resource, dict) else []
        for spot in waiting:
            for key, item in extensions_of(spot):
                self._check(spot, item, findings, env, is_modifier=key == "modifierExtension")
                waiting.append(item)
            waiting += members_of(spot, self._shapes)

    def _settle(self, url: str, shape: str, *, is_modifier: bool) -> bool:
        contexts = self._of(url)
        if contexts is None:
            if shape == "Extension" and ":" not in url:
                return True
            return not is_modifier and (self._policy.unknown_extension != "error" or _is_example(url))
        names = {shape, *self._registry.ancestors(shape)} | ANYWHERE
        found = contexts.is_modifier == is_modifier and not names.isdisjoint(contexts.elements)
        self._settled[url, shape, is_modifier] = found
        if found:
            self.placed.add((url, shape, is_modifier))
        return found

    def _of(self, url: str) -> Contexts | None:
        """The contexts of a known extension; None when nobody defines it."""
        if url not in self._contexts:
            return None
        found = self._contexts[url]
        if found is None:
            found = self._contexts[url] = contexts_of(self._registry.structure(url) or {})
        return found

    def _check(self, spot: Spot, item: Spot, findings: Findings, env: Any, *, is_modifier: bool) -> None:
        url = item.url
        if url is None or (spot.url is not None and ":" not in url):
            return
        contexts = self._of(url)
        if contexts is None:
            self._unknown(url, item.place, findings, is_modifier=is_modifier)
            return
        if contexts.is_modifier != is_modifier:
            key = "extension-modifier" if contexts.is_modifier else "extension-modifier~not"
            findings.add(item.place, key, "structure", url=url)
        if not self._fits(spot, contexts, env):
            findings.add(spot.place, "extension-place", "structure", url=url, allowed=str(contexts))

    def _unknown(self, url: str, place: Place, findings: Findings, *, is_modifier: bool) -> None:
        if _is_example(url):
            return
        if is_modifier:
            findings.add(place, "modifier-extension-unknown", "extension", url=shown(url))
            return
        severity = severity_of(self._policy.unknown_extension)
        if severity is not None:
            params = {"url": shown(url)}
            findings.note(place, Issue("extension-unknown", "extension", severity, place.path, params))

    def _fits(self, spot: Spot, contexts: Contexts, env: Any) -> bool:
        if spot.url is not None and spot.url in contexts.extensions:
            return True
        if not contexts.elements.isdisjoint(ANYWHERE):
            return True
        names = {other for name in spot.names for other in self._generalized(name)}
        if not names.isdisjoint(contexts.elements):
            return True
        return any(self._selects(expression, spot, env) for expression in contexts.expressions)

    def _generalized(self, name: str) -> Iterator[str]:
        """``Patient.meta`` also as ``DomainResource.meta`` and ``Resource.meta``."""
        first, dot, rest = name.partition(".")
        yield name
        for ancestor in self._registry.ancestors(first):
            yield f"{ancestor}{dot}{rest}"

    def _selects(self, expression: str, spot: Spot, env: Any) -> bool:
        """Whether ``expression`` selects the element from its resource."""
        resource, place = spot.resource
        try:
            found = self._engine.evaluate(expression, resource, env)
        except FhirpathError:
            return True
        own = f"{resource.get('resourceType')}{spot.place.path.removeprefix(place.path)}"
        return any(item.value is spot.value or item.path == own for item in found)


def _items(member: Any) -> list[Any]:
    """The objects in a member."""
    found = member if member.__class__ is list else [member]
    return [item for item in found if item.__class__ is dict]


def _is_example(url: str) -> bool:
    return any(server in url for server in _EXAMPLES)
