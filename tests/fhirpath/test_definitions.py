"""All that R4 itself says in FHIRPath compiles, and its invariants run over its examples."""

import json
from decimal import Decimal

import pytest

from hie.fhirpath import SourceCompiler
from hie.fhirpath.model import model_of

#: Examples whose narrative is blank, which txt-2 forbids.
UNSOUND_NARRATIVES = {"blood-tubes-supply", "heart-valve-replacement", "zika-virus-exposure-assessment"}


@pytest.fixture(scope="session")
def compiled(core):
    """Path to its error invariants, each with key and function."""
    compiler = SourceCompiler(core)
    sources = {}
    for name in sorted(core.resource_types | core.complex_types):
        for element in core.tree(name).walk():
            sources[element.path] = [
                (each.key, compiler.predicate(each.expression, name, element.path))
                for each in element.constraints
                if each.expression and each.severity == "error"
            ]
    names = {}
    exec(compiler.prelude(), names)  # noqa: S102 - The prelude is what is tested.
    return {
        path: [
            (key, eval(f"lambda o, r, rr, env: {source}", names))  # noqa: S307 - As above.
            for key, source in found
        ]
        for path, found in sources.items()
        if found
    }


def test_every_invariant_compiles(compiled):
    """No error invariant of R4 is left out."""
    assert sum(len(found) for found in compiled.values()) > 7000


def test_every_search_expression_compiles(core):
    """Neither is any search parameter, with the parts of composites on whatever they select."""
    compiler = SourceCompiler(core)
    count = 0
    for name in sorted(core.resource_types):
        for parameter in core.search_parameters(name).values():
            if parameter.expression is None:
                continue
            count += 1
            snippet = compiler.values(parameter.expression, name)
            compile(snippet.code, parameter.code, "eval")
            for component in parameter.components:
                for focus in snippet.types:
                    compile(compiler.values(component.expression, focus).code, component.expression, "eval")
    assert count > 2500


class _Walk:
    """Runs the invariants of every element of a resource."""

    def __init__(self, compiled, model, environment):
        self.compiled, self.model, self.environment = compiled, model, environment
        self.violated = []

    def resource(self, value, root):
        self.element(value, [value["resourceType"]], value, root)

    def element(self, value, paths, resource, root):
        for path in paths:
            for key, function in self.compiled.get(path, ()):
                if not function(value, resource, root, self.environment):
                    self.violated.append((key, path))
        if isinstance(value, dict):
            self.members(value, paths[-1], resource, root)

    def members(self, value, type_name, resource, root):
        for name, member in self.model.members(type_name).items():
            for key, member_type in member.keys.items():
                found = value.get(key)
                for each in found if isinstance(found, list) else [found]:
                    if each is None:
                        continue
                    if member_type == "Resource":
                        self.resource(each, root if name == "contained" else each)
                    else:
                        suffix = "[x]" if member.is_choice else ""
                        paths = [f"{type_name}.{name}{suffix}", member_type]
                        self.element(each, paths if "." not in member_type else [member_type], resource, root)


def test_examples_satisfy_the_invariants(compiled, core, environment, suites):
    """The official examples violate none, apart from blank narratives."""
    walk = _Walk(compiled, model_of(core), environment)
    rows = [json.loads(line) for line in (suites / "r4-examples.jsonl").read_text().splitlines()]
    violated = {}
    for row in rows:
        text = (suites / "files" / row["file"]).read_text()
        resource = json.loads(text, parse_float=Decimal)
        walk.violated = []
        walk.resource(resource, resource)
        if walk.violated:
            violated[resource["id"]] = {key for key, _ in walk.violated}
    assert {name: {"txt-1", "txt-2"} for name in UNSOUND_NARRATIVES} == violated
