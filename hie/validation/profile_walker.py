"""The walker of profiles: notes every place where a resource breaks the rules of a profile.

https://hl7.org/fhir/R4/profiling.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hie.fhir import encode
from hie.validation.bindings import advise, is_bound, require
from hie.validation.findings import Findings
from hie.validation.hints import shown
from hie.validation.narrative_rules import speaks
from hie.validation.place import Place
from hie.validation.predicates import Predicate
from hie.validation.profile_runtime import at_least, at_most, belongs, beside, equals, fits, has_value, items
from hie.validation.profiles import Profile, Profiles
from hie.validation.rules import Group, Rule, Slice, ValueRule
from hie.validation.runtime import is_aggregated, target_type, targets
from hie.validation.value_sets import Codes


@dataclass(frozen=True, slots=True)
class Item:
    """A value of an element under its JSON ``key``, with its place and what stands ``beside`` it."""

    key: str
    value: Any
    beside: Any
    place: Place


class ProfileWalker:
    """One walk over one value by the rules of one profile."""

    def __init__(
        self, profile: Profile, profiles: Profiles, findings: Findings, focus: tuple[Any, Any, Any]
    ) -> None:
        self._profile = profile
        self._profiles = profiles
        self._findings = findings
        self._focus = focus
        self._known = profiles.resource_types

    def walk(self, value: Any, place: Place) -> None:
        """Check ``value``, which is at ``place``.  Raises TooMany when there are enough findings."""
        rule, item = self._profile.rule, Item("", value, None, place)
        if rule.is_primitive or not isinstance(value, dict):
            self._value(rule, item)
            return
        self._itself(rule, item)
        doubtful = [
            child
            for child, part in zip(rule.children, self._profile.parts, strict=True)
            if not self._is_right(part, value)
        ]
        if doubtful:
            positions = {key: position for position, key in enumerate(value)}
            for child in doubtful:
                self._element(child, value, place, positions)

    def _is_right(self, part: Predicate, value: Any) -> bool:
        """Whether there is certainly nothing to note of a part of ``value``; most of it is right, mostly."""
        try:
            return bool(part(value, *self._focus))
        except Exception:  # noqa: BLE001 - The value may be wrong in any way.
            return False

    def _value(self, rule: ValueRule, item: Item) -> None:
        self._itself(rule, item)
        owner = (item.beside or {}) if rule.is_primitive else item.value
        if rule.children and isinstance(owner, dict):
            positions = {key: position for position, key in enumerate(owner)}
            for child in rule.children:
                self._element(child, owner, item.place, positions)

    def _itself(self, rule: ValueRule, item: Item) -> None:
        """Check a value without its members."""
        self._fixed(rule, item)
        self._limits(rule, item)
        self._bindings(rule, item)
        self._target(rule, item)
        self._aggregation(rule, item)
        if rule.profiles:
            self._profiled(rule, item)
        for invariant in rule.invariants:
            if not self._profile.predicates.holds(invariant, item.value, *self._focus):
                self._findings.violated(item.place, invariant.constraint)

    def _fixed(self, rule: ValueRule, item: Item) -> None:
        if rule.fixed is not None and not equals(rule.fixed, item.value):
            self._note(
                item.place, "not-fixed", "value", value=shown(item.value), expected=_as_text(rule.fixed)
            )
        if rule.pattern is not None and not fits(rule.pattern, item.value):
            self._note(
                item.place, "not-pattern", "value", value=shown(item.value), expected=_as_text(rule.pattern)
            )

    def _limits(self, rule: ValueRule, item: Item) -> None:
        value, place = item.value, item.place
        if rule.languages and not speaks(value, rule.languages, self._focus[0]):
            self._note(place, "narrative-languages", "business-rule", wanted=", ".join(rule.languages))
        if rule.max_length is not None and isinstance(value, str) and len(value) > rule.max_length:
            self._note(place, "too-long", "too-long", max=rule.max_length, length=len(value))
        if rule.min_length is not None and isinstance(value, str) and len(value) < rule.min_length:
            self._note(place, "too-short", "value", min=rule.min_length, length=len(value))
        alternatives = rule.value_alternatives
        if rule.is_primitive and alternatives is not None and not has_value(value, item.beside, alternatives):
            key = "value-missing~alternatives" if alternatives else "value-missing"
            self._note(place, key, "required", alternatives=", ".join(alternatives))
        if rule.min_value is not None and not at_least(value, rule.min_value):
            self._note(place, "below-minimum", "value", value=shown(value), limit=_as_text(rule.min_value))
        if rule.max_value is not None and not at_most(value, rule.max_value):
            self._note(place, "above-maximum", "value", value=shown(value), limit=_as_text(rule.max_value))

    def _bindings(self, rule: ValueRule, item: Item) -> None:
        value = item.value
        if not isinstance(value, str if rule.is_primitive else dict):
            return
        for codes in rule.codes:
            if not _is_allowed(rule, value, codes):
                require(self._findings, item.place, rule.type, value, codes)
        for binding in rule.advised:
            advise(self._findings, item.place, (rule.type, value), binding, self._profiles.value_sets)

    def _target(self, rule: ValueRule, item: Item) -> None:
        if rule.targets is None or not isinstance(item.value, dict):
            return
        _, root, env = self._focus
        if not targets(item.value, rule.targets, self._known, root, env):
            found = shown(target_type(item.value, root, env))
            self._note(
                item.place,
                "reference-target",
                "structure",
                found=found,
                allowed=", ".join(sorted(rule.targets)),
            )

    def _aggregation(self, rule: ValueRule, item: Item) -> None:
        if rule.aggregation is None or not isinstance(item.value, dict):
            return
        if not is_aggregated(item.value, rule.aggregation, self._focus[2]):
            allowed = ", ".join(sorted(rule.aggregation))
            self._note(item.place, "reference-aggregation", "structure", allowed=allowed)

    def _profiled(self, rule: ValueRule, item: Item) -> None:
        """Check a value whose type has profiles: the findings of the only one, or that none fits."""
        if any(self._conforms(url, item.value, *self._focus) for url in rule.profiles):
            return
        profile = self._profiles.get(rule.profiles[0])
        if len(rule.profiles) == 1 and profile is not None:
            focus = self._focus
            if isinstance(item.value, dict) and "resourceType" in item.value:
                if item.value["resourceType"] != profile.type:
                    self._note(
                        item.place, "profile-type", "structure", profile=profile.url, type=profile.type
                    )
                    return
                focus = (item.value, item.value, self._focus[2])
            ProfileWalker(profile, self._profiles, self._findings, focus).walk(item.value, item.place)
        else:
            self._note(item.place, "no-profile-fits", "structure", profiles=", ".join(rule.profiles))

    def _conforms(self, url: str, value: Any, r: Any, rr: Any, env: Any) -> bool:
        try:
            return self._profiles.conforms(url, value, r, rr, env)
        except Exception:  # noqa: BLE001 - The value may be wrong in any way.
            return False

    def _element(
        self, rule: Rule, owner: Mapping[str, Any], place: Place, positions: Mapping[str, int]
    ) -> None:
        """Check one element of the object ``owner``."""
        for key in rule.forbidden:
            if key in owner or f"_{key}" in owner:
                inside = place.child(rule.name, positions.get(key, positions.get(f"_{key}", 0)))
                self._note(inside, "type-not-allowed", "structure", name=key, profile=self._profile.url)
        found = list(_items(rule, owner, place, positions))
        self._count(rule, len(found), place, found)
        if rule.max == 0:
            return
        for item in found:
            value_rule = rule.keys[item.key]
            if not value_rule.is_empty:
                self._value(value_rule, item)
        if rule.group is not None:
            self._slices(rule.group, found, place, rule.name)

    def _count(self, rule: Rule, count: int, place: Place, found: list[Item]) -> None:
        params = {"name": rule.name, "count": count, "profile": self._profile.url}
        if count < rule.min:
            key = "missing~profile" if rule.min == 1 else "too-few~profile"
            self._note(place, key, "required", min=rule.min, **params)
        if rule.max == 0 and count > 0:
            self._note(found[0].place, "element-forbidden~profile", "structure", **params)
        elif rule.max is not None and count > rule.max:
            self._note(place, "too-many~profile", "structure", max=rule.max, **params)

    def _slices(self, group: Group, found: list[Item], place: Place, name: str) -> None:
        members: list[list[Item]] = [[] for _ in group.slices]
        last, ended = -1, False
        for item in found:
            number = self._slice_of(group, item)
            if number is None:
                ended = True
                if group.rules == "closed":
                    self._note(item.place, "slice-closed", "structure", profile=self._profile.url, name=name)
                continue
            if (group.ordered and last > number) or (group.rules == "openAtEnd" and ended):
                self._note(item.place, "slice-order", "structure", slice=group.slices[number].name, name=name)
            last = number
            members[number].append(item)
        for item_slice, items_of in zip(group.slices, members, strict=True):
            self._slice(item_slice, items_of, place, name)

    def _slice(self, item_slice: Slice, found: list[Item], place: Place, name: str) -> None:
        params = {
            "name": name, "slice": item_slice.name, "count": len(found), "profile": self._profile.url,
        }  # fmt: skip
        if len(found) < item_slice.min:
            self._note(place, "slice-too-few", "required", min=item_slice.min, **params)
        if item_slice.max is not None and len(found) > item_slice.max:
            self._note(place, "slice-too-many", "structure", max=item_slice.max, **params)
        for item in found:
            self._value(item_slice.value, item)
        if item_slice.group is not None:
            self._slices(item_slice.group, found, place, name)

    def _slice_of(self, group: Group, item: Item) -> int | None:
        """The number of the first slice that the value belongs to."""
        for number, item_slice in enumerate(group.slices):
            if item_slice.conditions and belongs(
                item_slice.conditions, (item.key, item.value), self._focus, self._conforms
            ):
                return number
        return None

    def _note(self, place: Place, key: str, code: str, **params: Any) -> None:
        self._findings.add(place, key, code, **params)


def _is_allowed(rule: ValueRule, value: Any, codes: Codes) -> bool:
    if rule.is_primitive:
        return value in codes.plain
    return is_bound(rule.type, value, codes, is_maximum=rule.is_maximum)


def _items(
    rule: Rule, owner: Mapping[str, Any], place: Place, positions: Mapping[str, int]
) -> Iterator[Item]:
    """The values of an element, in order."""
    for key in rule.keys:
        if key not in owner and f"_{key}" not in owner:
            continue
        inside = place.child(rule.name, positions.get(key, positions.get(f"_{key}", 0)))
        if not rule.is_list:
            yield Item(key, owner.get(key), owner.get(f"_{key}"), inside)
            continue
        for index, (value, other) in enumerate(zip(items(owner, key), beside(owner, key), strict=True)):
            yield Item(key, value, other, inside.item(index))


def _as_text(value: Any) -> str:
    """A value of a definition, for a message."""
    if isinstance(value, dict | list):
        return encode(value).decode()
    return shown(value)
