"""The XHTML of narratives between JSON, where it is a string, and XML, where it is part of the document.

https://hl7.org/fhir/R4/narrative.html#xhtml

Both ways the text stays as it was written.
"""

import re
from collections.abc import Mapping
from html.entities import name2codepoint
from typing import NoReturn
from xml.parsers import expat

_START_TAG = re.compile(r"""<([^\s/>]+)(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset({"amp", "apos", "gt", "lt", "quot"})


def is_empty_element(text: str) -> bool:
    """Whether ``text``, the beginning of an element, is all of it: ``<div/>``."""
    return text.endswith("/>") and _START_TAG.fullmatch(text) is not None


def standalone(element: str, namespaces: Mapping[str, str]) -> str:
    """``element``, cut out of a document, with the declarations that it needs of those around it.

    ``namespaces`` are in force there, by prefix; the prefix ``""`` is the default one.
    """
    match = _START_TAG.match(element)
    tag, name = (match[0], match[1]) if match else ("", "")
    needed = "".join(
        f' xmlns{":" if prefix else ""}{prefix}="{uri}"'
        for prefix, uri in namespaces.items()
        if _needs(element, tag, name, prefix)
    )
    return f"<{name}{needed}{element[len(name) + 1 :]}" if needed else element


def _needs(element: str, tag: str, name: str, prefix: str) -> bool:
    if not prefix:
        return ":" not in name and "xmlns=" not in tag
    return f"{prefix}:" in element and f"xmlns:{prefix}=" not in tag


class _NotXml(Exception):
    """The text cannot be part of a document."""


def _refuse(*_: object) -> NoReturn:
    raise _NotXml


def embeddable(xhtml: str) -> str | None:
    """The element in ``xhtml`` as it may stand inside of a document; None when it is not well formed.

    HTML's own entities, which XML does not know, become character references.
    """
    text = _ENTITY.sub(_character, xhtml)
    try:
        data = text.encode()
        start, end = _extent(data)
    except (expat.ExpatError, UnicodeEncodeError, _NotXml):
        return None
    return data[start:end].decode()


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return f"&#{name2codepoint[name]};" if name in name2codepoint and name not in _OF_XML else match[0]


def _extent(data: bytes) -> tuple[int, int]:
    """Where the root element of the document ``data`` begins and ends."""
    parser = expat.ParserCreate("UTF-8", " ")
    start = 0

    def begin(_: str, __: dict[str, str]) -> None:
        nonlocal start
        start = parser.CurrentByteIndex
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = begin
    parser.Parse(data, True)
    return start, data.rindex(b">") + 1
