"""The languages of narratives: what looks wrong, and what a profile asks of them.

http://hl7.org/fhir/StructureDefinition/narrative-language-control
"""

from collections.abc import Iterable, Mapping
from typing import Any

from hie.fhir import sections
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.place import Place


def advise(findings: Findings, place: Place, narrative: Mapping[str, Any], resource: Any) -> None:
    """Note where the languages of a narrative and of its resource do not go together."""
    xhtml = narrative.get("div")
    if not isinstance(xhtml, str) or "lang=" not in xhtml:
        return
    found = sections(xhtml)
    if not found.languages:
        return
    inside = place.child("div", list(narrative).index("div"))
    languages = shown(", ".join(found.languages))
    if found.has_more:
        findings.warn(inside, "narrative-mixed", "business-rule", languages=languages)
    language = resource.get("language") if isinstance(resource, dict) else None
    if isinstance(language, str) and language not in found.languages:
        params = {"language": shown(language), "languages": languages}
        findings.warn(inside, "narrative-other-language", "business-rule", **params)


def speaks(narrative: Any, control: Iterable[str], resource: Any) -> bool:
    """Whether a narrative has the language sections that ``control`` asks for.

    Each item is ``_yes`` for some, ``_no`` for none, ``_resource`` for one in the language of the resource,
    or a language.
    """
    xhtml = narrative.get("div") if isinstance(narrative, dict) else None
    if not isinstance(xhtml, str):
        return True
    languages = sections(xhtml).languages if "lang=" in xhtml else []
    return all(_has(languages, item, resource) for item in control)


def _has(languages: list[str], wanted: str, resource: Any) -> bool:
    if wanted in ("_yes", "_no"):
        return bool(languages) is (wanted == "_yes")
    if wanted == "_resource":
        language = resource.get("language") if isinstance(resource, dict) else None
        return not isinstance(language, str) or language in languages
    return wanted in languages
