"""What a rule finds in one object."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hie.outcome import Issue, Severity
from hie.validation.findings import Findings
from hie.validation.place import Place


class Fault(NamedTuple):
    """One finding about ``member`` of an object, or about the whole when it has no such member."""

    severity: Severity
    key: str
    code: str
    member: str
    params: Mapping[str, Any]


def note(findings: Findings, place: Place, o: Mapping[str, Any], fault: Fault) -> None:
    """Note ``fault``, found in ``o`` at ``place``.  Raises TooMany when there are enough findings."""
    is_inside = fault.member in o
    inside = place.child(fault.member, list(o).index(fault.member)) if is_inside else place
    findings.note(inside, Issue(fault.key, fault.code, fault.severity, inside.path, fault.params))
