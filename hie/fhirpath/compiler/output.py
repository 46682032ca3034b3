"""What compiled source refers to: imports from the runtime, and constants.

https://docs.python.org/3/reference/expressions.html
"""

from collections.abc import Iterable
from decimal import Decimal

from hie.fhirpath.runtime.quantities import Quantity
from hie.fhirpath.runtime.temporal import Temporal
from hie.fhirpath.syntax import LiteralValue

#: All names in compiled source that are not local variables start so.
PREFIX = "fp_"
_CONSTRUCTORS = {"Date": "date", "DateTime": "date_time", "Time": "time"}


class Output:
    """Collects imports and constants; makes names that are used once."""

    def __init__(self) -> None:
        self._imports: set[str] = set()
        self._constants: dict[str, str] = {}
        self._variables = 0

    def variable(self) -> str:
        """A new local name."""
        self._variables += 1
        return f"x{self._variables}"

    def name(self, runtime_name: str) -> str:
        """The name under which ``hie.fhirpath.runtime.runtime_name`` is imported."""
        self._imports.add(runtime_name)
        return f"{PREFIX}{runtime_name}"

    def call(self, function: str, *arguments: str) -> str:
        """Source of a call of a runtime function."""
        return f"{self.name(function)}({', '.join(arguments)})"

    def constant(self, source: str) -> str:
        """The name of a constant with the value of ``source``."""
        if source not in self._constants:
            self._constants[source] = f"{PREFIX}{len(self._constants)}"
        return self._constants[source]

    def is_constant(self, source: str) -> bool:
        """Whether ``source`` is the name of a constant."""
        return source in self._constants.values()

    def key_set(self, keys: Iterable[str]) -> str:
        """The name of a frozenset of texts."""
        return self.constant(f"frozenset(({''.join(f'{key!r}, ' for key in sorted(keys))}))")

    def literal(self, value: LiteralValue) -> str:
        """Source of a literal."""
        if isinstance(value, Temporal):
            return self.constant(self.call(_CONSTRUCTORS[value.kind], repr(value.text)))
        if isinstance(value, Quantity):
            number = self.call("Decimal", repr(str(value.value)))
            fields = [number, repr(value.unit), repr(value.is_calendar), repr(value.written)]
            return self.constant(self.call("Quantity", *fields))
        if isinstance(value, Decimal):
            return self.constant(self.call("Decimal", repr(str(value))))
        return repr(value)

    def prelude(self) -> str:
        """Source of the imports and constants."""
        lines = [
            f"from hie.fhirpath.runtime import {name} as {PREFIX}{name}" for name in sorted(self._imports)
        ]
        lines += [f"{name} = {source}" for source, name in self._constants.items()]
        return "\n".join(lines) + "\n" if lines else ""
