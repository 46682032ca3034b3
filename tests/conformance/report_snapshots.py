"""Tells how snapshots compare with those of HL7's tools: ``python tests/conformance/report_snapshots.py``.

The folders of suites and packages are those of the tests: HIE_SUITES, HIE_PACKAGES.
"""

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click
from snapshot_suite import Session, differences, of_package, public_cases

from hie.config import Settings
from hie.conformance import CORE_NAME, CORE_VERSION, PackageCache, Registry

ROOT = Path(__file__).parents[2]
ARCHIVES = ("hl7.fhir.uv.ips-1.1.0.tgz", "hl7.fhir.us.core-6.1.0.tgz")


def folder(variable, default):
    """A folder of the tests' data."""
    return Path(os.environ.get(variable) or ROOT.parent / "shared" / default)


def report_cases(registry, suites):
    """The public cases by set, with those that differ."""
    cases = public_cases(suites)
    session = Session(registry, suites / "files", cases)
    for name in sorted({case["set"] for case in cases}):
        of_set = [case for case in cases if case["set"] == name]
        failed = [case for case in of_set if not session.passes(case)]
        click.echo(f"{name}: {len(of_set) - len(failed)} of {len(of_set)} agree")
        for case in failed:
            click.echo(f"  {case['id']}: {session.why(case)}")


def report_package(core, archive, work):
    """How many snapshots of a package are reproduced, and what differs in the others."""
    package = PackageCache(work / "packages").install(str(archive))
    registry = Registry.load([core, package], work / "indexes")
    urls = list(of_package(registry, package))
    found = {url: differences(registry, url) for url in urls}
    different = {url: listed for url, listed in found.items() if listed}
    click.echo(f"{package}: {len(urls) - len(different)} of {len(urls)} snapshots are the same")
    kinds = Counter(key for listed in different.values() for _, key, _, _ in listed)
    click.echo(f"  differences: {dict(kinds) or 'none'}")
    for url, listed in different.items():
        click.echo(f"  {url}")
        for name, key, theirs, ours in listed:
            click.echo(f"    {name} {key}: theirs {theirs}, ours {ours}")


def main():
    """Print the report."""
    core = PackageCache(Settings().package_cache).find(CORE_NAME, CORE_VERSION)
    if core is None:
        sys.exit("hie packages install hl7.fhir.r4.core@4.0.1")
    with tempfile.TemporaryDirectory() as work:
        registry = Registry.load([core], Path(work) / "indexes")
        report_cases(registry, folder("HIE_SUITES", "suites"))
        for name in ARCHIVES:
            report_package(core, folder("HIE_PACKAGES", "packages") / name, Path(work))


if __name__ == "__main__":
    main()
