"""A compiled expression: Python source with what is known of its value.

https://hl7.org/fhirpath/N1/#collections

A value is an *item* that a chain of loops and conditions yields.  Without loops the item is the value: a
Python expression that is None when there is nothing, or a list when ``many``.  With loops
(``for x1 in o.get('name') or ()``, ``if x1.get('use') == 'usual'``) it is a list comprehension, written out
only where a list is needed, so that ``name.where(…).given.exists()`` is one comprehension.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from hie.fhirpath.model import BOOLEANS, NUMBERS, PRIMITIVES, QUANTITIES, TEMPORALS, TEXTS

Types: TypeAlias = frozenset[str] | None
BOOLEAN: Types = frozenset(("System.Boolean",))
INTEGER: Types = frozenset(("System.Integer",))
STRING: Types = frozenset(("System.String",))
NO_TYPES: Types = frozenset()

_NAME = re.compile(r"[A-Za-z_]\w*")
#: The source of the items of a list that is a member of a variable.
_MEMBER = re.compile(r"\((?P<parent>\w+)\.get\((?P<key>'\w+')\) or \(\)\)")
_GROUPS = {
    "text": TEXTS,
    "number": NUMBERS,
    "boolean": BOOLEANS,
    "temporal": TEMPORALS,
    "quantity": QUANTITIES,
}


@dataclass(frozen=True, slots=True)
class Loop:
    """``for variable in source``; ``pairs`` yields each primitive with what stands beside it."""

    variable: str
    source: str
    pairs: str = ""

    def render(self, rest: str) -> str:
        """The clause; what stands beside a primitive is fetched only if ``rest`` uses it."""
        if self.pairs and re.search(rf"\b{self.variable}_\b", rest):
            return f"for {self.variable}, {self.variable}_ in {self.pairs}"
        return f"for {self.variable} in {self.source}"


Clause: TypeAlias = Loop | str


@dataclass(frozen=True, slots=True)
class Code:
    """Python source ``text`` of an item of ``types`` (None: unknown, values speak for themselves).

    ``present`` says that the item is never None.  ``parent`` and ``key`` tell where in JSON a primitive or
    choice comes from, ``sibling`` is the source of what stands beside a primitive.  ``owner`` is the source
    of the resource that the item is in.  ``is_ordered`` is false where no order is defined.  ``when_true``
    and ``when_not_false`` are cheaper sources for a boolean of which only that is asked; ``if_true`` and
    ``if_not_false`` are cheaper still, and give anything that Python takes for true or false.  ``clock`` is
    the name of a constant :class:`~hie.fhirpath.runtime.clock.Clock` for the time, if it is that.  ``bag`` is
    the source of a list in which items may be repeated, for questions to which that makes no difference.
    ``literal`` is the text of a literal, ``equals`` are the value and the text that a boolean compares.
    """

    text: str
    types: Types
    many: bool = False
    loops: tuple[Clause, ...] = ()
    present: bool = False
    parent: str = ""
    key: str = ""
    choice: Mapping[str, str] | None = field(default=None, hash=False)
    sibling: str = ""
    owner: str = "r"
    is_ordered: bool = True
    targets: frozenset[str] = frozenset()
    when_true: str = ""
    when_not_false: str = ""
    if_true: str = ""
    if_not_false: str = ""
    clock: str = ""
    literal: str | None = None
    equals: "tuple[Code, str] | None" = None
    bag: str = ""

    @property
    def is_list(self) -> bool:
        """Whether there may be several items."""
        return self.many or bool(self.loops)

    @property
    def is_name(self) -> bool:
        """Whether the item's source is just a variable."""
        return _NAME.fullmatch(self.text) is not None

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there is no item."""
        return self.types == NO_TYPES

    @property
    def is_primitive(self) -> bool:
        """Whether the item is known to be a primitive element of FHIR."""
        return bool(self.types) and self.types is not None and self.types <= PRIMITIVES

    @property
    def group(self) -> str | None:
        """What its values have in common: text, number, boolean, temporal, quantity, element; else None."""
        if not self.types:
            return None
        for name, types in _GROUPS.items():
            if self.types <= types:
                return name
        if not any(self.types & types for types in _GROUPS.values()):
            return "element"
        return None

    @property
    def is_system(self) -> bool:
        """Whether values speak for themselves (no date is a bare text)."""
        return self.types is None or all(name.startswith("System.") for name in self.types)

    @property
    def true(self) -> str:
        """Source of "is true" for a boolean."""
        return self.text if self.present else self.when_true or f"({self.text} is True)"

    @property
    def not_false(self) -> str:
        """Source of "is not false" for a boolean."""
        return self.text if self.present else self.when_not_false or f"({self.text} is not False)"

    @property
    def holds(self) -> str:
        """Source that Python takes for true when a boolean is true."""
        return self.if_true or self.true

    @property
    def may_hold(self) -> str:
        """Source that Python takes for true when a boolean is not false."""
        return self.if_not_false or self.not_false

    def bound(self, variable: str) -> "Code":
        """The same item, in a local variable."""
        item = replace(self, text=variable, many=False, present=True, bag="", clock="", equals=None)
        return replace(item, when_true="", when_not_false="", if_true="", if_not_false="")

    def with_loops(self, *clauses: Clause) -> "Code":
        """The same item after more clauses."""
        return replace(self, loops=(*self.loops, *clauses))


EMPTY = Code("None", NO_TYPES)


def boolean(text: str, holds: str = "") -> Code:
    """Source of a boolean that is never None; ``holds`` may be cheaper, and of any kind."""
    return Code(text, BOOLEAN, present=True, if_true=holds, if_not_false=holds)


def maybe(text: str, when_true: str = "", when_not_false: str = "") -> Code:
    """Source of a boolean that may be None."""
    return Code(text, BOOLEAN, when_true=when_true, when_not_false=when_not_false)


def is_any(loops: tuple[Clause, ...]) -> tuple[str, str]:
    """Source of whether ``loops`` yield anything, as a boolean and as what Python takes for one.

    A comprehension costs more than to look whether there is a list at all.
    """
    found = comprehension("1", loops)
    guard = _guard(loops[0], found) if isinstance(loops[0], Loop) else ""
    if not guard:
        return f"bool({found})", found
    return f"({guard} and bool({found}))", f"({guard} and {found})"


def _guard(first: Loop, found: str) -> str:
    """Source of whether there can be anything in the comprehension ``found``, which begins with ``first``."""
    member = _MEMBER.fullmatch(first.source)
    if member is None:
        return ""
    parent, key = member["parent"], member["key"]
    if not first.pairs or first.pairs not in found:
        return f"{key} in {parent}"
    rest = found.partition(first.pairs)[2]
    # Where only what stands beside primitives is asked for, there is seldom anything.
    return "" if re.search(rf"\b{first.variable}\b", rest) else f"'_{key[1:]} in {parent}"


def comprehension(item: str, loops: tuple[Clause, ...]) -> str:
    """Source of the list of ``item`` over ``loops``."""
    rest = item
    rendered: list[str] = []
    for clause in reversed(loops):
        part = clause if isinstance(clause, str) else clause.render(rest)
        rendered.insert(0, part)
        rest = f"{part} {rest}"
    only = loops[0]
    if len(loops) == 1 and isinstance(only, Loop) and item == only.variable:
        return only.source
    return f"[{item} {' '.join(rendered)}]"
