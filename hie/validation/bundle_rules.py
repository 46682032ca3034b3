"""Rules of Bundles that no invariant expresses: identities of entries, links, search results.

https://hl7.org/fhir/R4/bundle.html
"""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hie.fhir import parse_reference
from hie.outcome import Issue, Severity
from hie.validation.bundle_entries import Entries, Entry, entry_of, references_in
from hie.validation.document_rules import check_document, check_message
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject

#: Types of Bundles whose entries are instructions or answers, and need no identity.
_WITHOUT_IDENTITY = frozenset({"transaction", "transaction-response", "batch", "batch-response"})
_PAGED = frozenset({"searchset", "history"})
_PAGE_LINKS = frozenset({"first", "last", "next", "prev", "previous"})
_UUID = "urn:uuid:"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def check_bundle(subject: Subject) -> None:
    """Note what is wrong with the Bundle."""
    bundle, findings = subject.node, subject.findings
    kind = bundle.text("type") or ""
    _links(bundle, kind, findings)
    if kind in _WITHOUT_IDENTITY:
        # Large transactions should not take long, and their entries mostly have such a URL.
        if not _have_uuids(bundle.value.get("entry")):
            for node in bundle.children("entry"):
                _identity(entry_of(node), kind, subject)
        return
    entries = Entries(bundle)
    for entry in entries:
        _identity(entry, kind, subject)
    _targets(entries, findings)
    if kind == "searchset":
        _search_set(bundle, entries, findings)
    elif kind == "document":
        check_document(bundle, entries, findings)
    elif kind == "message":
        check_message(bundle, entries, findings)


def _have_uuids(entries: Any) -> bool:
    """Whether all entries have UUIDs for their URLs, or none at all."""
    return isinstance(entries, list) and all(
        entry.__class__ is dict and str(entry.get("fullUrl", _UUID)).startswith(_UUID) for entry in entries
    )


def _identity(entry: Entry, kind: str, subject: Subject) -> None:
    """The ``fullUrl`` is absolute, and names the resource as the resource names itself."""
    url = entry.full_url
    if url is None:
        is_outcome = entry.node.child("search").text("mode") == "outcome"
        if kind not in _WITHOUT_IDENTITY and entry.resource.value and not is_outcome:
            subject.findings.add(entry.node.place, "full-url-missing", "invariant")
        return
    place = entry.node.at("fullUrl")
    if _SCHEME.match(url) is None:
        subject.findings.add(place, "full-url-relative", "invariant", url=shown(url))
        return
    parsed = parse_reference(url)
    if parsed is None or parsed.type not in subject.knowledge.registry.resource_types or entry.type is None:
        return
    if entry.id is None and kind not in _WITHOUT_IDENTITY:
        subject.findings.add(place, "full-url-without-id", "invariant", url=shown(url))
    elif entry.id is not None and (parsed.type, parsed.id) != (entry.type, entry.id):
        identity = f"{entry.type}/{entry.id}"
        subject.findings.add(place, "full-url-other", "invariant", url=shown(url), expected=shown(identity))


def _links(bundle: Node, kind: str, findings: Findings) -> None:
    """Links to pages are for what has pages, each once."""
    seen: set[str] = set()
    for link in bundle.children("link"):
        relation = link.text("relation")
        if relation not in _PAGE_LINKS:
            continue
        if kind not in _PAGED:
            findings.add(link.at("relation"), "link-prohibited", "invariant", relation=relation, type=kind)
        elif relation in seen:
            findings.add(link.at("relation"), "link-twice", "invariant", relation=relation)
        seen.add(relation)


def _targets(entries: Entries, findings: Findings) -> None:
    """A relative reference to what has a UUID for its URL names the type that is there."""
    for source in entries:
        if source.full_url is None or not source.full_url.startswith("urn:uuid:"):
            continue
        for text, place in references_in(source.resource):
            parsed = parse_reference(text)
            found = entries.resolve(text, source) if parsed is not None and parsed.base is None else []
            if found and parsed is not None and all(entry.type != parsed.type for entry in found):
                findings.add(
                    place, "reference-other-type", "structure", reference=shown(text), found=found[0].type
                )


def _search_set(bundle: Node, entries: Entries, findings: Findings) -> None:
    """Results have ids and are of the types that were searched for; outcomes are OperationOutcomes."""
    expected = _searched_types(bundle)
    if expected is None:
        _warn(findings, bundle, "search-self-missing")
    if any(entry.node.child("search").text("mode") is None for entry in entries):
        _warn(findings, bundle, "search-mode-missing")
    for entry in entries:
        if entry.type is None:
            continue
        mode = entry.node.child("search").text("mode")
        place = entry.node.at("resource")
        if mode == "outcome":
            if entry.type != "OperationOutcome":
                findings.add(place, "search-outcome", "invariant", type=shown(entry.type))
            continue
        if entry.id is None and (mode is not None or entry.type != "OperationOutcome"):
            findings.add(place, "search-without-id", "invariant")
        if expected and mode != "include" and entry.type not in expected:
            severity: Severity = "error" if mode == "match" else "warning"
            params = {"type": shown(entry.type), "expected": ", ".join(sorted(expected))}
            findings.note(place, Issue("search-other-type", "invariant", severity, place.path, params))


def _searched_types(bundle: Node) -> frozenset[str] | None:
    """The types in the link ``self``; empty when it does not tell them, None when there is no such link."""
    for link in bundle.children("link"):
        if link.text("relation") != "self":
            continue
        try:
            parts = urlsplit(link.text("url") or "")
            asked = parse_qs(parts.query)
        except ValueError:
            return frozenset()
        if "_type" in asked:
            return frozenset(",".join(asked["_type"]).split(","))
        name = parts.path.rstrip("/").removesuffix("/_search").rpartition("/")[2]
        return frozenset({name} if name[:1].isupper() and name.isalpha() else ())
    return None


def _warn(findings: Findings, node: Node, key: str) -> None:
    findings.note(node.place, Issue(key, "business-rule", "warning", node.place.path))
