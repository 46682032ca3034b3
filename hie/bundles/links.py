"""References between the entries of a transaction.

https://hl7.org/fhir/R4/http.html#trules
https://hl7.org/fhir/R4/bundle.html#references
"""

from collections.abc import Mapping
from typing import Any


def rewritten(value: Any, targets: Mapping[str, str]) -> Any:
    """A copy of ``value`` in which every link that is a key of ``targets`` is replaced.

    Links are the values of ``reference`` and of elements of type uri and url, by their names.
    """
    if isinstance(value, dict):
        return {
            name: targets[child]
            if isinstance(child, str) and child in targets and _is_link(name)
            else rewritten(child, targets)
            for name, child in value.items()
        }
    if isinstance(value, list):
        return [rewritten(child, targets) for child in value]
    return value


def _is_link(name: str) -> bool:
    return name in ("reference", "uri", "url") or name.endswith(("Uri", "Url"))
