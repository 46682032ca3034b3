"""Shapes to Python source: one function a shape that says whether an object is valid, and no more.

A generated function takes ``(o, r, rr, env)``: the object, ``%resource``, ``%rootResource`` and the
environment of FHIRPath.  It goes once over the members of the object with a chain of comparisons in the
order in which members are common (:mod:`hie.validation.key_order`).  Nothing tests whether a value is of
the right JSON kind where a wrong one raises by itself.

The module needs some names from the one who loads it: ``claims`` and ``conforms``, which check profiles,
``keeps_rules``, which checks the rules of single types, ``is_coded_well``, which judges codes, and its memory
(``SOUND_CODINGS``, ``remember_coding`` and so on), ``notice`` and ``placed``, which judge where extensions
stand, with their memory (``PLACED``), and ``EXTENSIONS``, the URLs of those that are defined, with
``EXTENSION_CHECKS``.
"""

from collections.abc import Iterable, Iterator

from hie.fhirpath import SourceCompiler
from hie.validation.codings import CODED_SHAPES
from hie.validation.datatype_rules import DATATYPE_RULES
from hie.validation.key_order import KEY_ORDER
from hie.validation.predicates import compiled, errors
from hie.validation.primitive_source import check_name, wrong
from hie.validation.quick_source import quick_start, quick_test, remembering
from hie.validation.shapes import Field, Invariant, Shape
from hie.validation.type_rules import RULES
from hie.validation.value_sets import Codes, OpenPlain, literal

_HEAD = '''"""Accept functions of the FHIR types.  Generated: do not edit."""
from hie.fhir import narrative
from hie.fhir.primitives import *
from hie.validation.datatype_rules import accept_datatype
from hie.validation.runtime import *
from hie.validation.value_sets import OpenPairs, OpenPlain
'''
_TAIL = """
def accept_contained(o, rr, env):
    return RESOURCES[o['resourceType']](o, o, rr, env) and claims(o, rr, env, True)

def accept(o, env):
    before = len(env.doubts)
    if not RESOURCES[o['resourceType']](o, o, o, env) or not claims(o, o, env, False): return False
    return len(env.doubts) == before or placed(o, env, before)

"""


def function_name(shape: str) -> str:
    """The name of the accept function of ``shape``."""
    name = shape.rpartition("/")[2]
    return "a_" + "".join(letter if letter.isalnum() else "_" for letter in name)


