"""What looks wrong in a primitive value although its type allows it.

https://hl7.org/fhir/R4/datatypes.html#primitive

All of it is for the walk alone, for none of it is an error.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from hie.fhir import primitives
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.place import Place

#: Years before this one, and more than so many after the present, are probably mistakes.
_FIRST_YEAR = 1800
_YEARS_AHEAD = 80
_TAG = re.compile(r"</?[A-Za-z]\w*")


class Advice:
    """Notes what looks wrong at the time ``now``."""

    def __init__(self, findings: Findings, now: datetime) -> None:
        self._findings = findings
        self._last_year = now.year + _YEARS_AHEAD

    def note(self, type_name: str, value: str, place: Place) -> None:
        """Look at a ``value`` that is valid for its type.  Raises TooMany when there are enough findings."""
        check = _CHECKS.get(type_name)
        if check is not None:
            check(self, value, place)

    def _date(self, value: str, place: Place) -> None:
        if not _FIRST_YEAR <= int(value[:4]) <= self._last_year:
            self._findings.warn(place, "year-unlikely", "invalid", value=shown(value))

    def _string(self, value: str, place: Place) -> None:
        if value != value.strip():
            self._findings.warn(place, "text-space", "invalid", value=shown(value))
        self._markdown(value, place)

    def _markdown(self, value: str, place: Place) -> None:
        if "<" in value:
            tag = _TAG.search(value)
            if tag is not None:
                self._findings.warn(place, "text-html", "invalid", tag=shown(tag[0]))

    def _base64(self, value: str, place: Place) -> None:
        if not value.isprintable() or " " in value:
            self._findings.warn(place, "base64-space", "invalid")

    def _canonical(self, value: str, place: Place) -> None:
        # HL7's own examples have relative ones, so that they can hardly be refused.
        if ":" not in value and not value.startswith("#"):
            self._findings.warn(place, "canonical-relative", "invalid", value=shown(value))

    def _uri(self, value: str, place: Place) -> None:
        lowered = value.lower()
        if lowered.startswith("urn:uuid:"):
            if not primitives.is_uuid(lowered.partition("#")[0]):
                self._findings.warn(place, "uuid-invalid", "invalid", value=shown(value))
        elif lowered.startswith("urn:oid:") and not primitives.is_oid(value.partition("#")[0]):
            self._findings.warn(place, "oid-invalid", "invalid", value=shown(value))


_CHECKS: Mapping[str, Callable[[Advice, str, Place], None]] = {
    "base64Binary": Advice._base64,  # noqa: SLF001 - The table is a part of the class.
    "canonical": Advice._canonical,  # noqa: SLF001
    "date": Advice._date,  # noqa: SLF001
    "dateTime": Advice._date,  # noqa: SLF001
    "instant": Advice._date,  # noqa: SLF001
    "markdown": Advice._markdown,  # noqa: SLF001
    "string": Advice._string,  # noqa: SLF001
    "uri": Advice._uri,  # noqa: SLF001
    "url": Advice._uri,  # noqa: SLF001
}
