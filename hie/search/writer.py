"""Writes the source of the function that extracts the index values of one resource type.

https://hl7.org/fhir/R4/search.html

It is straight-line code: equal expressions are evaluated once, and what lies in one place (the components
of an Observation) is walked once for all composite parameters.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType

from hie.fhirpath import Snippet
from hie.search import code_group, date, near, number, quantity, reference, string, token, uri
from hie.search.composite import keys_of
from hie.search.definitions import Compiled, Focus, source_of, types_of
from hie.search.parameters import NO_DATE, Parameter, TypeParameters

#: By kind, the module with the functions that extract its values.
KIND_MODULES: Mapping[str, ModuleType] = {
    "token": token,
    "reference": reference,
    "uri": uri,
    "string": string,
    "date": date,
    "number": number,
    "quantity": quantity,
    "near": near,
}
#: What the functions are given after the value.
_LISTS = {
    "token": "k, s",
    "reference": "k, base",
    "uri": "k",
    "string": "s, e",
    "date": "d",
    "number": "q",
    "quantity": "q",
    "near": "k",
}
#: Kinds whose prefix is ``param=``; the others name the parameter in ``p``.
_ENTRIES = ("token", "reference", "uri", "string", "near")


class Writer:
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
            if item.values and not item.parameter.unites:
                self.simple(item.parameter, item.values)
        for item in self.compiled.values():
            if item.values and item.parameter.unites:
                self.union(item.parameter)
        self.composites()
        self.add(1, "found = {'m': m}", "if k: found['k'] = list(dict.fromkeys(k))")
        for field in ("s", "e", "d", "q", "c", "x"):
            self.add(1, f"if {field}: found[{field!r}] = {field}")
        self.add(1, "return found")
        return self.lines

    def add(self, depth: int, *lines: str) -> None:
        """Append ``lines``, indented ``depth`` times."""
        self.lines += ["    " * depth + line for line in lines]

    def variable(self, snippet: Snippet) -> str:
        """The local variable that holds the value of ``snippet``; equal snippets are evaluated once."""
        source = source_of(snippet)
        name = self.variables.get(source)
        if name is None:
            name = self.variables[source] = f"v{len(self.variables)}"
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
            self.add(2, "if patient is not None: k += [patient + i[5:] for i in k[n:] if i[-1] != '|']")
            if self.parameters.type == code_group.TYPE:
                self.add(2, f"if patient is not None: k.append(code_group(patient, {held[0]}))")

    def union(self, parameter: Parameter) -> None:
        """Extract the least value of a parameter whose values are stored under the names of others."""
        self.add(1, f"u = [x[i] for i in {parameter.unites!r} if i in x]")
        self.add(1, f"if u: x[{parameter.code!r}] = min(u)")

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

    def composites(self) -> None:
        """Extract the combinations of all composites, those of one focus together."""
        groups: dict[str, list[tuple[Parameter, Focus]]] = {}
        for item in self.compiled.values():
            for focus in () if item.parameter.unites else item.foci:
                groups.setdefault(source_of(focus.values), []).append((item.parameter, focus))
        for source, group in groups.items():
            depth = 1
            if source != "o":
                held = self.variable(group[0][1].values)
                items = held if group[0][1].values.is_list else f"(() if {held} is None else ({held},))"
                self.add(1, f"for o in {items}:")
                depth = 2
            # Components that several composites share are extracted once.
            known: dict[str, str] = {}
            for parameter, focus in group:
                pairs = zip(parameter.components, focus.components, strict=True)
                lists = [self.component(depth, component, values, known) for component, values in pairs]
                self.combine(depth, parameter, lists)
            if source != "o":
                self.add(1, "o = r")

    def component(self, depth: int, component: Parameter, values: Snippet, known: dict[str, str]) -> str:
        """Collect the values of one component in a list; return its name."""
        function = f"{component.kind}_{_function(component, values)}"
        found = known.get(function + source_of(values))
        if found is not None:
            return found
        name = known[function + source_of(values)] = f"p{len(known)}"
        self.add(depth, f"{name} = []", f"a = {values.code}")
        rest = {"reference": f"{name}, base", "string": f"{name}, []"}.get(component.kind, name)
        if values.is_list:
            self.add(depth, "for i in a:", f"    {function}('', i, {rest})")
        else:
            self.add(depth, f"if a is not None: {function}('', a, {rest})")
        return name

    def combine(self, depth: int, parameter: Parameter, lists: list[str]) -> None:
        """Append the combinations of the values in ``lists``, one list for each component, to ``c``."""
        self.add(depth, f"if {' and '.join(lists)}:")
        members = [f"'p': {parameter.code!r}"]
        for place, (component, name) in enumerate(zip(parameter.components, lists, strict=True)):
            keys = keys_of(component.kind, place)
            if component.kind == "quantity":
                depth += 1
                self.add(depth, f"for i{place} in quantity_in_composites({name}, {keys!r}):")
                members.append(f"**i{place}")
            elif len(keys) > 1:
                depth += 1
                self.add(depth, f"for i{place} in {name}:")
                members += [f"{key!r}: i{place}[{field!r}]" for field, key in keys.items()]
            else:
                members += [f"{key!r}: {name}" for key in keys.values()]
        self.add(depth + 1, f"c.append({{{', '.join(members)}}})")


def _call(parameter: Parameter, values: Snippet, name: str) -> str:
    """Source of the call that extracts the value ``name``, which is one of ``values``."""
    prefix = f"{parameter.code}=" if parameter.kind in _ENTRIES else parameter.code
    return f"{parameter.kind}_{_function(parameter, values)}({prefix!r}, {name}, {_LISTS[parameter.kind]})"


def _function(parameter: Parameter, values: Snippet) -> str:
    """Name of the function for ``values`` of ``parameter``."""
    narrow = replace(parameter, types=types_of(values))
    if parameter.kind == "token" and narrow.is_primitive and not parameter.is_primitive:
        # Beside codings a primitive is one without a system, and is looked for as such.
        return "any_value"
    return str(KIND_MODULES[parameter.kind].extractor(narrow))
