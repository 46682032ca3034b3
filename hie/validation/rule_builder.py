"""Rules of a profile, made by comparing its element tree with that of its type.

https://hl7.org/fhir/R4/profiling.html#cardinality
"""

from collections.abc import Iterator

from hie.conformance import Binding, Element, Registry, TypeRef, canonical_of
from hie.validation.discriminators import Discriminators
from hie.validation.rules import Group, Rule, Slice, ValueRule
from hie.validation.shapes import STRUCTURAL, Invariant, Shapes, is_maximum
from hie.validation.value_sets import Codes


class RuleBuilder:
    """Makes the rules of profiles."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._registry: Registry = shapes.registry
        self._discriminators = Discriminators(shapes)

    def build(self, canonical: str) -> ValueRule:
        """The rules of the profile ``canonical`` for a value of its type.

        Raises KeyError when nobody defines it, and ValueError when it has no usable snapshot.
        """
        type_name = self._registry.type_of(canonical)
        if type_name is None:
            raise KeyError(canonical)
        profile = self._registry.tree(canonical)
        return self._value(profile, self._registry.tree(type_name), TypeRef(type_name))

    def _value(self, element: Element, base: Element | None, ref: TypeRef) -> ValueRule:
        """The rule of a value of type ``ref`` at ``element``, of which ``base`` is the definition."""
        base_ref = _same_type(base, ref)
        return ValueRule(
            id=element.id,
            type=ref.code,
            is_primitive=ref.code in self._registry.primitive_types,
            fixed=_if_typed(element.fixed, element.fixed_type, ref),
            pattern=_if_typed(element.pattern, element.pattern_type, ref),
            codes=tuple(self._codes(element, base, ref)),
            is_maximum=is_maximum(element.binding),
            advised=self._advised(element, base, ref),
            languages=element.language_control if ref.code == "Narrative" else (),
            max_length=element.max_length,
            min_length=element.min_length,
            value_alternatives=element.value_alternatives,
            min_value=_if_typed(element.min_value, element.min_value_type, ref),
            max_value=_if_typed(element.max_value, element.max_value_type, ref),
            targets=self._targets(ref, base_ref),
            aggregation=frozenset(ref.aggregation) or None,
            profiles=self._profiles(ref, base_ref),
            invariants=self._invariants(element, base, ref),
            children=tuple(self._children(element, base, ref)),
        )

    def _children(self, element: Element, base: Element | None, ref: TypeRef) -> Iterator[Rule]:
        if not element.children:
            return
        is_primitive = ref.code in self._registry.primitive_types
        known = {child.name: child for child in self._base_children(base, ref)}
        for child in element.children:
            if is_primitive and child.name != "extension":
                continue
            rule = self._rule(child, known.get(child.name))
            if rule is not None:
                yield rule

    def _base_children(self, base: Element | None, ref: TypeRef) -> list[Element]:
        """The elements of the definition below ``base``, or else of the type ``ref``."""
        if base is not None and base.content_reference:
            root = self._registry.tree(base.content_reference.partition(".")[0])
            found = root.find(base.content_reference)
            return found.children if found else []
        if base is not None and base.children:
            return base.children
        try:
            return self._registry.tree(ref.code).children
        except (KeyError, ValueError):
            return []

    def _rule(self, element: Element, base: Element | None) -> Rule | None:
        """The rule of one element, or None when the base definition says all that the profile says."""
        typed, base_typed = self._keys(element), self._keys(base) if base is not None else ()
        keys = {key: self._value(element, base, ref) for key, ref in typed}
        base_keys = [key for key, _ in base_typed]
        group = self._group(element, base)
        rule = Rule(
            id=element.id,
            name=element.name,
            keys={key: value for key, value in keys.items() if key in base_keys or base is None},
            forbidden=tuple(key for key in base_keys if key not in keys) if element.max != 0 else (),
            is_list=element.is_list,
            min=element.min if base is None or element.min > base.min else 0,
            max=element.max if _is_narrower(element.max, base) else None,
            group=group,
        )
        says_nothing = not rule.forbidden and not rule.min and rule.max is None and group is None
        return None if says_nothing and all(value.is_empty for value in keys.values()) else rule

    def _keys(self, element: Element) -> tuple[tuple[str, TypeRef], ...]:
        """The keys of ``element``; the types of a resource are profiles, of which it satisfies one."""
        types = element.types
        if element.choice or not types or any(ref.code not in self._registry.resource_types for ref in types):
            return element.keys()
        urls = (ref.profiles or (canonical_of(ref.code),) for ref in types)
        code = types[0].code if len(types) == 1 else "Resource"
        return ((element.name, TypeRef(code, tuple(url for each in urls for url in each))),)

    def _group(self, element: Element, base: Element | None) -> Group | None:
        if not element.slices:
            return None
        slicing = element.slicing
        slices = tuple(self._slice(element, item, base) for item in element.slices)
        rules = slicing.rules if slicing else "open"
        if rules != "closed" and all(_is_idle(item) for item in slices):
            return None
        return Group(slices, rules, slicing.ordered if slicing else False)

    def _slice(self, sliced: Element, element: Element, base: Element | None) -> Slice:
        typed = self._keys(element)
        return Slice(
            name=element.slice_name or element.id,
            min=element.min,
            max=element.max,
            conditions=self._discriminators.conditions(sliced, element),
            value=self._value(element, base, typed[0][1] if typed else TypeRef("Element")),
            group=self._group(element, base),
        )

    def _codes(self, element: Element, base: Element | None, ref: TypeRef) -> Iterator[Codes]:
        """The codes that the bindings require, unless the base definition has the same binding."""
        binding = element.binding
        if binding is None or (base is not None and base.binding == binding):
            return
        additional = (item for item in binding.additional if item.strength == "required")
        for item in (binding, *additional):
            codes = self._shapes.required_codes(item, ref)
            if codes is not None:
                yield codes

    def _advised(self, element: Element, base: Element | None, ref: TypeRef) -> tuple[Binding, ...]:
        if base is not None and base.binding == element.binding:
            return ()
        return self._shapes.advised(element.binding, ref)

    def _targets(self, ref: TypeRef, base_ref: TypeRef | None) -> frozenset[str] | None:
        targets = self._shapes.targets(ref)
        if base_ref is not None and self._shapes.targets(base_ref) == targets:
            return None
        return targets

    def _profiles(self, ref: TypeRef, base_ref: TypeRef | None) -> tuple[str, ...]:
        """The profiles of the type that can be checked here.

        Known extensions are checked against their definitions wherever they stand, so not again here.
        """
        if ref.code == "Extension" or (base_ref is not None and base_ref.profiles == ref.profiles):
            return ()
        known = [url for url in ref.profiles if self._registry.type_of(url) is not None]
        # A profile that is not here might be the one that the value satisfies.
        return tuple(known) if len(known) == len(ref.profiles) else ()

    def _invariants(self, element: Element, base: Element | None, ref: TypeRef) -> tuple[Invariant, ...]:
        known = {constraint.key for constraint in base.constraints} if base is not None else set()
        if ref.code in self._registry.complex_types | self._registry.resource_types:
            known |= {constraint.key for constraint in self._registry.tree(ref.code).constraints}
        return tuple(
            Invariant(constraint, element.path, ref.code if element.choice else None)
            for constraint in element.constraints
            if constraint.expression and constraint.key not in known | STRUCTURAL
        )


def _same_type(base: Element | None, ref: TypeRef) -> TypeRef | None:
    for candidate in base.types if base is not None else ():
        if candidate.code == ref.code:
            return candidate
    return None


def _if_typed(value: object, type_name: str | None, ref: TypeRef) -> object:
    """``value`` when it is of the type ``ref``: in a choice it says nothing of other types."""
    return value if type_name is None or type_name == ref.code or not ref.code else None


def _is_narrower(maximum: int | None, base: Element | None) -> bool:
    if maximum is None:
        return False
    return base is None or base.max is None or maximum < base.max


def _is_idle(item: Slice) -> bool:
    return item.min == 0 and item.max is None and item.value.is_empty and item.group is None
