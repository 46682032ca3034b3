"""Which packages of the cache the server loads, and which version of one is in force when.

The cache is shared with other programs, which keep packages of other FHIR releases in it; so what is
loaded is written down, in the file ``hie.json`` beside the packages::

    {"hl7.fhir.uv.ips": "1.1.0",
     "example.rules": {"1.0.0": {"to": "2025-12-31"}, "2.0.0": {"from": "2026-01-01"}}}

A version is in force from its ``from`` to its ``to``, both included; of several that are in force the
newest counts.  Where ``from`` is not given, a version that follows an older one begins on the day after
that one's ``to``, else on the ``date`` of its manifest (the day on which it was published); the oldest
one, and whatever has no such date, has always been in force.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hie.conformance.packages import Package, PackageCache, version_key

_FILE = "hie.json"


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a version is in force, both included; None is open."""

    begins: date | None = None
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Whether ``day`` is in the period."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a package with the period that somebody has set for it."""

    package: Package
    period: Period = Period()


def enabled_versions(cache: PackageCache) -> dict[str, list[Version]]:
    """The versions to load of each package, in the order of installation; what is gone is left out."""
    found: dict[str, list[Version]] = {}
    for name, versions in _read(cache).items():
        for version, period in versions.items():
            package = cache.find(name, version)
            if package is not None:
                found.setdefault(name, []).append(Version(package, period))
    return found


def enabled_packages(cache: PackageCache, day: date | None = None) -> list[Package]:
    """The packages to load on ``day`` (None: the newest versions), as :func:`choose` says."""
    chosen, others = choose(enabled_versions(cache).values(), day)
    return [*chosen, *others]


def choose(packages: Iterable[list[Version]], day: date | None = None) -> tuple[list[Package], list[Package]]:
    """The version of each of ``packages`` that is in force on ``day``; and the other versions of these.

    The other versions are for those who name them.  A package of which none is in force is not there.
    """
    chosen: list[Package] = []
    others: list[Package] = []
    for versions in packages:
        newest = sorted(
            periods(versions).items(), key=lambda item: version_key(item[0].version), reverse=True
        )
        in_force = [package for package, period in newest if day is None or period.covers(day)]
        chosen += in_force[:1]
        if in_force:
            others += [package for package, _ in newest if package != in_force[0]]
    return chosen, others


def periods(versions: Iterable[Version]) -> dict[Package, Period]:
    """When each version of one package is in force, oldest version first."""
    found: dict[Package, Period] = {}
    before: Period | None = None
    for version in sorted(versions, key=lambda version: version_key(version.package.version)):
        begins = version.period.begins
        if begins is None and before is not None:
            begins = (
                before.ends + timedelta(days=1)
                if before.ends is not None and before.ends < date.max
                else _published(version.package)
            )
        before = Period(begins, version.period.ends)
        found[version.package] = before
    return found


def enable_package(cache: PackageCache, package: Package, period: Period | None = None) -> None:
    """Have ``package`` loaded: beside other versions of it with a ``period``, else in their place."""
    names: dict[str, dict[str, Period]] = {name: dict(versions) for name, versions in _read(cache).items()}
    if period is None:
        names[package.name] = {package.version: Period()}
    else:
        names.setdefault(package.name, {})[package.version] = period
    written = {
        name: {version: _to_json(period) for version, period in versions.items()}
        for name, versions in names.items()
    }
    temporary = cache.root / f"{_FILE}.tmp"
    temporary.write_text(json.dumps(written, indent=2))
    temporary.replace(cache.root / _FILE)


def _read(cache: PackageCache) -> Mapping[str, Mapping[str, Period]]:
    """Name to version to period; what cannot be read counts as not there."""
    try:
        names = json.loads((cache.root / _FILE).read_text())
    except (OSError, ValueError):
        return {}
    found: dict[str, dict[str, Period]] = {}
    for name, versions in names.items() if isinstance(names, dict) else ():
        listed = {versions: {}} if isinstance(versions, str) else versions
        for version, period in listed.items() if isinstance(listed, dict) else ():
            found.setdefault(name, {})[version] = _from_json(period)
    return found


def _from_json(period: Any) -> Period:
    texts = period if isinstance(period, dict) else {}
    return Period(_day(texts.get("from")), _day(texts.get("to")))


def _to_json(period: Period) -> dict[str, str]:
    days = {"from": period.begins, "to": period.ends}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _published(package: Package) -> date | None:
    """The day of ``20230629124228``, or of a date as FHIR writes it."""
    return _day(str(package.manifest.get("date", ""))[:10]) or _day(str(package.manifest.get("date", ""))[:8])


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
