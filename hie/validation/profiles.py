"""Profiles, compiled when somebody first claims them.

https://hl7.org/fhir/R4/profiling.html
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from hie.conformance import CodeCache
from hie.fhirpath import SourceCompiler
from hie.validation.bindings import departure
from hie.validation.predicates import Predicate, Predicates
from hie.validation.rule_builder import RuleBuilder
from hie.validation.rule_source import RuleSource
from hie.validation.rules import Group, ValueRule
from hie.validation.shapes import Invariant, Shapes
from hie.validation.value_sets import ValueSets


@dataclass(slots=True)
class Profile:
    """A compiled profile of ``type``: ``accept`` says yes or no to what the base definition accepts."""

    url: str
    type: str
    accept: Predicate
    predicates: Predicates
    builder: RuleBuilder
    load_parts: Callable[[ValueRule], Sequence[Predicate]]
    _rule: ValueRule | None = None
    _parts: Sequence[Predicate] | None = None

    @property
    def rule(self) -> ValueRule:
        """Its rules, made when the walker first needs them."""
        if self._rule is None:
            self._rule = self.builder.build(self.url)
        return self._rule

    @property
    def parts(self) -> Sequence[Predicate]:
        """For each child of the rule a function: whether the walker has nothing to say of it.

        It may be asked of values that are wrong in any way, and then says no, or raises anything.
        """
        if self._parts is None:
            self._parts = self.load_parts(self.rule)
        return self._parts


class Profiles:
    """The profiles of a registry."""

    def __init__(self, shapes: Shapes, cache: CodeCache) -> None:
        self._shapes = shapes
        self._registry = shapes.registry
        self._cache = cache
        self._builder = RuleBuilder(shapes)
        self._loaded: dict[str, Profile | None] = {}
        #: What checks the extensions whose definitions are loaded, by their URLs.
        self.extension_checks: dict[str, Predicate] = {}
        self._lock = threading.RLock()

    @property
    def value_sets(self) -> ValueSets:
        """The value sets that the profiles draw on."""
        return self._shapes.value_sets

    @property
    def resource_types(self) -> frozenset[str]:
        """The types of resources."""
        return self._registry.resource_types

    def ancestors(self, type_name: str) -> tuple[str, ...]:
        """The types above ``type_name``."""
        return self._registry.ancestors(type_name)

    def extensions(self) -> frozenset[str]:
        """The URLs of all extensions whose definitions are at hand."""
        return frozenset(
            entry.url
            for entry in self._registry.entries("StructureDefinition")
            if entry.type == "Extension" and entry.derivation == "constraint"
        )

    def is_defined(self, canonical: str) -> bool:
        """Whether somebody defines ``canonical``, be it usable or not."""
        return self._registry.entry(canonical, "StructureDefinition") is not None

    def get(self, canonical: str) -> Profile | None:
        """The profile ``canonical`` (``url`` or ``url|version``); None when it is not known or not usable."""
        if canonical not in self._loaded:
            with self._lock:
                if canonical not in self._loaded:
                    self._remember(canonical)
        return self._loaded.get(canonical)

    def conforms(self, canonical: str, o: Any, r: Any, rr: Any, env: Any) -> bool:
        """Whether a value that its base definition accepts satisfies a profile; True when nobody knows it."""
        profile = self.get(canonical)
        if profile is None:
            return True
        if isinstance(o, dict) and "resourceType" in o:
            return o["resourceType"] == profile.type and bool(profile.accept(o, o, o, env))
        return bool(profile.accept(o, r, rr, env))

    def _remember(self, canonical: str) -> None:
        entry = self._registry.entry(canonical, "StructureDefinition")
        if entry is None:
            # Unknown names are not kept: a client could fill the memory with them.
            return
        profile = self._loaded[canonical] = self._load(canonical, entry.type or "")
        if profile is not None and profile.type == "Extension":
            self.extension_checks[canonical] = profile.accept

    def _load(self, canonical: str, type_name: str) -> Profile | None:
        def build() -> str:
            rule = self._builder.build(canonical)
            return RuleSource(SourceCompiler(self._registry)).module(rule, invariants_of(rule))

        try:
            namespace = self._cache.namespace(f"profile {canonical}", self._registry.fingerprint, build)
        except (KeyError, ValueError):
            return None
        self._provide(namespace)
        functions = namespace["PREDICATES"]
        load_parts = partial(self._load_parts, canonical)
        return Profile(
            canonical,
            type_name,
            namespace["accept"],
            Predicates(lambda: functions),
            self._builder,
            load_parts,
        )

    def _load_parts(self, canonical: str, rule: ValueRule) -> Sequence[Predicate]:
        def build() -> str:
            return RuleSource(SourceCompiler(self._registry), with_advice=True).parts(rule)

        namespace = self._cache.namespace(f"parts {canonical}", self._registry.fingerprint, build)
        self._provide(namespace)
        namespace["follows"] = self._follows
        parts: Sequence[Predicate] = namespace["PARTS"]
        return parts

    def _provide(self, namespace: dict[str, Any]) -> None:
        """Give generated code what it calls."""
        namespace["conforms"] = self.conforms
        namespace["KNOWN"] = self._registry.resource_types

    def _follows(self, strength: str, value_set: str, type_name: str, value: Any) -> bool:
        return departure((type_name, value), strength, value_set, self.value_sets) is None


def invariants_of(rule: ValueRule) -> Iterator[Invariant]:
    """All invariants in a rule, those of its slices too."""
    yield from rule.invariants
    for child in rule.children:
        for value in child.keys.values():
            yield from invariants_of(value)
        if child.group is not None:
            yield from _in_group(child.group)


def _in_group(group: Group) -> Iterator[Invariant]:
    for item in group.slices:
        yield from invariants_of(item.value)
        if item.group is not None:
            yield from _in_group(item.group)
