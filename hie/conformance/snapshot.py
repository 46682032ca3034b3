"""Snapshots made from differentials.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from collections.abc import Callable, Mapping
from typing import Any


class SnapshotError(ValueError):
    """A differential that does not fit its base."""


def generate_snapshot(
    structure: Mapping[str, Any], snapshot_of: Callable[[str], Mapping[str, Any] | None]
) -> dict[str, Any]:
    """A copy of ``structure`` with the snapshot that its differential and its base make."""
    raise SnapshotError(f"{structure.get('url')} has no snapshot")
