"""A package in two versions: from 2026 on its profile asks for an element more."""

import json
from datetime import date
from pathlib import Path

from hie.conformance import CORE_NAME, CORE_VERSION, PackageCache, Period, enable_package

RULE = "http://example.org/StructureDefinition/rule"


def basic(profile: str = RULE) -> dict:
    """A resource that satisfies the first version only."""
    return {"resourceType": "Basic", "meta": {"profile": [profile]}, "code": {"text": "x"}}


def install_versions(root: Path, core: Path) -> PackageCache:
    """A package cache below ``root`` with both versions, and the core package of the cache ``core``."""
    cache = PackageCache(root / "packages")
    cache.root.mkdir(parents=True)
    name = f"{CORE_NAME}#{CORE_VERSION}"
    (cache.root / name).symlink_to(core / name)
    ends = Period(ends=date(2025, 12, 31))
    for version, minimum, period in (("1.0.0", 0, ends), ("2.0.0", 1, Period())):
        folder = root / version
        folder.mkdir()
        (folder / "package.json").write_text(json.dumps({"name": "example.rules", "version": version}))
        (folder / "StructureDefinition-rule.json").write_text(json.dumps(_rule(version, minimum)))
        enable_package(cache, cache.install(str(folder)), period)
    return cache


def _rule(version: str, minimum: int) -> dict:
    return {
        "resourceType": "StructureDefinition",
        "url": RULE,
        "version": version,
        "name": "Rule",
        "status": "active",
        "kind": "resource",
        "abstract": False,
        "type": "Basic",
        "derivation": "constraint",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Basic",
        "differential": {"element": [{"id": "Basic.created", "path": "Basic.created", "min": minimum}]},
    }
