"""XML Patch of resources in their XML form.

https://www.rfc-editor.org/rfc/rfc5261
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

from hie.outcome import BadRequest, FhirError, Unprocessable
from hie.patch.selectors import DEFAULT, check_cost, select

FHIR = "http://hl7.org/fhir"
XHTML = "http://www.w3.org/1999/xhtml"

#: Prefixes that every FHIR document may use in a selector without declaring them.
_PREFIXES = {"f": FHIR, "fhir": FHIR, "h": XHTML}
#: So much of a selector is told in an error, in characters.
SHOWN = 200

_Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives the type no public name.


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: ``kind`` is add, replace or remove, ``source`` its element in the patch."""

    number: int
    kind: str
    selector: str
    namespaces: Mapping[str, str]
    source: _Element


Operations: TypeAlias = Sequence[Operation]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def read(body: bytes) -> Operations:
    """The operations of a patch document.

    Raises BadRequest when it is not XML, declares a document type, or has an operation that is none.
    """
    try:
        root = etree.fromstring(body, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadRequest.because("patch-not-xml", detail=str(error)) from None
    if b"<!DOCTYPE" in body:
        raise BadRequest.because("patch-not-xml", detail="DOCTYPE")
    found = [
        _operation(number, source)
        for number, source in enumerate((each for each in root if isinstance(each.tag, str)), 1)
    ]
    if not found:
        raise BadRequest.because("patch-operation-malformed", number=1)
    return found


def _operation(number: int, source: _Element) -> Operation:
    kind, selector = etree.QName(source).localname, source.get("sel")
    if kind not in ("add", "replace", "remove") or not selector:
        raise BadRequest.because("patch-operation-malformed", number=number)
    declared = {prefix: uri for prefix, uri in source.nsmap.items() if prefix}
    namespaces = {**_PREFIXES, **declared, DEFAULT: source.nsmap.get(None, FHIR)}
    return Operation(number, kind, selector, namespaces, source)


def apply(operations: Operations, document: bytes) -> bytes:
    """What ``operations`` make of an XML ``document``.

    Raises Unprocessable when one of them does not fit, with its number (from 1) and selector, and when all of
    them would take too long.
    """
    added = sum(len(etree.tostring(operation.source)) for operation in operations)
    check_cost((operation.selector for operation in operations), len(document) + added)
    tree = etree.ElementTree(etree.fromstring(document, _parser()))
    for operation in operations:
        try:
            _CHANGES[operation.kind](operation, tree)
        except FhirError as error:
            path = operation.selector[:SHOWN]
            step = Unprocessable.because("patch-operation", number=operation.number, path=path)
            raise Unprocessable([*step.issues, *error.issues]) from None
    return etree.tostring(tree.getroot(), encoding="utf-8")


def _selected(operation: Operation, tree: Any) -> Any:
    """The one node that the operation selects."""
    found = select(operation.selector, operation.namespaces, tree)
    if len(found) != 1:
        key = "patch-several" if found else "patch-nothing"
        raise Unprocessable.because(key, found=len(found))
    return found[0]


def _add(operation: Operation, tree: Any) -> None:
    node = _element(_selected(operation, tree))
    source = operation.source
    attribute, position = source.get("type"), source.get("pos")
    if attribute is not None:
        # How a document names a namespace is not part of a resource.
        if not attribute.startswith("namespace::"):
            try:
                node.set(attribute.removeprefix("@"), source.text or "")
            except ValueError:
                raise Unprocessable.because("patch-element", found=attribute[:80]) from None
        return
    parent = node.getparent() if position in ("before", "after") else node
    if parent is None or position not in (None, "prepend", "before", "after"):
        raise Unprocessable.because("patch-element", found=str(position))
    at = {None: len(node), "prepend": 0}.get(position)
    if at is None:
        at = parent.index(node) + (position == "after")
    # What stood behind the element that something is put after stands behind the new ones then.
    tail, node.tail = (node.tail, None) if position == "after" else (None, node.tail)
    _insert(parent, at, source)
    if tail:
        _append_text(parent, at + len(source), tail)


def _insert(parent: _Element, at: int, source: _Element) -> None:
    """Put the content of ``source``, text and elements, before the child ``at`` of ``parent``."""
    children = list(source)
    _append_text(parent, at, _text(source.text, bool(children)))
    for offset, child in enumerate(children):
        child.tail = _text(child.tail, has_elements=True)
        parent.insert(at + offset, child)


def _text(text: str | None, has_elements: bool) -> str:
    """The text of an operation; blanks that lay out its elements do not count."""
    return "" if text is None or (has_elements and not text.strip()) else text


def _append_text(parent: _Element, at: int, text: str) -> None:
    """Add ``text`` to what stands before the child ``at`` of ``parent``."""
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        before = parent[at - 1]
        before.tail = (before.tail or "") + text


def _replace(operation: Operation, tree: Any) -> None:
    node, source = _selected(operation, tree), operation.source
    if isinstance(node, str):
        _set_text(node, source.text or "")
        return
    children = list(source)
    parent = _element(node).getparent()
    if parent is None and len(children) == 1:
        children[0].tail = None
        tree._setroot(children[0])  # noqa: SLF001 - lxml's only way to it.
        return
    is_comment = not isinstance(node.tag, str)
    if parent is None or len(children) != 1 - (is_comment and not children):
        raise Unprocessable.because("patch-one-element", found=len(children))
    if not children:
        _remove_node(node)
        return
    children[0].tail = node.tail
    parent.replace(node, children[0])


def _remove(operation: Operation, tree: Any) -> None:
    node = _selected(operation, tree)
    if isinstance(node, str):
        _set_text(node, None)
    else:
        _remove_node(_element(node))


def _remove_node(node: _Element) -> None:
    """Take ``node`` out; the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        raise Unprocessable.because("patch-whole")
    if node.tail:
        _append_text(parent, parent.index(node), node.tail)
        node.tail = None
    parent.remove(node)


def _set_text(node: Any, text: str | None) -> None:
    """Make ``text`` the value of an attribute or text ``node``, a string that lxml made; None removes it."""
    holder = node.getparent()
    if node.is_attribute:
        if text is None:
            del holder.attrib[node.attrname]
        else:
            holder.set(node.attrname, text)
    elif node.is_tail:
        holder.tail = text
    else:
        holder.text = text


def _element(node: Any) -> _Element:
    if isinstance(node, str | tuple):
        raise Unprocessable.because("patch-element", found=str(node)[:80])
    element: _Element = node
    return element


_CHANGES = {"add": _add, "replace": _replace, "remove": _remove}
