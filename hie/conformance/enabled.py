"""Which packages of the cache the server loads: those that ``hie packages install`` put there.

The cache is shared with other programs, which keep packages of other FHIR releases in it; so what is
loaded is written down, in the file ``hie.json`` beside the packages.
"""

import json
from collections.abc import Mapping

from hie.conformance.packages import Package, PackageCache

_FILE = "hie.json"


def enabled_packages(cache: PackageCache) -> list[Package]:
    """The packages to load, in the order of their installation; those that are gone are left out."""
    found = (cache.find(name, version) for name, version in _read(cache).items())
    return [package for package in found if package is not None]


def enable_package(cache: PackageCache, package: Package) -> None:
    """Have ``package`` loaded, in place of another version of it."""
    names = {**_read(cache), package.name: package.version}
    temporary = cache.root / f"{_FILE}.tmp"
    temporary.write_text(json.dumps(names, indent=2))
    temporary.replace(cache.root / _FILE)


def _read(cache: PackageCache) -> Mapping[str, str]:
    """Name to version."""
    try:
        names = json.loads((cache.root / _FILE).read_text())
    except (OSError, ValueError):
        return {}
    return names if isinstance(names, dict) else {}
