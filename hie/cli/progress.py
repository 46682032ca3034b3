"""Progress bars for a terminal; plain lines elsewhere."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

#: What people read goes to the error stream, so that ``--json`` and pipes stay clean.
console = Console(stderr=True)


class ProgressBar:
    """One bar that is told ``(step, done, total)``; where nobody watches, each step is one line."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._step = ""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[rate]}"),
            console=console,
        )
        self._task = self._progress.add_task("", total=None, visible=False, rate="")

    def __enter__(self) -> Self:
        if self._live:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._progress.stop()

    def __call__(self, step: str, done: int, total: int | None, rate: str = "") -> None:
        """Show that ``done`` of ``total`` (None: nobody knows) parts of ``step`` are done."""
        if self._live:
            self._progress.update(
                self._task, description=step, completed=done, total=total, visible=True, rate=rate
            )
        elif step != self._step:
            console.print(f"{step} …", highlight=False)
        self._step = step
