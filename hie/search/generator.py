"""Generates, for one resource type, the Python function that extracts all its index values.

https://hl7.org/fhir/R4/search.html

The module that is made has ``extract(o, base, env)`` and ``PARAMETERS``, the table from which
:class:`~hie.search.parameters.TypeParameters` are read without compiling anything again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import Snippet, SourceCompiler
from hie.search import date, number, quantity, reference, string, token, uri
from hie.search.definitions import Compiled, Definitions, Focus, type_parameters, types_of
from hie.search.parameters import NO_DATE, Parameter, TypeParameters

#: A parameter as the fields of :class:`Parameter`; rows, main date and pair of a type.
Row = tuple[Any, ...]
Table = tuple[tuple[Row, ...], str | None, tuple[str, ...]]

#: By kind: the module, and what its functions are given after the value.
_TARGETS: Mapping[str, tuple[ModuleType, str]] = {
    "token": (token, "k"),
    "reference": (reference, "k, base"),
    "uri": (uri, "k"),
    "string": (string, "s, e"),
    "date": (date, "d"),
    "number": (number, "q"),
    "quantity": (quantity, "q"),
}
#: Kinds whose prefix is ``param=``; the others name the parameter in ``p``.
_ENTRIES = ("token", "reference", "uri", "string")


def generate(registry: Registry, type_name: str) -> str:
    """Python source of the module for ``type_name``.

    Raises whatever the compiler raises for an expression that is not FHIRPath.
    """
    compiler = SourceCompiler(registry)
    definitions = Definitions(registry, compiler, type_name)
    compiled = definitions.compile()
    parameters = type_parameters(type_name, compiled, definitions.definitions)
    body = _Writer(compiled, parameters).write()
    return "\n".join(
        (
            f'"""Index values of {type_name}."""',
            *_imports(),
            compiler.prelude(),
            f"PARAMETERS = {_table(parameters)!r}",
            "",
            *body,
            "",
        )
    )


def read_table(type_name: str, table: Table) -> TypeParameters:
    """The parameters that a generated module holds in ``PARAMETERS``."""
    rows, main, pair = table
    parameters = [_parameter(*row) for row in rows]
    return TypeParameters(type_name, {item.code: item for item in parameters}, main, frozenset(pair))


def _parameter(  # noqa: PLR0913, PLR0917 - A row of the table has these columns.
    code: str,
    kind: str,
    types: tuple[str, ...],
    is_list: bool,
    targets: tuple[str, ...],
    systems: tuple[str, ...],
    components: tuple[Row, ...],
) -> Parameter:
    parts = tuple(_parameter(*part) for part in components)
    return Parameter(code, kind, frozenset(types), is_list, targets, frozenset(systems), parts)


def _table(parameters: TypeParameters) -> Table:
    rows = tuple(_row(parameter) for parameter in parameters.by_code.values())
    return rows, parameters.main, tuple(sorted(parameters.pair))


def _row(item: Parameter) -> Row:
    components = tuple(_row(component) for component in item.components)
    types, systems = tuple(sorted(item.types)), tuple(sorted(item.systems))
    return item.code, item.kind, types, item.is_list, item.targets, systems, components


def _imports() -> Iterable[str]:
    for kind, (module, _) in _TARGETS.items():
        for name in _functions(module):
            yield f"from {module.__name__} import {name} as {kind}_{name}"
    yield "from hie.search.composite import combine"


def _functions(module: ModuleType) -> list[str]:
    """Names of the functions that the generated code may call."""
    names = ("any_value", "moment", "number", "primitive", "reference", "canonical", "text", "uri")
    extractors: Mapping[str, str] = getattr(module, "EXTRACTORS", {})
    return sorted({*(name for name in names if callable(getattr(module, name, None))), *extractors.values()})


class _Writer:
    """Writes the function ``extract`` of one type."""

    def __init__(self, compiled: Mapping[str, Compiled], parameters: TypeParameters) -> None:
        self.compiled = compiled
        self.parameters = parameters
        self.lines: list[str] = []
        self.variables: dict[str, str] = {}

    def write(self) -> list[str]:
        """The lines of the function."""
        self.add(0, "def extract(o, base, env):")
        self.add(1, "r = rr = o", "k = []; s = []; e = []; d = []; q = []; c = []; x = {}")
        self.add(1, f"m = {NO_DATE}", "patient = None")
        # The patient is known before the code is met.
        for item in sorted(self.compiled.values(), key=lambda item: item.parameter.code != "patient"):
            if item.values:
                self.simple(item.parameter, item.values)
            for focus in item.foci:
                self.composite(item.parameter, focus)
        self.add(1, "found = {'m': m}", "if k: found['k'] = list(dict.fromkeys(k))")
        for field in ("s", "e", "d", "q", "c", "x"):
            self.add(1, f"if {field}: found[{field!r}] = {field}")
        self.add(1, "return found")
        return self.lines

    def add(self, depth: int, *lines: str) -> None:
        self.lines += ["    " * depth + line for line in lines]

    def variable(self, snippet: Snippet) -> str:
        """The local variable that holds the value of ``snippet``; equal snippets are evaluated once."""
        name = self.variables.get(snippet.code)
        if name is None:
            name = self.variables[snippet.code] = f"v{len(self.variables)}"
            self.add(1, f"{name} = {snippet.code}")
        return name

    def simple(self, parameter: Parameter, parts: tuple[Snippet, ...]) -> None:
        """Extract the values of a parameter that is not composite; ``y`` is the least, to sort by."""
        code = parameter.code
        held = [self.variable(values) for values in parts]
        paired = code in ("code", "patient") and bool(self.parameters.pair)
        tests = [
            name if part.is_list else f"{name} is not None" for name, part in zip(held, parts, strict=True)
        ]
        self.add(1, f"if {' or '.join(tests)}:", "    y = None")
        if paired and code == "code":
            self.add(2, "n = len(k)")
        for name, test, values in zip(held, tests, parts, strict=True):
            self.part(parameter, values, name, test if len(parts) > 1 else "")
        self.add(
            2,
            "if y is not None: m = y"
            if code == self.parameters.main
            else f"if y is not None: x[{code!r}] = y",
        )
        if paired and code == "patient":
            self.add(2, "if y is not None and y.startswith('Patient/'): patient = f'patient&code={y[8:]}&'")
        elif paired:
            self.add(2, "if patient is not None: k += [patient + i[5:] for i in k[n:]]")

    def part(self, parameter: Parameter, values: Snippet, name: str, test: str) -> None:
        """Extract the values in the variable ``name`` where ``test`` holds (empty: it is known to hold)."""
        depth = 2
        if values.is_list:
            self.add(depth, f"for i in {name}:", "    if i is not None:")
            name, depth = "i", 4
        elif test:
            self.add(depth, f"if {test}:")
            depth = 3
        self.add(depth, f"z = {_call(parameter, values, name)}")
        self.add(depth, "if z is not None and (y is None or z < y): y = z")

    def composite(self, parameter: Parameter, focus: Focus) -> None:
        """Extract the combinations of a composite in one focus."""
        is_resource = focus.values.code == "o"
        names = [f"a{place}" for place in range(len(focus.components))]
        depth = 1
        if is_resource:
            names = [self.variable(snippet) for snippet in focus.components]
        if not is_resource:
            held = self.variable(focus.values)
            loop = (
                f"for o in {held} or ():"
                if focus.values.is_list
                else f"for o in (() if {held} is None else ({held},)):"
            )
            self.add(1, loop)
            depth = 2
        for name, snippet in zip(names, focus.components, strict=True):
            if not is_resource:
                self.add(depth, f"{name} = {snippet.code}")
        present = [
            name if snippet.is_list else f"{name} is not None"
            for name, snippet in zip(names, focus.components, strict=True)
        ]
        self.add(depth, f"if {' and '.join(present)}:")
        parts = []
        for place, (component, snippet) in enumerate(
            zip(parameter.components, focus.components, strict=True)
        ):
            self.component(depth + 1, component, (names[place], f"p{place}"), snippet)
            parts.append(f"({component.kind!r}, p{place})")
        self.add(depth + 1, f"combine({parameter.code!r}, ({', '.join(parts)}), c)")
        if not is_resource:
            self.add(1, "o = r")

    def component(self, depth: int, component: Parameter, names: tuple[str, str], values: Snippet) -> None:
        """Collect the values of one component, in the first of ``names``, in the list that is the second."""
        value, into = names
        self.add(depth, f"{into} = []")
        if values.is_list:
            self.add(depth, f"for i in {value}:")
            depth, value = depth + 1, "i"
        lists = {"reference": f"{into}, base", "string": f"{into}, []"}.get(component.kind, into)
        self.add(depth, f"{component.kind}_{_function(component, values)}('', {value}, {lists})")


def _call(parameter: Parameter, values: Snippet, name: str) -> str:
    """Source of the call that extracts the value ``name``, which is one of ``values``."""
    _, rest = _TARGETS[parameter.kind]
    prefix = f"{parameter.code}=" if parameter.kind in _ENTRIES else parameter.code
    return f"{parameter.kind}_{_function(parameter, values)}({prefix!r}, {name}, {rest})"


def _function(parameter: Parameter, values: Snippet) -> str:
    """Name of the function for ``values`` of ``parameter``."""
    module, _ = _TARGETS[parameter.kind]
    narrow = replace(parameter, types=types_of(values))
    if parameter.kind == "token" and narrow.is_primitive and not parameter.is_primitive:
        # Beside codings a primitive is one without a system, and is looked for as such.
        return "any_value"
    return str(module.extractor(narrow))
