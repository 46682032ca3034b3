"""What a differential may not do.

https://hl7.org/fhir/R4/profiling.html#limitations
"""

from collections.abc import Callable, Mapping
from typing import Any

from hie.conformance.nodes import Node


class SnapshotError(ValueError):
    """A differential that does not fit its base, or whose base is not known."""


def check_constraint(
    base: Mapping[str, Any],
    derived: Mapping[str, Any],
    where: str,
    structure_of: Callable[[str], Mapping[str, Any] | None],
) -> None:
    """Raises SnapshotError when ``derived`` allows what ``base`` does not."""
    if _number(derived.get("max", "*")) > _number(base.get("max", "*")) and "max" in derived:
        raise SnapshotError(f"{where}: max {derived['max']} is more than {base.get('max')}")
    if "min" in derived and derived["min"] < base.get("min", 0):
        raise SnapshotError(f"{where}: min {derived['min']} is less than {base.get('min')}")
    allowed = [item.get("code") for item in base.get("type", ())]
    for item in derived.get("type", ()):
        if allowed and not _is_allowed(item.get("code"), allowed, structure_of):
            raise SnapshotError(
                f"{where}: type {item.get('code')} is not one of {', '.join(map(str, allowed))}"
            )


def check_slice_names(node: Node, path: str, url: str) -> None:
    """Raises SnapshotError when two slices of a differential's element have the same name."""
    names = [item.slice_name for item in node.slices]
    if len(names) != len(set(names)):
        raise SnapshotError(f"{url}: {path} has two slices of the same name")


def _is_allowed(
    code: str | None, allowed: list[Any], structure_of: Callable[[str], Mapping[str, Any] | None]
) -> bool:
    """Whether ``code`` or a type above it is in ``allowed``."""
    seen: set[str] = set()
    while code is not None and code not in seen:
        if code in allowed or code.startswith("http://hl7.org/fhirpath/"):
            return True
        seen.add(code)
        structure = structure_of(code)
        code = str(structure.get("baseDefinition", "")).rpartition("/")[2] or None if structure else None
    return False


def _number(maximum: str) -> float:
    return float("inf") if maximum == "*" else int(maximum)
