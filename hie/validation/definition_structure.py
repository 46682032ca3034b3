"""A StructureDefinition itself: whether its differential fits its base, and what it says can be checked.

https://hl7.org/fhir/R4/profiling.html
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from hie.conformance import SnapshotError, TypeProfileError, generate_snapshot
from hie.validation.definition_expressions import check_expression
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.place import Place
from hie.validation.subject import Subject

_SYSTEM = "http://hl7.org/fhirpath/System."
_BASE_TYPES = frozenset({"BackboneElement", "Element"})
#: Types whose values may be bound to a value set.
_BINDABLE = frozenset(
    {
        "code", "Coding", "CodeableConcept", "Quantity", "string", "uri", "url", "canonical", "id", "oid",
        "uuid", "markdown", "Extension", "Age", "Count", "Distance", "Duration", "Money", "SimpleQuantity",
        "MoneyQuantity", "Reference", "ContactPoint",
    }
)  # fmt: skip

Snapshot = Mapping[str, Mapping[str, Any]]


def check_structure_definition(subject: Subject) -> None:
    """Note the faults of a StructureDefinition."""
    elements = subject.node.child("differential").children("element")
    _contexts(subject)
    snapshot = _generated(subject, elements)
    _given(subject, elements)
    for element in elements:
        _types(subject, element)
        definition = snapshot.get(_id(element), {}) if snapshot is not None else {}
        _binding(subject, element, definition)
        focus = _focus(subject, element, definition)
        if focus:
            _expressions(subject, element, focus)


def _id(element: Node) -> str:
    return element.text("id") or element.text("path") or ""


def _generated(subject: Subject, elements: Sequence[Node]) -> Snapshot | None:
    """The elements of the snapshot by id, made anew; None, and noted why, when none can be made."""
    node, registry = subject.node, subject.knowledge.registry
    base = node.text("baseDefinition")
    if base is None or not elements:
        return None
    try:
        known = registry.snapshot(base)
        if known is None:
            params = {"canonical": shown(base)}
            subject.findings.warn(node.at("baseDefinition"), "definition-unknown", "not-found", **params)
            return None
        made = generate_snapshot(node.value, registry.snapshot)
    except SnapshotError as error:
        place = _place_of(str(error), node, elements)
        # Guides have been published with a type in the place of a profile of it, and mean what they say.
        is_light = isinstance(error, TypeProfileError)
        note = subject.findings.warn if is_light else subject.findings.add
        note(place, "snapshot-impossible", "exception", reason=_reason(error, node))
        return None
    _fixed(subject, elements, known)
    return {str(item.get("id", item["path"])): item for item in made["snapshot"]["element"]}


def _reason(error: SnapshotError, node: Node) -> str:
    return str(error).removeprefix(f"{node.text('url')}: ")[:500]


def _place_of(text: str, node: Node, elements: Sequence[Node]) -> Place:
    """The place of the element that the fault ``text`` is about; of the whole when it names none."""
    named = [element for element in elements if f" {_id(element)} " in f" {text.replace(':', ' ')} "]
    named += [element for element in elements if (path := element.text("path")) and f": {path}" in text]
    longest = max(named, key=lambda element: len(element.text("path") or ""), default=node)
    return longest.place


def _fixed(subject: Subject, elements: Sequence[Node], base: Mapping[str, Any]) -> None:
    """Note a fixed value that differs from the one that the base has fixed already."""
    known = {item.get("id", item.get("path")): item for item in base["snapshot"]["element"]}
    for element in elements:
        above = known.get(_id(element)) or {}
        for key, value in element.value.items():
            if key.startswith("fixed") and key in above and above[key] != value:
                params = {"value": shown(value), "expected": shown(above[key])}
                subject.findings.add(element.at(key, "fixed"), "fixed-changed", "value", **params)


def _given(subject: Subject, elements: Sequence[Node]) -> None:
    """Note elements of the differential that the given snapshot does not have."""
    given = {element.text("path") for element in subject.node.child("snapshot").children("element")}
    for element in elements:
        if given and not _is_among(element.text("path") or "", given):
            params = {"id": shown(_id(element))}
            subject.findings.add(element.place, "snapshot-without-element", "value", **params)


def _is_among(path: str, paths: Container[str | None]) -> bool:
    """Whether ``path`` is one of ``paths``, in which a choice may stand for one of its types."""
    found = ""
    for name in path.split("."):
        choices = (f"{name[:size]}[x]" for size in range(1, len(name)) if name[size].isupper())
        candidates = (f"{found}.{each}".lstrip(".") for each in (name, *choices))
        known = next((candidate for candidate in candidates if candidate in paths), None)
        if known is None:
            return False
        found = known
    return True


def _types(subject: Subject, element: Node) -> None:
    """Check that the types of an element, their profiles and targets are known."""
    registry = subject.knowledge.registry
    for item in element.children("type"):
        code = item.text("code") or ""
        if code and ":" not in code and registry.structure(code) is None:
            subject.findings.add(item.at("code"), "type-unknown", "not-found", type=shown(code))
        for key in ("profile", "targetProfile"):
            for canonical, place in item.texts(key):
                entry = registry.entry(canonical, "StructureDefinition")
                if entry is None and canonical != subject.node.text("url") and not canonical.startswith("#"):
                    params = {"canonical": shown(canonical)}
                    subject.findings.warn(place, "definition-unknown", "not-found", **params)


def _binding(subject: Subject, element: Node, definition: Mapping[str, Any]) -> None:
    """Check that what is bound is of a type that has codes."""
    codes = list(_codes(definition))
    known = subject.knowledge.types
    if "binding" in element.value and codes and known.issuperset(codes) and _BINDABLE.isdisjoint(codes):
        params = {"types": ", ".join(map(shown, codes))}
        subject.findings.add(element.at("binding"), "binding-not-coded", "business-rule", **params)


def _codes(definition: Mapping[str, Any]) -> Iterator[str]:
    types = definition.get("type")
    for item in types if isinstance(types, list) else ():
        code = item.get("code") if isinstance(item, Mapping) else None
        if isinstance(code, str):
            yield code


def _focus(subject: Subject, element: Node, definition: Mapping[str, Any]) -> list[str]:
    """The types that expressions of an element start from, as FHIRPath names them; none when unknown."""
    path = element.text("path") or ""
    known = subject.knowledge.types
    if "." not in path:
        return [path] if path in known else []
    base = definition.get("base")
    origin = base.get("path") if isinstance(base, Mapping) else None
    found = [_type(code, origin, known) for code in _codes(definition)]
    return [] if None in found else [name for name in found if name is not None]


def _type(code: str, origin: Any, known: frozenset[str]) -> str | None:
    """FHIRPath's name of a type: that of a backbone element is its path; None when nobody knows it."""
    if code in _BASE_TYPES and isinstance(origin, str) and "." in origin:
        return origin if origin.partition(".")[0] in known else None
    return code if code in known else None


def _expressions(subject: Subject, element: Node, focus: Sequence[str]) -> None:
    """Check the invariants of an element, and how its slices are told apart."""
    for constraint in element.children("constraint"):
        expression = constraint.text("expression")
        if expression is not None:
            check_expression(subject, expression, focus, constraint.at("expression"))
    for discriminator in element.child("slicing").children("discriminator"):
        path = discriminator.text("path")
        if path is not None:
            check_expression(subject, path, focus, discriminator.at("path"))


def _contexts(subject: Subject) -> None:
    """Check where an extension says that it may be used."""
    registry = subject.knowledge.registry
    for context in subject.node.children("context"):
        expression, kind = context.text("expression"), context.text("type")
        if expression is None:
            continue
        place = context.at("expression")
        if kind == "fhirpath":
            check_expression(subject, expression, ["Resource"], place, strict=False)
        elif kind == "element" and ":" not in expression:
            root = expression.partition(".")[0]
            if registry.structure(root) is None:
                subject.findings.add(place, "type-unknown", "not-found", type=shown(root))
