"""The walker: goes over a resource by its shapes and notes every issue with its FHIRPath.

https://hl7.org/fhir/R4/validation.html

It runs only when an accept function has refused a resource, or when warnings are wanted.  It keeps a list
of objects still to do instead of calling itself, so that no depth of nesting is too deep for it.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hie.conformance import Constraint
from hie.fhir import narrative, primitives
from hie.validation import narrative_rules
from hie.validation.bindings import advise, is_bound, require
from hie.validation.claims import Claims
from hie.validation.codings import CODED_SHAPES, Codings
from hie.validation.datatype_rules import walk_datatype
from hie.validation.extension_places import ExtensionPlaces
from hie.validation.findings import Findings
from hie.validation.fine_values import FineValues
from hie.validation.hints import FORMATS, NearestNames, Suggestions, json_type, shown
from hie.validation.known_objects import KnownObjects
from hie.validation.place import Place
from hie.validation.predicates import Predicates
from hie.validation.primitive_advice import Advice
from hie.validation.profile_walker import ProfileWalker
from hie.validation.profiles import Profiles
from hie.validation.runtime import is_idle, is_local_or_elsewhere, target_type, targets, unreferenced
from hie.validation.shapes import Field, Invariant, Shape, Shapes
from hie.validation.type_rules import TypeRules


class Focus(NamedTuple):
    """An object to check: its ``shape``, value and place, ``%resource`` and ``%rootResource``."""

    shape: str
    value: Any
    place: Place
    resource: Any
    root: Any

    def within(self, shape: str, value: Any, place: Place) -> "Focus":
        """An object inside this one, of the same resource."""
        return Focus(shape, value, place, self.resource, self.root)


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a walk works from; shared by all walks."""

    shapes: Shapes
    predicates: Predicates
    profiles: Profiles
    claims: Claims
    extensions: frozenset[str]
    places: ExtensionPlaces
    codings: Codings
    type_rules: TypeRules
    known: KnownObjects
    nearest: NearestNames


