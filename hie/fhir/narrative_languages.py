"""The languages of a narrative: which of its sections are in which.

http://hl7.org/fhir/StructureDefinition/narrative-language-control
"""

from dataclasses import dataclass, field
from xml.parsers import expat

_NAMES = ("xml:lang", "lang")


@dataclass(slots=True)
class Sections:
    """``languages`` of the sections (the divs directly in the root that name one), in order.

    ``has_more`` tells whether there is content outside of them.
    """

    languages: list[str] = field(default_factory=list)
    has_more: bool = False


def sections(xhtml: str) -> Sections:
    """The language sections of a narrative's ``div``; none when it is not well formed."""
    found = Sections()
    # Whether each open element is in a language section.
    above: list[bool] = []
    parser = expat.ParserCreate()
    parser.UseForeignDTD(True)

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(above) == 1 and name == "div":
            language = next((attributes[key] for key in _NAMES if key in attributes), None)
            if language is not None:
                found.languages.append(language)
            above.append(language is not None)
        else:
            above.append(bool(above) and above[-1])

    def end(_name: str) -> None:
        above.pop()

    def text(content: str) -> None:
        if not above[-1] and not content.isspace():
            found.has_more = True

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xhtml, True)
    except (expat.ExpatError, UnicodeEncodeError):
        return Sections()
    return found
