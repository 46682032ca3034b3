"""docs/cli.md tells of every verb and option of the command line, and of nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from hie.cli import cli

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")


def commands(command: click.Command, name: str) -> Iterator[tuple[str, set[str]]]:
    """Every verb below ``command`` with its options but ``--help``."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for verb in command.list_commands(context):
            found = command.get_command(context, verb)
            assert found is not None
            yield f"{name} {verb}", {opt for param in found.params for opt in param.opts if opt[0] == "-"}
            yield from commands(found, f"{name} {verb}")


def sections() -> dict[str, set[str]]:
    """Every heading of the page that is a command, with the options in the table below it."""
    parts = re.split(r"^## `(.+)`$", PAGE, flags=re.MULTILINE)[1:]
    return {
        name: set(re.findall(r"^\| `(-[\w-]+)`", text, re.MULTILINE))
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def test_every_verb_is_documented_with_its_options() -> None:
    """A verb or option that is added or removed needs its line in the page."""
    assert dict(commands(cli, "hie")) == sections()
