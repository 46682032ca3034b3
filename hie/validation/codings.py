"""What is wrong with a Coding, or with the coded unit of a Quantity, whatever it is bound to.

https://hl7.org/fhir/R4/terminologies.html#unbound

As in HL7's own validator, a code that its system does not have and a name that is not the code's are errors,
in so far as the system is known here for certain.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from hie.conformance import Registry
from hie.outcome import Severity
from hie.terminology import OPEN_SYSTEMS, WRITTEN, KnownSystem, KnownSystems, folded, is_uri
from hie.validation.fault import Fault, note
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.place import Place

#: Names of systems to which people like to add something, which makes other systems of them.
_EXACT = (
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://unitsofmeasure.org",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
)
#: The shapes of objects that have a system and a code.
CODED_SHAPES = frozenset(
    {
        "Age",
        "Coding",
        "Count",
        "Distance",
        "Duration",
        "MoneyQuantity",
        "Quantity",
        "http://hl7.org/fhir/StructureDefinition/SimpleQuantity",
    }
)


#: How many sound Codings, and units, are remembered; clients may invent any number.
_MAX_REMEMBERED = 8192


class Codings:
    """Judges Codings by the code systems of a registry.

    ``sound`` are the Codings that were accepted with all that they have: how many members that is, system,
    code and display.  ``sound_units`` are unit, system and code of Quantities that had a number besides,
    ``sound_systems`` the systems of Identifiers, ``sound_profiles`` the canonicals that were claimed.
    """

    def __init__(self, registry: Registry) -> None:
        self._systems = KnownSystems(registry)
        self.sound: set[tuple[int, str | None, str | None, str | None]] = set()
        self.sound_units: set[tuple[str, str, str]] = set()
        self.sound_systems: set[str] = set()
        self.sound_profiles: set[str] = set()

    def remember_coding(self, o: Mapping[str, Any]) -> None:
        """Remember a Coding that is valid, if there is not more to it than what is remembered."""
        key = (len(o), o.get("system"), o.get("code"), o.get("display"))
        if len(o) + key.count(None) == 3:
            _remember(self.sound, key)

    def remember_unit(self, o: Mapping[str, Any]) -> None:
        """Remember the unit of a Quantity that is valid, if it has all parts and nothing else."""
        key = (o.get("unit"), o.get("system"), o.get("code"))
        if len(o) == 4 and "value" in o and None not in key:
            _remember(self.sound_units, key)

    def remember_system(self, o: Mapping[str, Any]) -> None:
        """Remember the system of an Identifier that is valid, if it says nothing of the form of values."""
        system = o.get("system")
        if system is not None and system.startswith("http"):
            _remember(self.sound_systems, system)

    def remember_profiles(self, o: Mapping[str, Any]) -> None:
        """Remember the profiles that a Meta, which is valid, claims."""
        for profile in o.get("profile", ()):
            if profile is not None:
                _remember(self.sound_profiles, profile)

    def accepts(self, o: Mapping[str, Any]) -> bool:
        """Whether the Coding or Quantity ``o``, which is structurally sound, has no error."""
        system = o.get("system")
        if system is None:
            return True
        known = self._systems[system]
        code = o.get("code", "")
        if known.test is not None:
            return True  # A code that only breaks a grammar is a warning.
        names = known.names.get(code)
        if names is not None:
            display = o.get("display")
            if display is None or display in names:
                return True
        elif known.kind == "unknown":
            return _is_sound(system)
        return not any(fault.severity == "error" for fault in _faults(o, known))

    def walk(self, findings: Findings, place: Place, o: Mapping[str, Any]) -> None:
        """Note what is wrong with ``o``, which may be anything at all."""
        system, code = o.get("system"), o.get("code")
        if isinstance(system, str):
            for fault in _faults(o, self._systems[system]):
                note(findings, place, o, fault)
        elif system is None and isinstance(code, str) and "value" not in o:
            findings.warn(place, "system-missing", "code-invalid", code=shown(code))


def _remember(known: set[Any], key: Any) -> None:
    if len(known) >= _MAX_REMEMBERED:
        # What is common is soon known again.
        known.clear()
    known.add(key)


def _faults(o: Mapping[str, Any], known: KnownSystem) -> Iterator[Fault]:
    system, code, version = known.url, o.get("code"), o.get("version")
    yield from _faults_of_system(known)
    if not isinstance(code, str) or known.kind in ("unknown", "value-set", "supplement"):
        return
    params = {"system": system, "code": shown(code), "version": known.version or "–"}
    if isinstance(version, str) and known.version not in (None, version):
        yield Fault("warning", "system-version", "not-found", "version", {**params, "found": shown(version)})
        return
    if known.has(code) is False:
        # A code of a system that nobody can list, such as a unit, is refused only where a binding
        # demands it: an exchange does not turn a package away for ``mcg``.
        severity: Severity = "error" if known.is_current and known.test is None else "warning"
        yield Fault(severity, "code-unknown", "code-invalid", "code", params)
        return
    if known.is_draft and known.is_current:
        yield Fault("information", "system-draft", "business-rule", "", params)
    if code in known.inactive:
        yield Fault("warning", "code-inactive", "business-rule", "", params)
    display = o.get("display")
    if isinstance(display, str):
        yield from _faults_of_display(known, code, display)


def _faults_of_system(known: KnownSystem) -> Iterator[Fault]:
    system = known.url
    params = {"system": shown(system)}
    if known.kind == "value-set":
        yield Fault("error", "system-is-value-set", "invalid", "system", params)
    elif known.kind == "supplement":
        yield Fault("error", "system-is-supplement", "not-found", "system", params)
    elif known.kind != "unknown":
        return
    elif not is_uri(system):
        yield Fault("error", "system-relative", "code-invalid", "system", params)
    elif system.startswith(_EXACT):
        yield Fault("error", "system-wrong", "code-invalid", "system", {**params, "near": _near(system)})
    else:
        near = _near(system)
        key = "system-unknown~near" if near else "system-unknown"
        yield Fault("warning", key, "not-found", "system", {**params, "near": near})


@lru_cache(maxsize=4096)
def _is_sound(system: str) -> bool:
    """Whether the URL of a system that is not known may be one."""
    return is_uri(system) and not system.startswith(_EXACT)


def _near(system: str) -> str | None:
    """The system that was perhaps meant: one of the great ones, written in another way."""
    for exact in _EXACT:
        if system.startswith(exact):
            return exact
    return _BY_BARE_NAME.get(_bare(system))


def _bare(url: str) -> str:
    """``url`` without what people write differently."""
    _, _, rest = url.lower().rpartition("://")
    return rest.removeprefix("www.").rstrip("/#")


_BY_BARE_NAME = {_bare(url): url for url in (*OPEN_SYSTEMS, *WRITTEN)}


def _faults_of_display(known: KnownSystem, code: str, display: str) -> Iterator[Fault]:
    names = known.names.get(code.lower() if known.ignores_case else code)
    if not names or display in names:
        return
    right = known.displays.get(code) or min(names)
    params = {"system": known.url, "code": shown(code), "display": shown(display), "right": shown(right)}
    if folded(display) in names:
        if folded(display) == display.casefold():
            # Only capital letters are different.
            return
        yield Fault("warning", "display-space", "invalid", "display", params)
    elif not known.is_current or _scripts(display).isdisjoint(_scripts(" ".join(names))):
        yield Fault("warning", "display-other", "invalid", "display", params)
    else:
        yield Fault("error", "display-wrong", "invalid", "display", params)


def _scripts(text: str) -> set[str]:
    """The alphabets of the letters in ``text``; a name in another one is a translation, not a mistake."""
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in text if letter.isalpha()}
