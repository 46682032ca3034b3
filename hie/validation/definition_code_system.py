"""A CodeSystem itself: its concepts, their hierarchy, properties, and what it supplements.

https://hl7.org/fhir/R4/codesystem.html

That its codes are unique is the invariant csd-1.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hie.terminology import read_concepts
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject

PROPERTIES = "http://hl7.org/fhir/concept-properties#"
#: Properties that FHIR defines, with their types.
STANDARD: Mapping[str, str] = {
    "status": "code",
    "inactive": "boolean",
    "effectiveDate": "dateTime",
    "deprecationDate": "dateTime",
    "deprecated": "dateTime",
    "retirementDate": "dateTime",
    "notSelectable": "boolean",
    "parent": "code",
    "child": "code",
    "partOf": "code",
    "synonym": "code",
    "comment": "string",
    "itemWeight": "decimal",
}
#: Properties whose values are codes of the same system.
_LINKS = frozenset({"parent", "child", "partOf", "synonym", "subsumedBy"})


def check_code_system(subject: Subject) -> None:
    """Note the faults of a CodeSystem."""
    node = subject.node
    concepts = list(_concepts(node))
    content = node.text("content")
    if content == "not-present" and concepts:
        subject.findings.add(concepts[0].place, "concepts-not-present", "invalid")
    _supplement(subject, content, concepts)
    if node.value.get("hierarchyMeaning") != "part-of":
        _circles(subject, concepts)
    count = node.number("count")
    if content == "complete" and count is not None and count != len(concepts):
        params = {"count": count, "found": len(concepts)}
        subject.findings.warn(node.at("count"), "concept-count", "business-rule", **params)
    _properties(subject)
    types = {item.text("code"): item.text("type") for item in node.children("property")}
    codes = {concept.text("code") for concept in concepts}
    for concept in concepts:
        for value in concept.children("property"):
            _value(subject, value, types, codes)


def _concepts(node: Node) -> Iterator[Node]:
    """The concepts in ``node``, at any depth."""
    for concept in node.children("concept"):
        yield concept
        yield from _concepts(concept)


def _supplement(subject: Subject, content: str | None, concepts: list[Node]) -> None:
    """Check that a supplement calls itself one, and adds to concepts that are there."""
    node = subject.node
    supplemented = node.text("supplements")
    if supplemented is None:
        if content == "supplement":
            subject.findings.add(node.at("content"), "supplement-of-nothing", "business-rule")
        return
    if content != "supplement":
        subject.findings.add(node.at("content"), "supplement-content", "business-rule")
    base = read_concepts(subject.knowledge.registry, supplemented)
    if base is None or not base.complete:
        return
    for concept in concepts:
        code = concept.text("code")
        if code is not None and code not in base.by_code:
            params = {"code": shown(code), "system": shown(supplemented)}
            subject.findings.add(concept.place, "supplement-code", "business-rule", **params)


def _circles(subject: Subject, concepts: list[Node]) -> None:
    """Note concepts that are above themselves."""
    parents: dict[str, set[str]] = {}
    places: dict[str, Node] = {}
    for concept in concepts:
        code = concept.text("code")
        if code is None:
            continue
        places[code] = concept
        for child in concept.children("concept"):
            parents.setdefault(child.text("code") or "", set()).add(code)
        for value in concept.children("property"):
            if value.text("code") in ("parent", "subsumedBy"):
                parents.setdefault(code, set()).add(value.text("valueCode") or "")
    for code in _in_circles(parents):
        if code in places:
            subject.findings.add(places[code].place, "concept-circle", "business-rule", code=shown(code))


def _in_circles(parents: Mapping[str, set[str]]) -> list[str]:
    """One of the codes of each circle."""
    found: list[str] = []
    done: set[str] = set()
    for start in parents:
        way: dict[str, Iterator[str]] = {}
        current: str | None = start if start not in done else None
        while current is not None:
            above = way.setdefault(current, iter(parents.get(current, ())))
            following = next((code for code in above if code not in done), None)
            if following is None:
                done.add(current)
                del way[current]
                current = next(reversed(way), None)
            elif following in way:
                found.append(following)
                done.add(following)
            else:
                current = following
    return found


def _properties(subject: Subject) -> None:
    """Check the definitions of the properties."""
    codes: set[str | None] = set()
    uris: set[str | None] = set()
    for item in subject.node.children("property"):
        code, uri = item.text("code"), item.text("uri")
        if code is not None and code in codes:
            subject.findings.add(item.place, "property-twice", "business-rule", name=shown(code))
        if uri is not None and uri in uris:
            subject.findings.add(item.place, "property-twice", "business-rule", name=shown(uri))
        codes.add(code)
        uris.add(uri)
        if uri is not None and uri.startswith(PROPERTIES):
            _standard(subject, item, uri)
        elif uri is None and code is not None and code in STANDARD:
            params = {"code": code, "uri": PROPERTIES + code}
            subject.findings.warn(item.place, "property-without-uri", "business-rule", **params)


def _standard(subject: Subject, item: Node, uri: str) -> None:
    """Check a property that says that it is one of FHIR's own."""
    name = uri.removeprefix(PROPERTIES)
    type_name = STANDARD.get(name)
    if type_name is None:
        return
    if item.text("type") != type_name:
        params = {"found": shown(item.text("type")), "uri": uri, "expected": type_name}
        subject.findings.add(item.place, "property-type", "business-rule", **params)
    if item.text("code") != name and item.text("code") in STANDARD:
        params = {"found": shown(item.text("code")), "uri": uri, "expected": name}
        subject.findings.add(item.place, "property-code", "business-rule", **params)


def _value(subject: Subject, item: Node, types: Mapping[str | None, str | None], codes: set[Any]) -> None:
    """Check the value that a concept has for a property."""
    code, value = item.text("code"), item.choice("value")
    if code is None or value is None:
        return
    defined = types.get(code)
    if defined is None:
        if code not in STANDARD:
            subject.findings.warn(item.place, "property-undefined", "business-rule", name=shown(code))
    elif value.type != defined:
        params = {"name": shown(code), "found": shown(value.type), "expected": defined}
        subject.findings.add(item.place, "property-value-type", "business-rule", **params)
    elif code in _LINKS and isinstance(value.value, str) and value.value not in codes:
        params = {"name": shown(code), "code": shown(value.value)}
        subject.findings.warn(item.place, "property-value-code", "business-rule", **params)
