"""Carries a query out, one level after the other.

https://spec.graphql.org/October2021/#sec-Execution

All nodes of a level are asked for a field together, so that what they refer to is read in one look for
each type, however many they are.
"""

from collections.abc import Iterable, Sequence

from hie.fhir import Reference, parse_reference
from hie.fhirpath import Model
from hie.operations.graphql.choosing import Choosing
from hie.operations.graphql.cost import Cost
from hie.operations.graphql.document import Field, Selection
from hie.operations.graphql.fields import CONNECTION, EDGE, QUERY, Element, element_of, is_leaf, searched
from hie.operations.graphql.output import Node
from hie.operations.graphql.stored import Page, Resource, StoredResources
from hie.outcome import BadRequest, Issue


class Run:
    """One run of a query; ``issues`` are what could not be had.  ``base`` are the URLs of this server."""

    def __init__(
        self, model: Model, stored: StoredResources, choosing: Choosing, cost: Cost, base: Iterable[str]
    ) -> None:
        self._model = model
        self._stored = stored
        self._choosing = choosing
        self._cost = cost
        self._base = (None, *base)
        self.issues: list[Issue] = []

    def run(self, selections: Sequence[Selection], nodes: Sequence[Node]) -> None:
        """Put into ``nodes`` what ``selections`` want of them."""
        by_type: dict[str, list[Node]] = {}
        for node in nodes:
            by_type.setdefault(node.type, []).append(node)
        for type, group in by_type.items():
            for asked in self._merged(selections, type).values():
                children = self._field(asked, type, group)
                if children:
                    self.run(asked.selections, children)

    def _merged(self, selections: Sequence[Selection], type: str) -> dict[str, Field]:
        """The fields for nodes of ``type`` by their keys; what is wanted twice of one is wanted together."""
        found: dict[str, Field] = {}
        for each in selections:
            if isinstance(each, Field):
                fields = {each.key: each}
            elif each.type is None or each.type == type or self._model.is_a(type, each.type):
                fields = self._merged(each.selections, type)
            else:
                continue
            for key, asked in fields.items():
                known = found.get(key)
                found[key] = asked if known is None else _together(known, asked)
        return found

    def _field(self, asked: Field, type: str, nodes: Sequence[Node]) -> list[Node]:
        """Ask ``nodes`` of ``type`` for a field; the nodes that it leads to."""
        if asked.name == "__typename" or (asked.name == "resourceType" and type in self._model.resources):
            for node in nodes:
                node.put(asked, type, is_list=False)
            return []
        if type.endswith((CONNECTION, EDGE)):
            return [child for node in nodes for child in self._of_page(asked, node)]
        if type == QUERY or type in self._model.resources:
            if searched(self._model, asked.name):
                return [child for node in nodes for child in self._search(asked, node)]
            if type == QUERY:
                return self._by_id(asked, nodes)
        if asked.name == "resource" and type == "Reference":
            return self._referred(asked, nodes)
        found = element_of(self._model, type, asked.name)
        # Where it is None, another type that this node might have had has such a field.
        return [child for node in nodes if found for child in self._elements(asked, found, node)]

    def _elements(self, asked: Field, found: Element, node: Node) -> list[Node]:
        node.open(asked)
        held = node.value.get(f"_{found.key}" if found.is_beside else found.key)
        if held is None:
            return []
        values = held if found.member.is_list and isinstance(held, list) else [held]
        children = []
        for value, ending in self._choosing.of(asked, values, found.type):
            self._cost.value()
            if value is None or is_leaf(self._model, found.type):
                node.put(asked, value, is_list=found.member.is_list, ending=ending)
                continue
            type = value.get("resourceType", found.type)
            children.append(node.child(asked, value, type, is_list=found.member.is_list, ending=ending))
        return children

    def _by_id(self, asked: Field, nodes: Sequence[Node]) -> list[Node]:
        """The resource of a type and an id."""
        id = asked.arguments.get("id")
        if not isinstance(id, str):
            raise BadRequest.because("graphql-id", name=asked.name)
        link = Reference(None, asked.name, id)
        found = self._stored.by_links([link]).get(str(link))
        for node in nodes:
            node.open(asked)
        if found is None:
            self.issues.append(
                Issue("resource-not-found", "not-found", params={"type": asked.name, "id": id})
            )
            return []
        return [self._resource(asked, node, found) for node in nodes]

    def _resource(self, asked: Field, node: Node, resource: Resource, *, is_list: bool = False) -> Node:
        self._cost.value()
        child = node.child(asked, resource, resource["resourceType"], is_list=is_list)
        child.root = resource
        return child

    def _referred(self, asked: Field, nodes: Sequence[Node]) -> list[Node]:
        """What References lead to: contained resources, and those on this server."""
        only = asked.arguments.get("type")
        links = [self._link(node) for node in nodes]
        wanted = [link for link in links if link is not None and only in (None, link.type)]
        stored = self._stored.by_links(wanted)
        children = []
        for node, link in zip(nodes, links, strict=True):
            node.open(asked)
            found = _contained(node) if link is None else stored.get(str(link))
            if found is not None and only in (None, found["resourceType"]):
                children.append(self._resource(asked, node, found))
            elif found is None and only in (None, link.type if link else None):
                self._missing(asked, node)
        return children

    def _link(self, node: Node) -> Reference | None:
        link = parse_reference(node.value.get("reference") or "")
        is_own = link is not None and link.base in self._base and link.type in self._model.resources
        return link if is_own else None

    def _missing(self, asked: Field, node: Node) -> None:
        text = node.value.get("reference")
        if text is not None and asked.arguments.get("optional") is not True:
            self.issues.append(Issue("graphql-not-there", "not-found", params={"target": str(text)[:200]}))

    def _search(self, asked: Field, node: Node) -> list[Node]:
        """What a search finds: the resources, or a node for the page."""
        node.open(asked)
        type, is_connection = searched(self._model, asked.name) or ("", False)
        own = None
        if node.type != QUERY:
            if "_reference" not in asked.arguments:
                raise BadRequest.because("graphql-reference")
            own = f"{node.type}/{node.value.get('id')}"
        page = self._stored.search(type, asked.arguments, own)
        if is_connection:
            return [node.child(asked, page, f"{type}{CONNECTION}", is_list=False)]
        if not page.resources and not (node.is_flat or asked.is_flat or asked.is_first):
            node.out[asked.key] = []
        chosen = page.resources[:1] if asked.is_first else page.resources
        return [self._resource(asked, node, resource, is_list=True) for resource in chosen]

    def _of_page(self, asked: Field, node: Node) -> list[Node]:
        """A field of a page of a search, or of an entry of it."""
        if node.type.endswith(EDGE):
            if asked.name == "resource":
                return [self._resource(asked, node, node.value)]
            node.put(asked, "match" if asked.name == "mode" else None, is_list=False)
            return []
        page: Page = node.value
        if asked.name == "edges":
            type = f"{page.asked.type}{EDGE}"
            if not page.resources:
                node.out[asked.key] = []
            return [node.child(asked, resource, type, is_list=True) for resource in page.resources]
        values = {"pagesize": page.asked.count, **page.cursors}
        value = self._stored.count(page) if asked.name == "count" else values.get(asked.name)
        node.put(asked, value, is_list=False)
        return []


def _contained(node: Node) -> Resource | None:
    text = node.value.get("reference")
    if not isinstance(text, str) or not text.startswith("#"):
        return None
    contained = node.root.get("contained", ())
    return (
        node.root if text == "#" else next((each for each in contained if each.get("id") == text[1:]), None)
    )


def _together(one: Field, other: Field) -> Field:
    """One field for both, which must be the same but for what is wanted of it."""
    if (one.name, dict(one.arguments), one.slice) != (other.name, dict(other.arguments), other.slice):
        raise BadRequest.because("graphql-conflict", name=one.key)
    return Field(
        one.key, one.name, one.arguments, (*one.selections, *other.selections),
        one.is_flat, one.is_first, one.is_single, one.slice,
    )  # fmt: skip
