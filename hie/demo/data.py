"""The lists that the demo draws from: names, towns and streets, diagnoses and measurements."""

import json
from importlib.resources import files
from typing import Any


def _read(name: str) -> Any:
    return json.loads(files("hie.demo").joinpath(name).read_text("utf-8"))


NAMES: dict[str, Any] = _read("names.json")
PLACES: dict[str, Any] = _read("places.json")
CLINIC: dict[str, Any] = _read("clinic.json")
