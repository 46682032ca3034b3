"""Loads the demo population into a server that has just been started with a new data folder."""

import itertools
import json
from datetime import date
from pathlib import Path

import requests

from hie.cli.progress import ProgressBar, console
from hie.config import Settings
from hie.conformance import Package
from hie.demo import bundles
from hie.fhir import encode

_SEED = 1


def load_demo(settings: Settings, base: str, marker: Path) -> None:
    """Post to ``base`` the Bundles that ``marker`` says are still to come; nothing when there is none.

    The marker is written when the folder is new, and moved on after each Bundle, so that a start that
    was broken off is made good by the next one.
    """
    if not marker.exists():
        return
    state = json.loads(marker.read_text())
    if state.get("complete"):
        return
    day = date.fromisoformat(state.setdefault("today", date.today().isoformat()))  # noqa: DTZ011
    canonical = Package.at(settings.national_package).manifest["canonical"]
    patients, done = state["patients"], state["done"]
    with requests.Session() as session, ProgressBar() as progress:
        for bundle in itertools.islice(bundles(patients, _SEED, day, canonical), done, None):
            response = session.post(
                base, data=encode(bundle), headers={"Content-Type": "application/fhir+json"}, timeout=120
            )
            if response.status_code != 200:
                console.print(
                    f"[red]The demo data was refused ({response.status_code}):[/] {response.text[:2000]}"
                )
                return
            done += 1
            marker.write_text(json.dumps({**state, "done": done}))
            progress(f"Loading {patients} demo patients", done, None)
    marker.write_text(json.dumps({**state, "done": done, "complete": True}))
