"""``hie serve``: start the database, the workers, and tell where they are."""

import ipaddress
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
import requests

from hie import __version__
from hie.cli.demo_load import load_demo
from hie.cli.progress import console
from hie.config import Settings
from hie.observability import configure_logs
from hie.storage import EmbeddedMongod, Store

#: Seconds that the workers may take to end what they do.
_PATIENCE = 15


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Data folder.")
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [default: cores]"
)
@click.option("--auth", type=click.Choice(["off", "on"]), default="off", show_default=True)
@click.option(
    "--demo",
    default=0,
    type=click.IntRange(min=0),
    metavar="N",
    help="Load N synthetic patients into a new data folder.",
)
def command(host: str, port: int, data: Path | None, workers: int | None, auth: str, demo: int) -> None:
    """Start the server; Ctrl-C stops all that it started."""
    _check_auth(auth, host)
    _check_port(host, port)
    settings = Settings.given(data=data, workers=workers)
    configure_logs(settings.log_level)
    settings.data.mkdir(parents=True, exist_ok=True)
    marker = settings.data / "demo.json"
    if demo and not any(settings.data.iterdir()):
        marker.write_text(json.dumps({"patients": demo, "done": 0}))
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _database(settings) as uri:
            _run(settings, host, port, uri, marker)
    except KeyboardInterrupt:
        console.print("Stopped.")


def _check_auth(auth: str, host: str) -> None:
    """Refuse what would be open to everybody."""
    if auth == "on":
        raise click.UsageError("--auth on is not there yet; this version knows --auth off on loopback only.")
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise click.UsageError(f"--auth off is refused on {host}: it is not a loopback address.")


def _check_port(host: str, port: int) -> None:
    """Refuse a port that somebody listens on.

    The workers share their port among themselves, and would share it with another server's workers too.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"Cannot listen on {host} port {port}: {error.strerror}.") from None


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    """The URI of the database: the configured one, or that of a mongod that is ours to start and stop."""
    if settings.mongodb_uri is not None:
        store = Store.of(settings, settings.mongodb_uri, embedded=False)
        store.check_server()
        store.close()
        yield settings.mongodb_uri
        return
    with EmbeddedMongod(settings.data, settings) as mongod:
        yield mongod.uri


def _run(settings: Settings, host: str, port: int, uri: str, marker: Path) -> None:
    """Run the workers until they end or the user ends them."""
    environment = os.environ | {
        "HIE_EMBEDDED_URI": uri,
        "HIE_DATA": str(settings.data),
        "HIE_WORKERS": str(settings.workers),
    }
    workers = subprocess.Popen(  # noqa: S603 - a program of our own.
        [sys.executable, "-m", "hie.cli.workers", host, str(port)],
        env=environment,
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches them through us, and all of them can be ended together.
    )
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        _wait_until_ready(base, workers)
        (settings.data / "server.json").write_text(
            json.dumps({"pid": os.getpid(), "url": base, "started": int(time.time()), "version": __version__})
        )
        load_demo(settings, base + "/fhir", marker)
        _greet(base)
        code = workers.wait()
        console.print(f"[red]The workers ended with exit code {code}.[/]")
        sys.exit(1)
    finally:
        _stop(workers)
        (settings.data / "server.json").unlink(missing_ok=True)


def _wait_until_ready(base: str, workers: "subprocess.Popen[bytes]") -> None:
    """Wait for the first answer; compiling the definitions for the first time takes a while."""
    while True:
        if workers.poll() is not None:
            sys.exit(1)  # It has told why.
        try:
            if requests.get(base + "/health", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.05)


def _greet(base: str) -> None:
    """Tell where the server is, and what to try."""
    console.print(
        f"\n[bold]hie {__version__}[/] is ready. No authentication (--auth off): for this machine only.\n"
        f"  FHIR base   {base}/fhir\n"
        f"  For people  {base}/\n"
        f"  Try         curl '{base}/fhir/Patient?_count=1&_pretty=true'\n"
        "Ctrl-C stops it.",
        highlight=False,
        soft_wrap=True,
    )


def _stop(workers: "subprocess.Popen[bytes]") -> None:
    """End the workers: politely, then not."""
    if workers.poll() is None:
        workers.send_signal(signal.SIGTERM)
        try:
            workers.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(workers.pid, signal.SIGKILL)
            workers.wait()
