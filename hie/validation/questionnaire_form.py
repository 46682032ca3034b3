"""A Questionnaire as a form: its items, found by their linkIds, and where a response finds it.

https://hl7.org/fhir/R4/questionnaire.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hie.validation.node import Choice, Node
from hie.validation.place import Place
from hie.validation.subject import Subject

BASE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
MIN_OCCURS = f"{BASE}questionnaire-minOccurs"
MAX_OCCURS = f"{BASE}questionnaire-maxOccurs"
TRANSLATION = f"{BASE}translation"
#: Expressions by which an item is enabled instead of ``enableWhen``.
ENABLED_BY = (
    f"{SDC}enableWhenExpression",
    "http://phr.kanta.fi/StructureDefinition/fiphr-ext-questionnaire-enablewhen",
)

#: Type of an item to the types of its answers; one that is not here has no answers, or any.
ANSWER_TYPES: Mapping[str, tuple[str, ...]] = {
    "boolean": ("boolean",),
    "decimal": ("decimal",),
    "integer": ("integer",),
    "date": ("date",),
    "dateTime": ("dateTime",),
    "time": ("time",),
    "string": ("string",),
    "text": ("string",),
    "url": ("uri",),
    "attachment": ("Attachment",),
    "reference": ("Reference",),
    "quantity": ("Quantity",),
    "choice": ("Coding", "date", "time", "integer", "string", "Reference"),
    "open-choice": ("Coding", "date", "time", "integer", "string", "Reference"),
}


@dataclass(slots=True)
class Item:
    """An item of a Questionnaire: a group, a question or a text to display."""

    node: Node
    link_id: str
    type: str
    items: list["Item"] = field(default_factory=list)
    _options: list[Choice] | None = None

    @property
    def options(self) -> list[Choice]:
        """The values of its ``answerOption``."""
        if self._options is None:
            nodes = self.node.children("answerOption")
            self._options = [found for node in nodes if (found := node.choice("value"))]
        return self._options

    @property
    def required(self) -> bool:
        """Whether it must be answered when it is enabled."""
        return self.node.flag("required")

    @property
    def repeats(self) -> bool:
        """Whether it may be answered, or the group may be there, more than once."""
        return self.node.flag("repeats") or (self.limit(MAX_OCCURS) or 1) > 1

    def limit(self, url: str) -> int | None:
        """The number in the extension ``url``."""
        found = self.node.extension(url)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    @property
    def extension_count(self) -> int:
        """How many extensions it has."""
        found = self.node.value.get("extension")
        return len(found) if isinstance(found, list) else 0

    @property
    def enabling_expression(self) -> str | None:
        """The FHIRPath expression that enables it, where it has one."""
        for url in ENABLED_BY:
            found = self.node.extension(url)
            if isinstance(found, Mapping):
                # What is written in another language, nobody here can evaluate.
                found = found.get("expression") if found.get("language") == "text/fhirpath" else ""
            if isinstance(found, str):
                return found
        return None

    def texts(self) -> set[str]:
        """Its text and the translations of it, without white space that does not matter."""
        found = [self.node.text("text")]
        sibling = self.node.child("_text")
        for translation in sibling.extensions(TRANSLATION):
            found += [
                part.text("valueString") or part.text("valueMarkdown")
                for part in translation.children("extension")
                if part.text("url") == "content"
            ]
        return {" ".join(text.split()) for text in found if text is not None}


@dataclass(slots=True)
class Form:
    """A Questionnaire: ``definition``, its ``items``, and all items ``by_link_id``."""

    definition: Node
    items: list[Item]
    by_link_id: dict[str, Item]

    @classmethod
    def of(cls, definition: Mapping[str, Any], place: Place | None = None) -> "Form":
        """The form that a Questionnaire describes."""
        node = Node(definition, place or Place("Questionnaire"))
        items = _items(node)
        by_link_id: dict[str, Item] = {}
        for item in every(items):
            by_link_id.setdefault(item.link_id, item)
        return cls(node, items, by_link_id)

    def contained(self, id: str) -> Mapping[str, Any] | None:
        """The resource with ``id`` that the Questionnaire contains."""
        return contained_in(self.definition.value, id)


def _items(node: Node) -> list[Item]:
    return [
        Item(child, child.text("linkId") or "", child.text("type") or "", _items(child))
        for child in node.children("item")
    ]


def every(items: list[Item]) -> Iterator[Item]:
    """``items`` and all within them, in the order of the document."""
    for item in items:
        yield item
        yield from every(item.items)


def contained_in(resource: Any, id: str) -> Mapping[str, Any] | None:
    """The resource with ``id`` among those that ``resource`` contains."""
    contained = resource.get("contained") if isinstance(resource, Mapping) else None
    for item in contained if isinstance(contained, list) else ():
        if isinstance(item, dict) and item.get("id") == id:
            return item
    return None


def find_questionnaire(subject: Subject, canonical: str) -> Mapping[str, Any] | None:
    """The Questionnaire ``canonical``: contained, in the same Bundle, in a package, or stored."""
    if canonical.startswith("#"):
        found = contained_in(subject.node.value, canonical[1:]) or contained_in(subject.root, canonical[1:])
        return found if found is not None and found.get("resourceType") == "Questionnaire" else None
    url, _, version = canonical.partition("|")
    for candidate in subject.env.remember("questionnaires", subject.env.bundle, _in_bundle).get(url, ()):
        subject.spend()
        if version in ("", candidate.get("version")):
            inside: Mapping[str, Any] = candidate
            return inside
    known = subject.knowledge.registry.resolve(canonical, "Questionnaire")
    if known is None and subject.env.resolver is not None:
        known = subject.env.resolver(canonical, canonical=True)
    return known if known is not None and known.get("resourceType") == "Questionnaire" else None


def _in_bundle(bundle: Any) -> dict[str, list[Mapping[str, Any]]]:
    """The Questionnaires in ``bundle`` by URL."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Questionnaire":
            found.setdefault(str(resource.get("url")), []).append(resource)
    return found
