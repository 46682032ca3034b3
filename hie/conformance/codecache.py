"""Generated Python code, compiled once and kept on disk.

https://docs.python.org/3/library/marshal.html

Code objects are kept in files of our own rather than as ``.pyc``, so that the cache works where
``PYTHONDONTWRITEBYTECODE`` is set, and so that a broken file is noticed and made again.
"""

import hashlib
import importlib.util
import marshal
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any

from hie.conformance.index import write_atomically

#: The packages whose source decides what code is generated.
GENERATORS = ("conformance", "fhir", "fhirpath", "search", "terminology", "validation")
_DIGEST_SIZE = hashlib.sha256().digest_size


class CodeCache:
    """Compiled code under ``folder``, found by a hash of all that it depends on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def namespace(self, name: str, key: str, build: Callable[[], str]) -> dict[str, Any]:
        """The global names of the module ``name`` whose Python source ``build`` returns.

        ``key`` must change when the source may: the registry's fingerprint and what else ``build`` uses.
        ``build`` is called only when the code is not in the cache, or is there for another version of
        Python or of our generators.  Raises whatever ``build`` and the module's own code raise.
        """
        file = self._file(name, key)
        code = _read(file)
        if code is None:
            source = build()
            # The source lies beside the code for tracebacks and for people.
            write_atomically(file.with_suffix(".py"), source.encode())
            code = compile(source, str(file.with_suffix(".py")), "exec", dont_inherit=True, optimize=2)
            _write(file, code)
        namespace: dict[str, Any] = {"__name__": name, "__file__": str(file.with_suffix(".py"))}
        exec(code, namespace)  # noqa: S102 - Running the code that we generated is what this is for.
        return namespace

    def _file(self, name: str, key: str) -> Path:
        parts = (
            name,
            key,
            sys.implementation.cache_tag,
            importlib.util.MAGIC_NUMBER.hex(),
            generator_version(),
        )
        digest = hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:24]
        readable = "".join(letter if letter.isalnum() else "_" for letter in name)
        return self.folder / "code" / f"{readable}-{digest}.bin"


@lru_cache(maxsize=1)
def generator_version() -> str:
    """A hash of the source of our code generators: another version of them makes other code."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for package in GENERATORS:
        for file in sorted((root / package).rglob("*.py")):
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> CodeType | None:
    """The code in ``file``, or None when it is absent or damaged."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    digest, payload = data[:_DIGEST_SIZE], data[_DIGEST_SIZE:]
    if hashlib.sha256(payload).digest() != digest:
        return None
    code = marshal.loads(payload)  # noqa: S302 - The digest has been checked and the file is our own.
    return code if isinstance(code, CodeType) else None


def _write(file: Path, code: CodeType) -> None:
    payload = marshal.dumps(code)
    write_atomically(file, hashlib.sha256(payload).digest() + payload)
