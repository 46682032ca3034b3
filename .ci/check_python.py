"""Says in one line what is missing before a virtual environment can be made."""

import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.exit(f"hie needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
             "Name another: make PYTHON=python3.11 …")
if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
    sys.exit("The Python module venv is missing.  On Debian and Ubuntu: apt install python3-venv")
