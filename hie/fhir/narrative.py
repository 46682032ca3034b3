"""The XHTML of narratives: what is wrong with it.

https://hl7.org/fhir/R4/narrative.html#xhtml

Read with expat: a document type is refused before it is read, so there is no entity to expand and nothing
to fetch.
"""

from dataclasses import dataclass, field
from html.entities import name2codepoint
from typing import NoReturn
from xml.parsers import expat

XHTML = "http://www.w3.org/1999/xhtml"

_NAMES = (
    "a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt "
    "em h1 h2 h3 h4 h5 h6 hr i img kbd li map ol p pre q s samp small span strike strong sub sup table "
    "tbody td tfoot th thead tr tt u ul var"
)
#: Elements of HTML 4.0 chapters 7 to 11 (9.4 apart) and 15, ``a`` and ``img``: the only ones allowed.
ELEMENTS = frozenset(_NAMES.split())
_ATTRIBUTE_NAMES = (
    "abbr accesskey align alt axis background bgcolor border cellpadding cellspacing char charoff charset "
    "cite class clear color colspan compact coords dir face frame headers height href hreflang hspace id "
    "ismap lang longdesc name nohref noshade nowrap rel rev rowspan rules scope shape size space span src "
    "start style summary tabindex title type usemap valign value vspace width xml:lang xml:space xmlns"
)
#: The attributes that HTML 4.0 gives to these elements, scripts and frames apart.
ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_URL_ATTRIBUTES = frozenset({"href", "src", "cite", "background"})
_SCRIPT_SCHEMES = ("javascript:", "vbscript:")


@dataclass(slots=True)
class _Reading:
    """What a reading has found so far."""

    parser: expat.XMLParserType
    faults: list[tuple[str, str]] = field(default_factory=list)
    is_inside: bool = False
    has_content: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self.is_inside:
            self.is_inside = True
            self._root(namespace, local)
        if namespace not in ("", XHTML) or local not in ELEMENTS:
            self.faults.append(("narrative-element", local))
        if local == "img":
            self.has_content = True
        for attribute, value in attributes.items():
            if _is_forbidden(attribute.rpartition(" ")[2], value):
                self.faults.append(("narrative-attribute", attribute.rpartition(" ")[2]))

    def _root(self, namespace: str, local: str) -> None:
        if local != "div":
            self.faults.append(("narrative-root", local))
        elif namespace != XHTML:
            self.faults.append(("narrative-namespace", namespace))

    def text(self, text: str) -> None:
        if not text.isspace():
            self.has_content = True
            # One word is enough to know; the rest of the text need not come back to Python.
            self.parser.CharacterDataHandler = None

    def skipped_entity(self, name: str, is_parameter: bool) -> None:
        self.has_content = True
        if is_parameter or name not in name2codepoint:
            self.faults.append(("narrative-not-xml", f"&{name};"))


def _is_forbidden(attribute: str, value: str) -> bool:
    """Whether an attribute is not one of HTML 4.0's, or holds a script."""
    if attribute not in ATTRIBUTES:
        return True
    return attribute in _URL_ATTRIBUTES and "".join(value.split()).lower().startswith(_SCRIPT_SCHEMES)


class _Doctype(Exception):
    """A document type was declared."""


def _refuse_doctype(*_: object) -> NoReturn:
    raise _Doctype


def _reading() -> _Reading:
    parser = expat.ParserCreate(namespace_separator=" ")
    reading = _Reading(parser)
    # Without this, HTML's own entities such as &nbsp; would end the reading as undefined.
    parser.UseForeignDTD(True)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.ExternalEntityRefHandler = lambda *_: 1
    parser.StartElementHandler = reading.start
    parser.CharacterDataHandler = reading.text
    parser.SkippedEntityHandler = reading.skipped_entity
    return reading


def faults(xhtml: str) -> list[tuple[str, str]]:
    """What is wrong with a narrative's ``div``: message keys, each with the text that it is about.

    Empty when the XHTML is well formed, its root is a ``div`` of the XHTML namespace, it holds only
    formatting elements and nothing active (txt-1), and it is not blank (txt-2).
    """
    reading = _reading()
    try:
        reading.parser.Parse(xhtml.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError) as error:
        return [("narrative-not-xml", str(error))]
    except _Doctype:
        return [("narrative-doctype", "")]
    if not reading.has_content:
        reading.faults.append(("narrative-blank", ""))
    return reading.faults


def is_sound(xhtml: str) -> bool:
    """Whether ``faults(xhtml)`` is empty, told in a third of the time for the usual narrative."""
    if "<!" in xhtml:
        return not faults(xhtml)
    suspicions: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name not in ELEMENTS:
            suspicions.append(name)
        for attribute, value in attributes.items():
            if (attribute == "xmlns" and value != XHTML) or _is_forbidden(attribute, value):
                suspicions.append(attribute)

    def root(name: str, attributes: dict[str, str]) -> None:
        parser.StartElementHandler = start
        if name != "div" or "xmlns" not in attributes:
            suspicions.append(name)
        start(name, attributes)

    def text(content: str) -> None:
        if not content.isspace():
            parser.CharacterDataHandler = None

    parser.StartElementHandler = root
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xhtml, True)
    except (expat.ExpatError, UnicodeEncodeError):
        suspicions.append("")
    is_certain = not suspicions and parser.CharacterDataHandler is None
    return is_certain or not faults(xhtml)
