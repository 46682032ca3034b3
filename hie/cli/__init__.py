"""The command line: ``hie VERB``.

Each verb has a module of its name.  They are imported when they are called, so that ``hie version``
does not pay for the server.
"""

import importlib
import sys
from typing import Any

import click
from pydantic import ValidationError

from hie.outcome import FhirError
from hie.storage import MongodFault, UnfitServer

#: Verb to its line in the list of verbs.
VERBS = {
    "serve": "Start the server.",
    "load": "Load resources from files, folders and archives.",
    "validate": "Validate resources in files; no server is needed.",
    "fhirpath": "Evaluate a FHIRPath expression on a resource in a file.",
    "demo": "Write a synthetic population as transaction Bundles.",
    "packages": "Install and list FHIR packages.",
    "status": "Tell how the server of a data folder does.",
    "check": "Verify a whole database, and repair its indexes.",
    "rotate": "Replace the secret of links to pages.",
    "version": "Tell the version.",
}


class _Verbs(click.Group):
    """The verbs, each loaded from its module when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"hie.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A FHIR R4 health information exchange server for Ukraine."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; errors are one line each, never a traceback."""
    try:
        return cli(arguments, standalone_mode=True)
    except FhirError as error:
        for issue in error.issues:
            click.echo(f"hie: {issue.text('en')}", err=True)
        sys.exit(1)
    except ValidationError as error:
        for fault in error.errors():
            click.echo(f"hie: HIE_{str(fault['loc'][0]).upper()}: {fault['msg']}", err=True)
        sys.exit(1)
    except (MongodFault, UnfitServer) as fault:
        click.echo(f"hie: {fault}", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"hie: {error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(1)