class Walker:
    """One walk over one resource."""

    def __init__(self, definitions: Definitions, findings: Findings, env: Any) -> None:
        self._definitions = definitions
        self._shapes = definitions.shapes
        self._findings = findings
        self._env = env
        self._waiting: deque[Focus] = deque()
        self._suggestions = Suggestions(definitions.nearest)
        self._advice = Advice(findings, env.now)
        self._fine = FineValues(definitions.shapes, definitions.known, env)
        #: Whether there are extensions whose places have to be judged when the walk is over.
        self.has_doubtful_extensions = False

    def walk(self, resource: Any) -> None:
        """Check ``resource`` and all in it.  Raises TooMany when there are enough findings."""
        name = resource.get("resourceType") if isinstance(resource, dict) else None
        self._resource(resource, Place(name if isinstance(name, str) else "$this"), None)
        known, findings = self._definitions.known, self._findings
        while self._waiting:
            focus, count = self._waiting.popleft(), len(findings)
            self._object(focus)
            if len(findings) == count:
                known.learn(focus.shape, focus.value)

    def is_resource(self, value: Any) -> bool:
        """Whether ``value`` is an object that names a known resource type."""
        name = value.get("resourceType") if isinstance(value, dict) else None
        return isinstance(name, str) and name in self._shapes.registry.resource_types

    def _resource(self, value: Any, place: Place, container: Any) -> None:
        """Put a resource on the list; ``container`` is the root of a contained one."""
        if not isinstance(value, dict):
            self._findings.add(place, "not-object", "structure", type="Resource", found=json_type(value))
            return
        name = value.get("resourceType")
        known = self._shapes.registry.resource_types
        if isinstance(name, str) and name in known:
            root = value if container is None else container
            self._waiting.append(Focus(name, value, place, value, root))
            focus = (value, root, self._env)
            self._definitions.claims.walk(self._findings, place, focus, container is not None)
            self._definitions.type_rules.walk(self._findings, place, focus)
        elif name is None:
            self._findings.add(place, "resource-type-missing", "structure")
        else:
            near = self._suggestions.near(name, "", known) if isinstance(name, str) else None
            key = "resource-type-unknown~near" if near else "resource-type-unknown"
            self._findings.add(place, key, "structure", type=shown(name), near=near)

    def _object(self, focus: Focus) -> None:
        shape, value, place = self._shapes[focus.shape], focus.value, focus.place
        if not isinstance(value, dict):
            self._findings.add(place, "not-object", "structure", type=shape.name, found=json_type(value))
            return
        if not value:
            self._findings.add(place, "empty-object", "structure")
            return
        if is_idle(value) and not shape.is_resource and shape.name != "Element":
            self._findings.add(place, "ele-1", "invariant")
        for position, (key, member) in enumerate(value.items()):
            self._member(focus, shape, (key, position), member)
        self._presence(shape, value, place)
        for invariant in shape.invariants:
            self._invariant(invariant, value, focus, place)
        if shape.locality is not None:
            text = value.get("reference")
            if not is_local_or_elsewhere(text, focus.root, self._env):
                self._findings.violated(place, shape.locality)
        if shape.name == "Extension":
            self._extension(value, focus)
        elif shape.name in CODED_SHAPES:
            self._definitions.codings.walk(self._findings, place, value)
        elif shape.name == "Narrative":
            narrative_rules.advise(self._findings, place, value, focus.resource)
        else:
            walk_datatype(self._findings, place, shape.name, value)
        if shape.containment is not None and "contained" in value:
            self._containment(shape.containment, value, place)

    def _extension(self, value: Mapping[str, Any], focus: Focus) -> None:
        """Check an extension against its definition, when that is at hand."""
        url = value.get("url")
        if not isinstance(url, str) or url not in self._definitions.extensions:
            return
        profile = self._definitions.profiles.get(url)
        if profile is not None:
            surroundings = (focus.resource, focus.root, self._env)
            walker = ProfileWalker(profile, self._definitions.profiles, self._findings, surroundings)
            walker.walk(value, focus.place)

    def _extension_url(self, value: Any, place: Place) -> None:
        """Note a relative URL: only an extension in an extension may have one."""
        url = value.get("url") if isinstance(value, dict) else None
        if isinstance(url, str) and ":" not in url:
            self._findings.add(place, "extension-url-relative", "invalid", value=shown(url))

    def _containment(self, constraint: Constraint, value: Mapping[str, Any], place: Place) -> None:
        """Note contained resources that nothing refers to."""
        try:
            indexes = unreferenced(value)
        except (AttributeError, TypeError):
            # What is contained is not a list of objects, which has been noted already.
            return
        inside = place.child("contained", list(value).index("contained"))
        for index in indexes:
            self._findings.violated(inside.item(index), constraint)

    def _presence(self, shape: Shape, value: Mapping[str, Any], place: Place) -> None:
        """Note elements that are missing, and choices made twice."""
        for name, keys in shape.required.items():
            if not any(key in value for key in keys):
                self._findings.add(place, "missing", "required", name=name, type=shape.name)
        for name, keys in shape.choices.items():
            present = value.keys() & keys
            found = sorted({key.lstrip("_") for key in present}) if len(present) > 1 else ()
            if len(found) > 1:
                last = max(position for position, key in enumerate(value) if key in keys)
                inside = place.child(name, last)
                self._findings.add(inside, "choice-twice", "structure", name=name, found=", ".join(found))

    def _member(self, focus: Focus, shape: Shape, at: tuple[str, int], member: Any) -> None:
        key, position = at
        if key in ("extension", "modifierExtension") and not self.has_doubtful_extensions:
            places, is_modifier = self._definitions.places, key == "modifierExtension"
            self.has_doubtful_extensions = not places.are_placed(member, shape.name, is_modifier=is_modifier)
        field = shape.fields.get(key)
        if field is not None and not field.is_forbidden:
            if not field.is_list and self._fine.has(field, member, focus.root):
                return
            self._field(field, member, focus, focus.place.child(field.name, position))
            return
        sibling = shape.fields.get(key[1:]) if key[:1] == "_" else None
        if sibling is not None and sibling.has_sibling and not sibling.is_forbidden:
            self._sibling(sibling, member, focus, focus.place.child(sibling.name, position))
        elif key != "resourceType" or not shape.is_resource:
            self._unknown(shape, focus.place.child(_path_name(key), position), key)

    def _unknown(self, shape: Shape, place: Place, key: str) -> None:
        if key in shape.fields and shape.fields[key].is_forbidden:
            self._findings.add(place, "element-forbidden", "structure", name=key, type=shape.name)
            return
        near = self._suggestions.near(key, shape.name, shape.fields)
        params = {"name": shown(key), "type": shape.name, "near": near}
        self._findings.add(
            place, "unknown-element~near" if near else "unknown-element", "structure", **params
        )

    def _field(self, field: Field, member: Any, focus: Focus, place: Place) -> None:
        if not field.is_list:
            if isinstance(member, list):
                self._findings.add(place, "unexpected-array", "structure", name=field.name)
            else:
                self._value(field, member, focus, place)
            return
        if not isinstance(member, list):
            self._findings.add(place, "not-array", "structure", name=field.name, found=json_type(member))
            return
        if not member:
            self._findings.add(place, "empty-array", "structure", name=field.name)
        if field.max is not None and len(member) > field.max:
            self._findings.add(
                place, "too-many", "structure", name=field.name, max=field.max, count=len(member)
            )
        others = focus.value.get(f"_{field.key}") if field.has_sibling else None
        for index, item in enumerate(member):
            if self._fine.has(field, item, focus.root) or (item is None and _is_filled(others, index)):
                continue
            self._value(field, item, focus, place.item(index))

    def _sibling(self, field: Field, member: Any, focus: Focus, place: Place) -> None:
        """Check the ``_key`` that carries the id and extensions of a primitive."""
        if not field.is_list:
            self._element_beside(member, focus.value.get(field.key), focus, place)
            if focus.value.get(field.key) is None:
                self._no_code(field, place)
            return
        if not isinstance(member, list) or not member:
            key = "empty-array" if member == [] else "not-array"
            self._findings.add(place, key, "structure", name=f"_{field.key}", found=json_type(member))
            return
        values = focus.value.get(field.key)
        owners = values if isinstance(values, list) else []
        for index, item in enumerate(member):
            if item is not None:
                owner = owners[index] if index < len(owners) else None
                self._element_beside(item, owner, focus, place.item(index))
                if owner is None:
                    self._no_code(field, place.item(index))

    def _no_code(self, field: Field, place: Place) -> None:
        """Note that a code is missing where one is required; an extension cannot stand for it."""
        if field.needs_code and field.codes is not None:
            self._findings.add(place, "code-missing", "code-invalid", value_set=field.codes.value_set)

    def _element_beside(self, sibling: Any, owner: Any, focus: Focus, place: Place) -> None:
        """Check what stands beside the primitive ``owner``, or for it when that is None."""
        if owner is None and is_idle(sibling):
            self._findings.add(place, "ele-1", "invariant")
        self._waiting.append(focus.within("Element", sibling, place))

    def _value(self, field: Field, value: Any, focus: Focus, place: Place) -> None:
        if value is None:
            self._findings.add(place, "null-value", "structure", name=field.name)
            return
        if field.kind == "primitive":
            self._primitive(field, value, place)
        elif field.kind == "resource":
            self._resource(value, place, focus.root if field.key == "contained" else None)
        else:
            self._waiting.append(focus.within(field.shape, value, place))
            if field.shape == "Extension" and focus.shape != "Extension":
                self._extension_url(value, place)
            self._coded(field, value, place)
            self._target(field, value, focus, place)
        for invariant in field.invariants:
            self._invariant(invariant, value, focus, place)

    def _primitive(self, field: Field, value: Any, place: Place) -> None:
        if not primitives.is_primitive(field.type, value):
            self._findings.wrong_value(
                place, "primitive-invalid", value, type=field.type, format=FORMATS[field.type]
            )
        elif field.codes is not None and value not in field.codes.plain:
            require(self._findings, place, field.type, value, field.codes)
        elif field.type == "xhtml":
            for key, detail in narrative.faults(value):
                self._findings.add(place, key, "invariant", detail=shown(detail))
        else:
            self._advise(field, value, place)
            if value.__class__ is str:
                self._advice.note(field.type, value, place)

    def _coded(self, field: Field, value: Any, place: Place) -> None:
        if not isinstance(value, dict):
            return
        codes = field.codes
        if codes is not None and not is_bound(field.type, value, codes, is_maximum=field.is_maximum):
            require(self._findings, place, field.type, value, codes)
        else:
            self._advise(field, value, place)

    def _advise(self, field: Field, value: Any, place: Place) -> None:
        for binding in field.advised:
            advise(self._findings, place, (field.type, value), binding, self._shapes.value_sets)

    def _target(self, field: Field, value: Any, focus: Focus, place: Place) -> None:
        if field.targets is None or not isinstance(value, dict):
            return
        known = self._shapes.registry.resource_types
        if not targets(value, field.targets, known, focus.root, self._env):
            found = target_type(value, focus.root, self._env)
            params = {"found": shown(found), "allowed": ", ".join(sorted(field.targets))}
            self._findings.add(place, "reference-target", "structure", **params)

    def _invariant(self, invariant: Invariant, value: Any, focus: Focus, place: Place) -> None:
        if not self._definitions.predicates.holds(invariant, value, focus.resource, focus.root, self._env):
            self._findings.violated(place, invariant.constraint)


def _path_name(key: str) -> str:
    """``key`` as it stands in a FHIRPath expression."""
    return key if key.isidentifier() and key.isascii() else "`" + shown(key).replace("`", "\\`") + "`"


def _is_filled(others: Any, index: int) -> bool:
    return isinstance(others, list) and index < len(others) and others[index] is not None
