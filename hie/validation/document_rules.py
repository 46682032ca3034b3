"""Rules of documents and messages: what their first entry refers to is there, and all is referred to.

https://hl7.org/fhir/R4/documents.html#content
https://hl7.org/fhir/R4/messaging.html
"""

from collections.abc import Iterable, Iterator

from hie.outcome import Issue
from hie.validation.bundle_entries import Entries, Entry, references_in
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.node import Node


def check_document(bundle: Node, entries: Entries, findings: Findings) -> None:
    """Note what the Composition refers to and the Bundle lacks, and entries that belong to nothing."""
    first = _first(bundle, entries, findings, "Composition")
    if first is None:
        return
    for reference in _needed(first.resource):
        text = reference.text("reference")
        if not text or text.startswith("#"):
            continue
        found = entries.resolve(text, first)
        if not found:
            key = "document-reference~alike" if entries.alike(text) else "document-reference"
            findings.add(reference.place, key, "not-found", reference=shown(text))
        elif len(found) > 1:
            findings.add(
                reference.place, "document-reference-many", "multiple-matches",
                reference=shown(text), count=len(found),
            )  # fmt: skip
    _reach(entries, first, findings)


def check_message(bundle: Node, entries: Entries, findings: Findings) -> None:
    """Note when the first entry is not there; that it is a MessageHeader is the invariant bdl-12."""
    _first(bundle, entries, findings, "MessageHeader")


def _first(bundle: Node, entries: Entries, findings: Findings, expected: str) -> Entry | None:
    """The first entry when it holds a resource of the ``expected`` type."""
    first = entries.all[0] if entries.all else None
    if first is None or not first.resource.value:
        findings.add(bundle.place, "bundle-first-missing", "invariant", type=expected)
        return None
    return first if first.type == expected else None


def _needed(composition: Node) -> Iterator[Node]:
    """The references whose targets are a part of the document."""
    for name in ("subject", "encounter", "custodian"):
        yield composition.child(name)
    yield from composition.children("author")
    for attester in composition.children("attester"):
        yield attester.child("party")
    for event in composition.children("event"):
        yield from event.children("detail")
    sections = composition.children("section")
    for section in sections:
        yield section.child("focus")
        yield from section.children("author")
        yield from section.children("entry")
        sections += section.children("section")


def _reach(entries: Entries, first: Entry, findings: Findings) -> None:
    """Every entry is referred to from the first one, or refers to what is; the latter is for Provenance."""
    forwards = {id(entry): _targets(entry, entries) for entry in entries}
    links: dict[int, list[Entry]] = {key: list(found) for key, found in forwards.items()}
    for source in entries:
        for target in forwards[id(source)]:
            links[id(target)].append(source)
    ahead, around = _from(first, forwards), _from(first, links)
    for entry in entries:
        if not entry.resource.value:
            continue
        params = {"url": shown(entry.full_url or entry.type)}
        if id(entry) not in around:
            findings.add(entry.node.place, "document-unreachable", "invariant", **params)
        elif id(entry) not in ahead and entry.type != "Provenance":
            path = entry.node.place.path
            issue = Issue("document-unreachable~forwards", "invariant", "warning", path, params)
            findings.note(entry.node.place, issue)


def _targets(source: Entry, entries: Entries) -> list[Entry]:
    found = []
    for text, _ in references_in(source.resource):
        found += entries.resolve(text, source)
    return found


def _from(first: Entry, links: dict[int, list[Entry]]) -> set[int]:
    """The identities of the entries that can be reached by ``links``."""
    found = {id(first)}
    waiting: Iterable[Entry] = [first]
    while waiting:
        following = []
        for entry in waiting:
            for target in links[id(entry)]:
                if id(target) not in found:
                    found.add(id(target))
                    following.append(target)
        waiting = following
    return found
