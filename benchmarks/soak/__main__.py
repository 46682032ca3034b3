"""``make soak``: clients and faults for twenty minutes, then the proof that nothing was lost."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click

from benchmarks import processes
from benchmarks.report import Figures, put_into
from benchmarks.servers import free_port
from benchmarks.soak.clients import Client
from benchmarks.soak.faults import Faults, workers_of
from benchmarks.soak.proof import checked, fed, lost, repeated
from hie import __version__

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "benchmarks" / "results" / "soak.json"
DOCUMENT = ROOT / "docs" / "performance.md"
HIE = str(Path(sys.executable).with_name("hie"))
CLOCK = Path(__file__).with_name("clock")
CLIENTS = 8
#: Memory counts from here on: caches are full by then.
_WARM = 0.25
#: What is left for the last fault to be over.
_CALM_SECONDS = 15


@click.command()
@click.option("--minutes", default=20.0, show_default=True)
@click.option("--pause", default=20.0, show_default=True, help="Seconds between faults.")
@click.option("--work", default="/var/tmp", show_default=True, help="A folder on a disk, not in memory.")  # noqa: S108
def main(minutes: float, pause: float, work: str) -> None:
    """Run; exit code 1 when something was lost, or memory has grown by more than a tenth."""
    with tempfile.TemporaryDirectory(prefix="hie-soak-", dir=work) as folder:
        figures = _run(Path(folder), minutes * 60, pause)
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    print(text)
    if minutes >= 20:
        RESULT.write_text(text + "\n", encoding="utf-8")
        put_into(DOCUMENT, table(figures), "soak")
    wrong = ("lost", "not_in_feed", "repeated_in_feed", "check_findings", "unexpected_answers")
    sys.exit(1 if any(figures[name] for name in wrong) or float(figures["memory_growth"]) > 1.1 else 0)


def _run(folder: Path, seconds: float, pause: float) -> Figures:
    port, clock = free_port(), folder / "clock"
    clock.write_text("0")
    environment = {
        **os.environ,
        "HIE_PROFILES": "none",
        "HIE_SOAK_CLOCK": str(clock),
        "HIE_MIN_FREE_DISK_MB": "1",
        "PYTHONPATH": str(CLOCK),
    }
    data = folder / "data"
    command = [HIE, "serve", "--port", str(port), "--data", str(data), "--workers", "2"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}/fhir"
    try:
        _wait(f"http://127.0.0.1:{port}/health", server, folder / "log")
        witness = workers_of(server.pid)[0]
        faults = Faults(server.pid, port, data, clock, witness)
        clients = [Client(number, base) for number in range(CLIENTS)]
        memory = _load(clients, faults, witness, seconds, pause)
        time.sleep(_CALM_SECONDS)
        figures = _proof(base, clients) | {"faults": _counted(faults.done)}
        figures["check_findings"] = len(checked(HIE, environment, str(data)))
    finally:
        server.terminate()
        server.wait(60)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "command": "make soak",
        "hie": __version__,
        **processes.machine(),
        "minutes": round(seconds / 60, 1),
        "clients": CLIENTS,
        **figures,
        "memory_warm_mb": round(memory[0], 1),
        "memory_end_mb": round(memory[1], 1),
        "memory_growth": round(memory[1] / memory[0], 3),
    }


def _load(
    clients: list[Client], faults: Faults, witness: int, seconds: float, pause: float
) -> tuple[float, float]:
    """Let clients work and faults happen; gives the memory of a worker when warm and at the end, in MB."""
    began = time.monotonic()
    warm = 0.0
    for client in clients:
        client.start()
    while (passed := time.monotonic() - began) < seconds:
        if not warm and passed > seconds * _WARM:
            warm = processes.memory_mb(witness)[0]
        time.sleep(min(pause, max(0.0, seconds - passed)))
        click.echo(f"{passed:.0f} s: {faults.next()}", err=True)
    for client in clients:
        client.stop()
    for client in clients:
        client.join(120)
    return warm, processes.memory_mb(witness)[0]


def _proof(base: str, clients: list[Client]) -> Figures:
    acknowledged = {version: marker for client in clients for version, marker in client.acknowledged.items()}
    click.echo(f"{len(acknowledged)} versions were acknowledged; looking at each", err=True)
    missing = lost(base, acknowledged)
    versions, pages = fed(base)
    statuses: Counter[int] = sum((client.statuses for client in clients), Counter())
    unexpected = [text for client in clients for text in client.unexpected]
    for text in (missing + unexpected)[:10]:
        click.echo(text, err=True)
    return {
        "requests": sum(statuses.values()),
        "answers": _counted([str(status or "none") for status in statuses.elements()]),
        "unexpected_answers": len(unexpected),
        "acknowledged": len(acknowledged),
        "lost": len(missing),
        "feed_pages": pages,
        "not_in_feed": len(acknowledged.keys() - set(versions)),
        "repeated_in_feed": len(repeated(versions)),
    }


def _counted(names: list[str]) -> str:
    return ", ".join(f"{name}: {count}" for name, count in sorted(Counter(names).items()))


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - a server of our own.
                return
        except (URLError, OSError):
            if time.monotonic() > deadline or server.poll() is not None:
                raise SystemExit(f"The server does not answer:\n{log.read_text()[-3000:]}") from None
            time.sleep(0.2)


def table(figures: Figures) -> str:
    """``figures`` in Markdown."""
    memory = f"{figures['memory_warm_mb']} MB when warm, {figures['memory_end_mb']} MB at the end"
    rows = {
        "Faults": str(figures["faults"]).replace("_", " "),
        "Requests, by status": f"{figures['requests']:,}: {figures['answers']}",
        "Acknowledged versions": f"{figures['acknowledged']:,}",
        "of these lost": figures["lost"],
        "of these not in the change feed": figures["not_in_feed"],
        "twice in the change feed": figures["repeated_in_feed"],
        "Findings of `hie check`": figures["check_findings"],
        "Memory of a worker": f"{memory}: × {figures['memory_growth']}",
    }
    about = (
        f"Measured on {figures['date']} by `make soak`: {figures['minutes']} minutes, {figures['clients']} "
        f"clients, {figures['cores']} cores of {figures['processor']}."
    )
    return "\n".join(
        (about, "", "| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items()))
    )


if __name__ == "__main__":
    main()
