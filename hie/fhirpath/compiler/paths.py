"""Paths: members of elements, and the types of choices and resources.

https://hl7.org/fhirpath/N1/#path-selection
https://hl7.org/fhir/R4/fhirpath.html#polymorphism
"""

from dataclasses import replace

from hie.fhirpath.compiler.code import EMPTY, NO_TYPES, Code, Types, boolean
from hie.fhirpath.compiler.lists import Lists
from hie.fhirpath.errors import FhirpathChoiceError, FhirpathTypeError
from hie.fhirpath.model import PRIMITIVES, SYSTEM, SYSTEM_OF, MemberType, Model
from hie.fhirpath.syntax import TypeName

_ABSTRACT = frozenset(("Resource", "DomainResource"))
_OPEN = frozenset(("Element", "BackboneElement"))


class Paths(Lists):
    """Source for members and types."""

    model: Model
    strict: bool

    # Members

    def member(self, focus: Code, name: str) -> Code:  # noqa: PLR0911 - One return for each kind.
        """``focus.name``."""
        if focus.is_empty:
            return EMPTY
        if focus.types is None:
            return self._dynamic(focus, name)
        if focus.is_primitive:
            return self._of_primitive(focus, name)
        found = self._members(focus.types, name)
        if not found:
            if focus.types & (_ABSTRACT | _OPEN):
                return self._dynamic(focus, name)
            self.unknown_member(focus.types, name)
            return EMPTY
        if len({(member.is_list, member.is_choice) for member in found}) > 1:
            return self._dynamic(focus, name)
        if len(found) < len(focus.types):
            return self._of_some(focus, found, name)
        return self._typed(focus, found)

    def _of_some(self, focus: Code, found: list[MemberType], name: str) -> Code:
        """A member that only some types of the focus have."""
        if focus.choice is None:
            if (focus.types or frozenset()) & PRIMITIVES:
                return self._dynamic(focus, name)
            return self._typed(focus, found)
        keys = {key: each for key, each in focus.choice.items() if self.model.member(each, name)}
        text = self.out.call("choice", focus.parent, self.out.key_set(keys))
        kept = replace(focus, text=text, choice=keys, types=frozenset(keys.values()), present=False)
        return self._typed(kept, found)

    def unknown_member(self, types: frozenset[str], name: str) -> None:
        """Refuse the JSON key of a choice; and any name that no type has, when the compiler is strict."""
        for each in types:
            found = self.model.by_key(each).get(name)
            if found is not None and found[0].is_choice:
                element, held = found
                error = FhirpathChoiceError(f"{name} is written {element.name}.ofType({held})")
                error.element, error.type = element.name, held
                raise error
        if self.strict:
            raise FhirpathTypeError(f"{' or '.join(sorted(types))} has no element {name}")

    def _members(self, types: frozenset[str], name: str) -> list[MemberType]:
        found = [member for each in sorted(types) if (member := self.model.member(each, name))]
        if not found and types & _ABSTRACT:
            found = [
                member for each in sorted(self.model.resources) if (member := self.model.member(each, name))
            ]
        return found

    def _typed(self, focus: Code, found: list[MemberType]) -> Code:
        if focus.many:
            focus, _ = self.iterate(focus)
        member = found[0]
        keys = {key: name for each in found for key, name in each.keys.items()}
        types = frozenset(name for each in found for name in each.keys.values())
        parent = focus.text if focus.present else f"({focus.text} or {self.out.name('NOTHING')})"
        code = Code("", types, loops=focus.loops, parent=parent, owner=self._owner(focus))
        code = replace(code, targets=frozenset().union(*(each.targets for each in found)))
        if member.is_choice:
            names = self.out.key_set(keys)
            sibling = self.out.call("choice_sibling", parent, names)
            return replace(code, text=self.out.call("choice", parent, names), choice=keys, sibling=sibling)
        text = f"{parent}.get({member.name!r})"
        code = replace(code, key=member.name)
        if member.is_list:
            return replace(code, text=f"({text} or ())", many=True)
        return replace(code, text=text, sibling=f"{parent}.get({'_' + member.name!r})")

    def _owner(self, focus: Code) -> str:
        if focus.present and focus.types and all(self.model.is_resource(name) for name in focus.types):
            return focus.text
        return focus.owner

    def _dynamic(self, focus: Code, name: str) -> Code:
        table = self.out.constant(self._choice_table())
        if focus.is_list:
            text = self.out.call("members", self.listed(focus), repr(name), table)
        else:
            text = self.out.call("member", focus.text, repr(name), table)
        return Code(text, None, many=True, owner=focus.owner)

    def _choice_table(self) -> str:
        """Source of the table of names that may be a choice, with their keys."""
        return self.out.call(
            "choice_table", repr(tuple(sorted(self.model.registry.complex_types | PRIMITIVES)))
        )

    def _of_primitive(self, focus: Code, name: str) -> Code:
        if name == "value":
            return replace(focus, types=frozenset(SYSTEM_OF[each] for each in focus.types or ()))
        if name not in ("id", "extension"):
            self.unknown_member(focus.types or frozenset(), name)
            return EMPTY
        if focus.many:
            focus, _ = self.iterate(focus)
        if not focus.sibling:
            return EMPTY
        beside = replace(
            focus,
            text=focus.sibling,
            types=frozenset(("Element",)),
            present=False,
            parent="",
            key="",
            choice=None,
        )
        return self._typed(beside, [member for member in [self.model.member("Element", name)] if member])

    # Types

    def as_type(self, focus: Code, name: TypeName) -> Code:
        """Items of ``focus`` that are of a type: ``as`` and ``ofType()``."""
        wanted = self.model.type_named(name)
        if focus.is_empty:
            return EMPTY
        if focus.choice is not None:
            return self._chosen(focus, wanted)
        if focus.types is not None:
            kept = frozenset(each for each in focus.types if self._becomes(each, wanted))
            if kept == focus.types:
                return focus
            if not kept and not self._may_become(focus.types, wanted):
                return EMPTY
        item, _ = self.iterate(focus)
        owner = item.text if self.model.is_resource(wanted) else item.owner
        condition = f"if {self._test(item.text, wanted)}"
        return replace(item.with_loops(condition), types=frozenset((wanted,)), owner=owner)

    def is_type(self, focus: Code, name: TypeName) -> Code:
        """Whether the item is of a type; None when there is no item."""
        wanted = self.model.type_named(name)
        if focus.is_empty:
            return Code("None", NO_TYPES)
        if focus.choice is not None:
            item = self._choice_is(focus, wanted)
            return self.scalar(replace(item, loops=focus.loops)) if focus.loops else item
        single = self.scalar(focus)
        if single.types is not None:
            known = {self.model.is_type(each, wanted) for each in single.types}
            if len(known) == 1 and not (known == {False} and self._may_become(single.types, wanted)):
                return self._constant_for(single, next(iter(known)))
        test = self._test(single.text, wanted)
        if single.present:
            return boolean(test)
        return Code(self.out.call("unless_absent", single.text, test), BOOLEAN_TYPES, when_true=test)

    def _constant_for(self, single: Code, value: bool) -> Code:
        if single.present:
            return boolean(str(value))
        exists = self.item_exists(single)
        text = f"({value} if {exists} else None)"
        return Code(text, BOOLEAN_TYPES, when_true=exists if value else "False")

    def _choice_is(self, focus: Code, wanted: str) -> Code:
        keys = [key for key, name in (focus.choice or {}).items() if self.model.is_type(name, wanted)]
        exists = self.item_exists(focus)
        if not keys:
            return Code(f"(False if {exists} else None)", BOOLEAN_TYPES, when_true="False")
        tests = [f"{key!r} in {focus.parent}" for key in keys]
        tests += [
            f"{'_' + key!r} in {focus.parent}" for key in keys if (focus.choice or {})[key] in PRIMITIVES
        ]
        test = f"({' or '.join(tests)})"
        return Code(f"({test} if {exists} else None)", BOOLEAN_TYPES, when_true=test)

    def _chosen(self, focus: Code, wanted: str) -> Code:
        """A choice narrowed to one type."""
        keys = {key: name for key, name in (focus.choice or {}).items() if self._becomes(name, wanted)}
        if len(keys) != 1:
            return replace(focus, choice=keys, types=frozenset(keys.values())) if keys else EMPTY
        ((key, name),) = keys.items()
        text = f"{focus.parent}.get({key!r})"
        sibling = f"{focus.parent}.get({'_' + key!r})"
        return replace(focus, text=text, key=key, types=frozenset((name,)), choice=None, sibling=sibling)

    def _becomes(self, name: str, wanted: str) -> bool:
        """Whether ``as`` lets a value of type ``name`` pass: primitives only as exactly what they are."""
        if name in PRIMITIVES and not self.strict and SYSTEM + name[0].upper() + name[1:] == wanted:
            # R4's own search parameters write System types where they mean FHIR's.
            return True
        return self.model.becomes(name, wanted)

    def _may_become(self, types: Types, wanted: str) -> bool:
        """Whether a value of an abstract type may turn out to be what is wanted."""
        abstract = (types or frozenset()) & self.model.registry.abstract_types
        return any(self.model.is_a(wanted, each) for each in abstract)

    def _test(self, text: str, wanted: str) -> str:
        """Source of whether the JSON in ``text`` is of a type that is not known before."""
        if wanted in self.model.resources:
            return self.out.call("resource_is", text, repr(wanted))
        if wanted in _ABSTRACT:
            return self.out.call("is_resource", text)
        return self.out.call("looks_like", text, repr(SYSTEM_OF.get(wanted, wanted)))


BOOLEAN_TYPES: Types = frozenset(("System.Boolean",))
