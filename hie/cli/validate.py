"""``hie validate``: validate resources in files, without a server."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from hie.app import define
from hie.cli.progress import ProgressBar, console
from hie.cli.sources import Item, items
from hie.config import Settings
from hie.conformance import Members
from hie.fhir import Locating, XmlFormat
from hie.outcome import FhirError, Issue, Language, Locator, has_errors, operation_outcome
from hie.validation import Validator

_COLORS = {"fatal": "red", "error": "red", "warning": "yellow", "information": "blue"}


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…"
)
@click.option(
    "--profile", "profiles", multiple=True, metavar="URL", help="Hold the resources to this profile too."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Take the versions of packages that are in force on this day.  [default: today]",
)
@click.option("--language", type=click.Choice(["uk", "en"]), help="Language of the findings.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one OperationOutcome a line.")
def command(
    files: tuple[Path, ...],
    profiles: tuple[str, ...],
    as_of: datetime | None,
    language: Language | None,
    as_json: bool,
) -> None:
    """Validate resources in JSON, XML, NDJSON, folders and archives.

    The exit code is 1 when there are errors.
    """
    settings = Settings()
    language = language or settings.language
    with ProgressBar() as progress:
        definitions = define(settings, progress, as_of.date() if as_of else None)
    xml = XmlFormat(Members(definitions.registry))
    failed = 0
    count = 0
    for item in items(files):
        issues = findings(definitions.validator, item, xml, profiles)
        count += 1
        failed += has_errors(issues)
        locate = Locating(item.data)
        if as_json:
            outcome = operation_outcome(issues, language, locate)
            click.echo(json.dumps({"source": item.source, **outcome}, ensure_ascii=False))
        else:
            _print(item.source, issues, language, locate)
    if not as_json:
        console.print(f"{count} resources, {failed} with errors", highlight=False)
    sys.exit(1 if failed or not count else 0)


def findings(validator: Validator, item: Item, xml: XmlFormat, profiles: tuple[str, ...]) -> list[Issue]:
    """All that there is to say of one resource; of one that cannot be read, why."""
    try:
        resource: Any = item.read(xml)
    except FhirError as error:
        return list(error.issues)
    return validator.validate(resource, profiles=profiles, now=datetime.now(UTC))


def _print(source: str, issues: list[Issue], language: Language, locate: Locator) -> None:
    """One line for a resource in order, a table for one that is not."""
    if not issues:
        console.print(f"[green]ok[/]    {source}", highlight=False)
        return
    table = Table(title=source, title_justify="left", show_edge=False)
    for column in ("severity", "line", "place", "finding", "rule"):
        table.add_column(column, overflow="fold", no_wrap=column == "line")
    for issue in issues:
        color = _COLORS[issue.severity]
        table.add_row(
            f"[{color}]{issue.severity}[/]",
            ":".join(map(str, locate(issue) or ())),
            escape(issue.expression or ""),
            escape(issue.text(language)),
            issue.rule,
        )
    console.print(table)
