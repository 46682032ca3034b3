"""``hie version``: tell the version."""

import json
import platform

import click

from hie import __version__


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def command(as_json: bool) -> None:
    """Tell the version of hie, of FHIR and of Python."""
    versions = {"hie": __version__, "fhir": "4.0.1", "python": platform.python_version()}
    if as_json:
        click.echo(json.dumps(versions))
    else:
        click.echo(", ".join(f"{name} {version}" for name, version in versions.items()))
