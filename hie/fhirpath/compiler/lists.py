"""From items to lists and back, and from JSON to values that speak for themselves.

https://hl7.org/fhirpath/N1/#collections
"""

from dataclasses import replace

from hie.fhirpath.compiler.code import (
    BOOLEAN,
    Clause,
    Code,
    Loop,
    Types,
    boolean,
    comprehension,
    is_any,
    maybe,
)
from hie.fhirpath.compiler.output import Output
from hie.fhirpath.errors import FhirpathTypeError
from hie.fhirpath.model import INTEGERS, PRIMITIVES, SYSTEM_OF

#: FHIRPath type to the runtime function that reads the text of the FHIR type it stands for.
_READERS = {"System.Date": "as_date", "System.DateTime": "as_date_time", "System.Time": "as_time"}


class Lists:
    """Source for lists, single items, existence and truth; base of the compiler."""

    out: Output

    def listed(self, code: Code) -> str:
        """Source of the list of all items."""
        if not code.loops:
            if code.many:
                return code.text
            return f"({code.text},)" if code.present else self.out.call("listed", code.text)
        if code.many:
            variable = self.out.variable()
            return comprehension(variable, (*code.loops, Loop(variable, code.text, self._pairs(code))))
        if code.present:
            return comprehension(code.text, code.loops)
        variable = self.out.variable()
        bound = (*code.loops, Loop(variable, f"[{code.text}]"), f"if {variable} is not None")
        return comprehension(variable, bound)

    def one(self, code: Code) -> str:
        """Source of the only item, or None; several are an error when it runs."""
        return self.out.call("single", self.listed(code)) if code.is_list else code.text

    def scalar(self, code: Code) -> Code:
        """The only item as a value without loops."""
        if not code.is_list:
            return code
        return Code(self.one(code), code.types, owner=code.owner, targets=code.targets)

    def iterate(self, code: Code, *, indexed: bool = False) -> tuple[Code, Code | None]:
        """The items one by one, each in a variable, and the source of their index when it is asked for."""
        if indexed:
            return self._enumerated(code)
        variable = self.out.variable()
        if code.many:
            loop = Loop(variable, code.text, self._pairs(code))
            sibling = f"{variable}_" if loop.pairs else ""
            item = replace(code.bound(variable), parent="", key="", choice=None, sibling=sibling)
            return item.with_loops(loop), None
        if code.is_name and code.present:
            return code if code.loops else replace(code, loops=(Loop(variable, f"[{code.text}]"),)), None
        bound = code.with_loops(Loop(variable, f"[{code.text}]"))
        if not code.present:
            beside = code.parent and (code.is_primitive or code.choice is not None)
            exists = self.item_exists(code) if beside else f"{variable} is not None"
            bound = bound.with_loops(f"if {exists}")
        return bound.bound(variable), None

    def _enumerated(self, code: Code) -> tuple[Code, Code]:
        index, variable = self.out.variable(), self.out.variable()
        loop = Loop(f"{index}, {variable}", f"enumerate({self.listed(code)})")
        item = Code(variable, code.types, loops=(loop,), present=True, owner=code.owner, targets=code.targets)
        return item, Code(index, frozenset(("System.Integer",)), present=True)

    def _pairs(self, code: Code) -> str:
        if not (code.parent and code.key and code.is_primitive):
            return ""
        return self.out.call("pairs", code.parent, repr(code.key))

    def item_exists(self, code: Code) -> str:
        """Source of whether the item (not the loops around it) is there."""
        if code.present:
            return "True"
        if code.choice is not None and code.parent:
            keys = set(code.choice) | {f"_{key}" for key, name in code.choice.items() if name in PRIMITIVES}
            return f"(not {self.out.key_set(keys)}.isdisjoint({code.parent}))"
        if code.key and code.parent:
            if code.is_primitive:
                return f"({code.key!r} in {code.parent} or {'_' + code.key!r} in {code.parent})"
            return f"({code.key!r} in {code.parent})"
        return f"bool({code.text})" if code.many else f"({code.text} is not None)"

    def exists(self, code: Code) -> Code:
        """Whether there is any item."""
        if code.is_empty:
            return boolean("False")
        item = self.item_exists(code)
        if not code.loops:
            return boolean(item)
        loops: tuple[Clause, ...] = code.loops if item == "True" else (*code.loops, f"if {item}")
        if len(loops) == 1 and isinstance(loops[0], Loop):
            return boolean(f"bool({loops[0].source})")
        return boolean(*is_any(loops))

    def truth(self, code: Code) -> Code:
        """The value where a boolean is expected: any other single item counts as true."""
        if code.is_empty:
            return maybe("None", "False", "True")
        if code.types is not None and code.group != "boolean" and not self._may_be_boolean(code.types):
            if code.is_list:
                return maybe(f"({self.one(code)} is not None or None)")
            exists = self.item_exists(code)
            return boolean("True") if exists == "True" else maybe(f"({exists} or None)", exists, "True")
        single = self.scalar(code)
        if single.group == "boolean":
            if single.present or single.when_true or single.when_not_false:
                return single
            # A boolean element holds True, False or nothing.
            return replace(single, when_true=f"({single.text} is True)")
        return Code(self.out.call("truth", single.text), BOOLEAN)

    @staticmethod
    def _may_be_boolean(types: frozenset[str]) -> bool:
        return bool(types & {"boolean", "System.Boolean"})

    def spoken(self, code: Code) -> str:
        """Source of the item (or list, when it is one) with dates and quantities made of JSON."""
        function = self.conversion(code)
        text = self.listed(code) if code.is_list else code.text
        if function is None:
            return text
        if not code.is_list:
            return self.out.call(function, text)
        variable = self.out.variable()
        return f"[{self.out.call(function, variable)} for {variable} in {text}]"

    def spoken_one(self, code: Code) -> str:
        """Source of the only item, with dates and quantities made of JSON."""
        return self.spoken(self.scalar(code))

    def expected(self, single: Code, given: str, where: str) -> str:
        """Source of a single value that must be a "text", an "integer" or a "number", as ``given`` says.

        Raises FhirpathTypeError when it cannot be one.
        """
        group = "number" if given == "integer" else given
        if not given or single.is_empty:
            return self.spoken(single)
        if single.types is None or single.group is None:
            return self.out.call(f"expected_{given}", single.text)
        if single.group != group or (given == "integer" and not single.types <= INTEGERS):
            raise FhirpathTypeError(f"{where}() needs {given}, not {' or '.join(sorted(single.types))}")
        return single.text

    def conversion(self, code: Code) -> str | None:
        """The function that makes values that speak for themselves, None when none is needed."""
        if code.is_system:
            return None
        if code.group == "temporal" and code.types is not None:
            kinds = {SYSTEM_OF[name] for name in code.types}
            return _READERS[kinds.pop()] if len(kinds) == 1 else "temporal"
        return "quantity" if code.group == "quantity" else None


def spoken_types(code: Code) -> Types:
    """The FHIRPath types of what :meth:`Lists.spoken` gives; None when they are not known."""
    if code.types is None or not code.types <= SYSTEM_OF.keys():
        return None
    return frozenset(SYSTEM_OF[name] for name in code.types)
