"""Discriminators: what tells the values of a slice from others.

https://hl7.org/fhir/R4/profiling.html#discriminator
"""

import re
from collections.abc import Iterator
from contextlib import suppress

from hie.conformance import Discriminator, Element, Registry, TypeRef
from hie.validation.rules import Condition, Step
from hie.validation.shapes import Shapes

_SEGMENT = re.compile(r"(?:^|\.)(?:(\$this)|(\w+)\((?:'([^']*)'|([\w.]*))\)|(\w+))")


class Discriminators:
    """Reads the conditions of slices out of element trees."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._registry: Registry = shapes.registry

    def conditions(self, sliced: Element, element: Element) -> tuple[Condition, ...]:
        """The conditions of the slice ``element`` of ``sliced``; none when nothing tells it apart."""
        slicing = sliced.slicing
        if slicing is None or not slicing.discriminators:
            return tuple(self._type_conditions((), [element])) if sliced.choice else ()
        found = tuple(
            condition
            for discriminator in slicing.discriminators
            for condition in self._conditions(discriminator, element)
        )
        return found or _url_of_extension(element)

    def _conditions(self, discriminator: Discriminator, element: Element) -> Iterator[Condition]:
        steps, ends = self._follow(discriminator.path, element)
        if discriminator.type == "exists":
            # The first of the ends is the profile's own; the others are what its types say.
            if ends and ends[0].max == 0:
                yield Condition("exists", steps, expected=False)
            elif ends and ends[0].min > 0:
                yield Condition("exists", steps, expected=True)
        elif discriminator.type == "type":
            yield from self._type_conditions(steps, ends)
        elif discriminator.type == "profile":
            yield from self._profile_conditions(steps, ends)
        else:
            yield from self._value_conditions(steps, ends)

    def _value_conditions(self, steps: tuple[Step, ...], ends: list[Element]) -> Iterator[Condition]:
        """Conditions of a ``value`` or ``pattern`` discriminator: fixed, pattern, or required binding.

        What a slice leaves out must not be there.  Without any of them at the element itself, those of its
        children tell the slice apart.
        """
        if ends and ends[0].max == 0:
            yield Condition("exists", steps, expected=False)
            return
        for end in ends:
            found = end.fixed if end.fixed is not None else end.pattern
            if found is not None:
                yield Condition("value", steps, found)
                return
        for end in ends:
            below = [item for child in end.children for item in self._values_below(steps, child)]
            if below:
                yield from below
                return
        for end in ends:
            if end.binding is not None and end.binding.strength == "required" and end.binding.value_set:
                codes = self._shapes.value_sets.codes(end.binding.value_set)
                if codes is not None:
                    yield Condition("codes", steps, codes)
                    return

    def _values_below(self, steps: tuple[Step, ...], child: Element) -> Iterator[Condition]:
        inner = (*steps, _step(child))
        found = child.fixed if child.fixed is not None else child.pattern
        if found is not None:
            yield Condition("value", inner, found)
        elif child.min > 0:
            required = [child, *(item for item in child.slices if item.min > 0)]
            for grandchild in (below for each in required for below in each.children):
                yield from self._values_below(inner, grandchild)

    def _type_conditions(self, steps: tuple[Step, ...], ends: list[Element]) -> Iterator[Condition]:
        for end in ends:
            names: set[str] = set()
            for ref in end.types:
                targets = self._shapes.targets(ref)
                is_target = bool(steps) and steps[-1].function == "resolve"
                names |= (targets or set()) if is_target else {ref.code}
            if names:
                yield Condition("type", steps, frozenset(names))
                return

    def _profile_conditions(self, steps: tuple[Step, ...], ends: list[Element]) -> Iterator[Condition]:
        for end in ends:
            urls: list[str] = []
            for ref in end.types:
                is_target = bool(steps) and steps[-1].function == "resolve"
                urls += ref.targets if is_target else ref.profiles
            if not urls:
                continue
            if steps and steps[-1].function == "resolve":
                # The resource itself is seldom at hand; its type is.
                types = {self._registry.type_of(url) for url in urls}
                yield Condition("type", steps, frozenset(name for name in types if name))
            else:
                yield Condition("profile", steps, tuple(urls))
            return

    def _follow(self, path: str, element: Element) -> tuple[tuple[Step, ...], list[Element]]:
        """The steps of ``path`` from ``element``, and the elements at its end.

        The elements are those of the profile, then those of the profiles of types on the way.
        """
        steps: list[Step] = []
        current = [element]
        for this, function, quoted, plain, name in _SEGMENT.findall(path):
            if this:
                continue
            if function:
                steps.append(Step(function=function, argument=quoted or plain))
                current = self._after(function, quoted, current)
                continue
            if steps and steps[-1].function == "resolve":
                # More is asked of the target than its type.
                steps[-1] = Step(function="target")
                current = self._targets(current)
            following = [
                child for each in self._with_types(current) if (child := each.child(name)) is not None
            ]
            steps.append(_step(following[0]) if following else Step((name,)))
            # What a slice says that must be there tells of the value, too.
            current = following + [item for each in following for item in each.slices if item.min > 0]
        return tuple(steps), self._with_profiles(current)

    def _after(self, function: str, argument: str, current: list[Element]) -> list[Element]:
        """The elements that a function of the path leads to."""
        if function != "extension":
            return current
        found = [each.child("extension") for each in self._with_types(current)]
        slices = [item for each in found if each is not None for item in each.slices]
        return [item for item in slices if any(argument in ref.profiles for ref in item.types)]

    def _targets(self, current: list[Element]) -> list[Element]:
        """The resources and profiles that references may lead to, as far as they are known."""
        references = (ref for element in self._with_profiles(current) for ref in element.types)
        found = []
        for url in (url for ref in references for url in ref.targets):
            with suppress(KeyError, ValueError):
                found.append(self._registry.tree(url))
        return found

    def _with_types(self, elements: list[Element]) -> list[Element]:
        """The elements, the profiles of their types, and their types."""
        trees: list[Element] = self._with_profiles(elements)
        for element in elements:
            trees += [self._registry.tree(ref.code) for ref in element.types if self._is_type(ref)]
        return trees

    def _with_profiles(self, elements: list[Element]) -> list[Element]:
        trees = list(elements)
        for element in elements:
            for url in (url for ref in element.types for url in ref.profiles):
                # A profile that is not here or is broken tells nothing.
                with suppress(KeyError, ValueError):
                    trees.append(self._registry.tree(url))
        return trees

    def _is_type(self, ref: TypeRef) -> bool:
        return ref.code in self._registry.complex_types or ref.code in self._registry.resource_types


def _step(element: Element) -> Step:
    keys = element.keys()
    return Step(tuple(key for key, _ in keys), element.is_list)


def _url_of_extension(element: Element) -> tuple[Condition, ...]:
    """The condition of an extension whose definition is not at hand: its canonical is its url."""
    urls = [url.partition("|")[0] for ref in element.types if ref.code == "Extension" for url in ref.profiles]
    return tuple(Condition("value", (Step(("url",)),), url) for url in urls[:1])
