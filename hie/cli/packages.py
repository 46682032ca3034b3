"""``hie packages``: install and list FHIR packages."""

import json

import click

from hie.cli.progress import ProgressBar
from hie.config import Settings
from hie.conformance import CORE_NAME, CORE_VERSION, PackageCache, enable_package, enabled_packages


@click.group()
def command() -> None:
    """Install and list FHIR packages.  Installed packages are loaded by the next ``hie serve``."""


@command.command()
@click.argument("source", metavar="NAME@VERSION|FILE.tgz|FOLDER")
def install(source: str) -> None:
    """Put a package into the package cache, and have it loaded."""
    settings = Settings()
    cache = PackageCache(settings.package_cache)
    with ProgressBar() as progress:
        package = cache.install(source, settings.package_registry, progress)
    enable_package(cache, package)
    click.echo(f"Installed {package} in {package.folder}")


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def list_(as_json: bool) -> None:
    """List the packages of the cache; those that the server loads are marked with ``*``."""
    cache = PackageCache(Settings().package_cache)
    # The core package is always loaded.
    enabled = {str(package) for package in enabled_packages(cache)} | {f"{CORE_NAME}@{CORE_VERSION}"}
    rows = [
        {
            "name": package.name,
            "version": package.version,
            "folder": str(package.folder),
            "loaded": str(package) in enabled,
        }
        for package in cache.installed()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{'*' if row['loaded'] else ' '} {row['name']}@{row['version']}  {row['folder']}")
