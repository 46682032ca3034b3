"""References between the entries of a transaction.

https://hl7.org/fhir/R4/http.html#trules
https://hl7.org/fhir/R4/bundle.html#references
"""

import operator
import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

#: A link in a narrative: the attribute with the quote that opens its value, the value, the quote.
_NARRATIVE_LINK = re.compile(r"""(\s(?:href|src)\s*=\s*(["']))(.*?)(\2)""", re.DOTALL)


def rewritten(value: Any, targets: Mapping[str, str]) -> Any:
    """``value`` with every link that is a key of ``targets`` replaced; what does not change is not copied.

    Links are the values of ``reference``, of elements of type uri, url, oid and uuid, by their names, and
    those of a narrative.
    """
    if isinstance(value, dict):
        changed = {}
        for name, child in value.items():
            if isinstance(child, str):
                new = _link(name, child, targets)
                if new is not child:
                    changed[name] = new
            elif isinstance(child, dict | list) and (new := rewritten(child, targets)) is not child:
                changed[name] = new
        return {**value, **changed} if changed else value
    if isinstance(value, list):
        items = [rewritten(child, targets) if isinstance(child, dict | list) else child for child in value]
        return value if all(map(operator.is_, items, value)) else items
    return value


def _link(name: str, text: str, targets: Mapping[str, str]) -> str:
    """``text``, the value of an element ``name``, with the link that it is or has replaced."""
    if text in targets:
        is_link = name in ("reference", "uri", "url") or name.endswith(("Uri", "Url", "Oid", "Uuid"))
        return targets[text] if is_link else text
    if name == "div" and ("href" in text or "src" in text):
        return _NARRATIVE_LINK.sub(lambda match: _narrative_link(match, targets), text)
    return text


def _narrative_link(match: re.Match[str], targets: Mapping[str, str]) -> str:
    before, _, link, after = match.groups()
    target = targets.get(unescape(link))
    return match[0] if target is None else f"{before}{escape(target)}{after}"
