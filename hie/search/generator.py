"""Generates, for one resource type, the Python function that extracts all its index values.

https://hl7.org/fhir/R4/search.html

The module that is made has ``extract(o, base, env)`` and ``PARAMETERS``, the table from which
:class:`~hie.search.parameters.TypeParameters` are read without compiling anything again.
"""

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import SourceCompiler
from hie.search.definitions import Definitions, type_parameters
from hie.search.parameters import Parameter, TypeParameters
from hie.search.unions import with_unions
from hie.search.writer import KIND_MODULES, Writer

#: A parameter as the fields of :class:`Parameter`; rows, main date and pair of a type.
Row = tuple[Any, ...]
Table = tuple[tuple[Row, ...], str | None, tuple[str, ...]]


def generate(registry: Registry, type_name: str) -> str:
    """Python source of the module for ``type_name``.

    Raises whatever the compiler raises for an expression that is not FHIRPath.
    """
    compiler = SourceCompiler(registry)
    definitions = Definitions(registry, compiler, type_name)
    compiled = with_unions(definitions.compile(), definitions.definitions)
    parameters = type_parameters(type_name, compiled, definitions.definitions)
    body = Writer(compiled, parameters).write()
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
    parameters = [_parameter(row) for row in rows]
    return TypeParameters(type_name, {item.code: item for item in parameters}, main, frozenset(pair))


def _parameter(row: Row) -> Parameter:
    """The parameter that :func:`_row` made ``row`` of."""
    code, kind, types, is_list, targets, systems, components, unites = row
    parts = tuple(map(_parameter, components))
    return Parameter(code, kind, frozenset(types), is_list, targets, frozenset(systems), parts, unites)


def _table(parameters: TypeParameters) -> Table:
    rows = tuple(_row(parameter) for parameter in parameters.by_code.values())
    return rows, parameters.main, tuple(sorted(parameters.pair))


def _row(item: Parameter) -> Row:
    components = tuple(_row(component) for component in item.components)
    types, systems = tuple(sorted(item.types)), tuple(sorted(item.systems))
    return item.code, item.kind, types, item.is_list, item.targets, systems, components, item.unites


def _imports() -> Iterable[str]:
    yield "from hie.search.code_group import entry as code_group"
    for kind, module in KIND_MODULES.items():
        for name in _functions(module):
            yield f"from {module.__name__} import {name} as {kind}_{name}"


def _functions(module: ModuleType) -> list[str]:
    """Names of the functions that the generated code may call."""
    names = (
        "any_value",
        "moment",
        "number",
        "primitive",
        "reference",
        "canonical",
        "text",
        "uri",
        "in_composites",
        "position",
    )
    extractors: Mapping[str, str] = getattr(module, "EXTRACTORS", {})
    return sorted({*(name for name in names if callable(getattr(module, name, None))), *extractors.values()})