class AcceptSource:
    """Writes the module of accept functions."""

    def __init__(self, predicates: SourceCompiler) -> None:
        self._predicates = predicates
        self._functions: list[str] = []
        self._constants: dict[object, tuple[str, str]] = {}
        self._resources: list[str] = []

    def module(self, shapes: Iterable[Shape]) -> str:
        """Python source with an accept function for each of ``shapes``."""
        for shape in shapes:
            self._functions.append("\n".join(self._function(shape)))
            if shape.is_resource:
                self._resources.append(shape.name)
        constants = "".join(f"{name} = {text}\n" for name, text in self._constants.values())
        table = ", ".join(f"{name!r}: {function_name(name)}" for name in self._resources)
        functions = "\n".join(self._functions)
        return f"{self._predicates.prelude()}\n{_HEAD}{constants}{functions}{_TAIL}RESOURCES = {{{table}}}\n"

    def _function(self, shape: Shape) -> Iterator[str]:
        yield f"def {function_name(shape.name)}(o, r, rr, env):"
        yield "    if not o: return False"
        yield from _indented(quick_start(shape.name), 4)
        for name in shape.choices:
            yield f"    has_{name} = False"
        yield "    for k, v in o.items():"
        word = "if"
        if shape.is_resource:
            yield "        if k == 'resourceType': continue"
        for field in _by_frequency(shape):
            yield f"        {word} k == {field.key!r}:"
            yield from _indented(self._branch(field, shape), 12)
            word = "elif"
        yield from self._sibling_branch(shape)
        yield "        else: return False"
        for keys in shape.required.values():
            yield "    if " + " and ".join(f"{key!r} not in o" for key in keys) + ": return False"
        yield from _indented(self._invariants(shape), 4)
        if shape.locality is not None:
            yield "    t = o.get('reference')"
            yield "    if t is not None and t[0] == '#':"
            yield "        if not is_local_or_elsewhere(t, rr, env): return False"
        if shape.name == "Extension":
            yield "    c = EXTENSION_CHECKS.get(o['url'])"
            yield "    if c is not None:"
            yield "        if not c(o, r, rr, env): return False"
            yield "    elif o['url'] in EXTENSIONS and not conforms(o['url'], o, r, rr, env): return False"
        elif shape.name in CODED_SHAPES:
            yield "    if not is_coded_well(o): return False"
        elif shape.name in DATATYPE_RULES:
            guard = DATATYPE_RULES[shape.name].guard
            yield f"    if {guard} and not accept_datatype({shape.name!r}, o): return False"
        if shape.is_resource and shape.name in RULES:
            yield "    if not keeps_rules(o, rr, env): return False"
        yield from _indented(remembering(shape.name), 4)
        yield "    return True"

    def _branch(self, field: Field, shape: Shape) -> Iterator[str]:
        """The statements that check the value ``v`` of ``field``."""
        if field.is_forbidden:
            yield "return False"
            return
        if field.is_choice:
            yield f"if has_{field.name}: return False"
            yield f"has_{field.name} = True"
        if field.key == "id" and not shape.is_resource and shape.name != "Element":
            # ele-1: an element must have more than an id.
            yield "if len(o) < 2: return False"
        if not field.is_list:
            yield from self._value(field, "v")
            return
        yield from self._array(field)
        if field.key in ("extension", "modifierExtension"):
            yield from _indented(_placed(shape.name, is_modifier=field.key == "modifierExtension"), 4)
        if field.key == "contained" and shape.containment is not None:
            yield "if unreferenced(o): return False"

    def _array(self, field: Field) -> Iterator[str]:
        """The statements that check an array ``v``, with the nulls that a sibling array may fill."""
        not_array = "if v.__class__ is not list or not v: return False"
        if field.max is not None:
            yield f"if len(v) > {field.max}: return False"
        items = ["for x in v:", *_indented(self._value(field, "x"), 4)]
        if not field.has_sibling:
            yield from (not_array, *items)
            return
        check = f"{self._constant(field.codes)}_plain.__contains__" if field.codes else check_name(field.type)
        yield f"if '_{field.key}' in o:"
        yield f"    if not mixed(v, o['_{field.key}'], {check}): return False"
        yield f"el{not_array}"
        yield "else:"
        yield from _indented(items, 4)
        for name in self._predicate_functions(field):
            yield f"if not all(x is None or {name}(x, r, rr, env) for x in v): return False"

    def _value(self, field: Field, variable: str) -> Iterator[str]:
        """The statements that check one value."""
        if field.kind == "primitive":
            yield from self._primitive(field, variable)
        elif field.kind == "resource":
            call = (
                f"accept_contained({variable}, rr, env)"
                if field.key == "contained"
                else f"accept({variable}, env)"
            )
            yield f"if not {call}: return False"
        else:
            yield from self._object(field, variable)
            yield from self._binding(field, variable)
        if not (field.is_list and field.has_sibling):
            for name in self._predicate_functions(field):
                yield f"if not {name}({variable}, r, rr, env): return False"

    def _object(self, field: Field, variable: str) -> Iterator[str]:
        allowed = "RESOURCES" if field.targets is None else self._frozenset(field.targets)
        call = f"if not {function_name(field.shape)}({variable}, r, rr, env): return False"
        quick = quick_test(field.shape, variable, allowed)
        if quick is None:
            yield call
            return
        yield f"if not ({quick}):"
        yield f"    {call}"
        if field.targets is not None:
            yield f"    if not targets({variable}, {allowed}, RESOURCES, rr, env): return False"

    def _primitive(self, field: Field, variable: str) -> Iterator[str]:
        if field.codes is not None:
            yield f"if {variable} not in {self._constant(field.codes)}_plain: return False"
        if field.codes is None or isinstance(field.codes.plain, OpenPlain):
            yield f"if {wrong(field.type, variable)}: return False"
        if field.type == "xhtml":
            yield f"if not narrative.is_sound({variable}): return False"

    def _binding(self, field: Field, variable: str) -> Iterator[str]:
        if field.codes is None:
            return
        pairs = self._constant(field.codes)
        is_concept = field.type == "CodeableConcept"
        holder = "coding" if is_concept else "code"
        guard = f"{holder!r} in {variable} and " if field.is_maximum else ""
        if is_concept:
            pair = "(c.get('system'), c.get('code'))"
            member = f"[1 for c in {variable}.get('coding') or () if {pair} in {pairs}]"
            yield f"if {guard}not {member}: return False"
        else:
            pair = f"({variable}.get('system'), {variable}.get('code'))"
            yield f"if {guard}{pair} not in {pairs}: return False"

    def _sibling_branch(self, shape: Shape) -> Iterator[str]:
        """The branch for ``_key``: rare, so it is decided by sets rather than by a chain."""
        fields = [field for field in shape.fields.values() if field.has_sibling and not field.is_forbidden]
        if not fields:
            return
        lists = frozenset(f"_{field.key}" for field in fields if field.is_list)
        singles = frozenset(f"_{field.key}" for field in fields if not field.is_list)
        yield "        elif k[0] == '_':"
        if lists:
            yield f"            if k in {self._frozenset(lists)}:"
            yield "                if not siblings(v, o.get(k[1:]), a_Element, (r, rr, env)): return False"
            coded = frozenset(f"_{field.key}" for field in fields if field.is_list and field.needs_code)
            if coded:
                yield f"                if k in {self._frozenset(coded)}:"
                yield "                    if not owned(v, o.get(k[1:])): return False"
            yield "                continue"
        yield f"            if k not in {self._frozenset(singles)}: return False"
        yield "            if not a_Element(v, r, rr, env): return False"
        yield "            if k[1:] not in o and is_idle(v): return False"
        coded = frozenset(f"_{field.key}" for field in fields if not field.is_list and field.needs_code)
        if coded:
            yield f"            if k[1:] not in o and k in {self._frozenset(coded)}: return False"
        for keys in shape.choices.values():
            if any(f"_{field.key}" in keys for field in fields):
                names = self._frozenset(frozenset(keys))
                yield f"            if k in {names} and not alone(k, {keys!r}, o): return False"

    def _invariants(self, shape: Shape) -> Iterator[str]:
        for invariant in errors(shape.invariants):
            yield f"if not ({self._compiled(invariant)}): return False  # {invariant.constraint.key}"

    def _compiled(self, invariant: Invariant) -> str:
        return compiled(self._predicates, invariant)

    def _predicate_functions(self, field: Field) -> list[str]:
        return [self._predicate_function(invariant) for invariant in errors(field.invariants)]

    def _predicate_function(self, invariant: Invariant) -> str:
        """The name of a function that evaluates an invariant of an element whose type has its own shape."""
        known = self._constants.get(invariant)
        if known is None:
            name = f"p_{len(self._constants)}"
            self._constants[invariant] = (name, f"lambda o, r, rr, env: {self._compiled(invariant)}")
            return name
        return known[0]

    def _constant(self, codes: Codes) -> str:
        """The name of the constants of a value set: the pairs; with ``_plain`` the codes."""
        if codes.value_set not in self._constants:
            name = f"V{len(self._constants)}"
            text = f"{literal(codes.pairs)}\n{name}_plain = {literal(codes.plain)}"
            self._constants[codes.value_set] = (name, text)
        return self._constants[codes.value_set][0]

    def _frozenset(self, names: frozenset[str]) -> str:
        if names not in self._constants:
            self._constants[names] = (f"S{len(self._constants)}", f"frozenset({tuple(sorted(names))!r})")
        return self._constants[names][0]


def _placed(shape: str, *, is_modifier: bool) -> Iterator[str]:
    """Statements within the loop over extensions ``x``: whether they may stand in an object of ``shape``."""
    if shape != "Extension":
        # The URLs of extensions in an extension are names that mean something only there.
        yield "if ':' not in x['url']: return False"
    where = f"x['url'], {shape!r}, {is_modifier}"
    yield f"if ({where}) not in PLACED: notice({where}, o, env)"


def _by_frequency(shape: Shape) -> list[Field]:
    """The fields of ``shape``, common ones first; those that nobody has counted stay in their order."""
    rank = {key: number for number, key in enumerate(KEY_ORDER.get(shape.name, "").split())}
    return sorted(shape.fields.values(), key=lambda field: rank.get(field.key, len(rank)))


def _indented(lines: Iterable[str], width: int) -> Iterator[str]:
    for line in lines:
        yield " " * width + line
