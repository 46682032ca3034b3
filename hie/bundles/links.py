"""References between the entries of a transaction.

https://hl7.org/fhir/R4/http.html#trules
https://hl7.org/fhir/R4/bundle.html#references
"""

import operator
from collections.abc import Mapping
from typing import Any


def rewritten(value: Any, targets: Mapping[str, str]) -> Any:
    """``value`` with every link that is a key of ``targets`` replaced; what does not change is not copied.

    Links are the values of ``reference`` and of elements of type uri and url, by their names.
    """
    if isinstance(value, dict):
        changed = {}
        for name, child in value.items():
            if isinstance(child, str):
                if child in targets and _is_link(name):
                    changed[name] = targets[child]
            elif isinstance(child, dict | list) and (new := rewritten(child, targets)) is not child:
                changed[name] = new
        return {**value, **changed} if changed else value
    if isinstance(value, list):
        items = [rewritten(child, targets) if isinstance(child, dict | list) else child for child in value]
        return value if all(map(operator.is_, items, value)) else items
    return value


def _is_link(name: str) -> bool:
    return name in ("reference", "uri", "url") or name.endswith(("Uri", "Url"))
