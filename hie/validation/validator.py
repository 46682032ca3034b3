"""The validator: base definitions and profiles, compiled for the yes and walked for the why.

https://hl7.org/fhir/R4/validation.html
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from hie.conformance import CodeCache, Registry
from hie.fhirpath import Resolver, SourceCompiler
from hie.outcome import Issue
from hie.terminology import bounds, contains
from hie.validation import predicates
from hie.validation.accept_source import AcceptSource
from hie.validation.claims import Claims
from hie.validation.codings import Codings
from hie.validation.expressions import Surroundings, ValidationEnvironment
from hie.validation.extension_places import ExtensionPlaces
from hie.validation.findings import Findings, TooMany
from hie.validation.hints import NearestNames
from hie.validation.known_objects import KnownObjects
from hie.validation.place import Place
from hie.validation.policy import Policy
from hie.validation.profiles import Profiles
from hie.validation.shapes import Shapes
from hie.validation.subject import Knowledge
from hie.validation.type_rules import TypeRules
from hie.validation.value_sets import ValueSets
from hie.validation.walker import Definitions, Walker

Accept = Callable[[Any, Any], bool]

_DEFAULT = Policy()


class Validator:
    """Checks resources; made once, shared by all threads.

    ``national`` maps a resource type to the profiles that every resource of the type must satisfy;
    ``policy`` is what to say of unknown profiles and extensions.
    """

    def __init__(
        self,
        registry: Registry,
        cache: CodeCache,
        national: Mapping[str, Sequence[str]] | None = None,
        policy: Policy = _DEFAULT,
    ) -> None:
        self.registry = registry
        self.cache = cache
        value_sets = ValueSets(partial(bounds, registry), partial(contains, registry))
        self.shapes = Shapes(registry, value_sets)
        self._surroundings = Surroundings(registry, value_sets, self._conforms)
        profiles = Profiles(self.shapes, cache)
        self._definitions = Definitions(
            shapes=self.shapes,
            predicates=predicates.Predicates(self._load_predicates),
            profiles=profiles,
            claims=Claims(profiles, {name: tuple(urls) for name, urls in (national or {}).items()}, policy),
            extensions=profiles.extensions(),
            places=ExtensionPlaces(self.shapes, policy),
            codings=Codings(registry),
            type_rules=TypeRules(Knowledge(registry, value_sets)),
            known=KnownObjects(),
            nearest=NearestNames(),
        )
        self._accept = self._load_accept()

    def warm(self) -> None:
        """Load what the first requests would load: the national profiles and the walker's invariants."""
        self._definitions.claims.warm()
        self._definitions.predicates.warm()

    def check(
        self,
        resource: Any,
        *,
        now: datetime,
        expected_type: str | None = None,
        profiles: Sequence[str] = (),
        resolver: Resolver | None = None,
    ) -> list[Issue]:
        """The errors of ``resource``, in the order of the document; none when it is valid.

        ``profiles`` are checked beside those that the resource claims.  ``resolver`` finds what is outside
        of the resource and of the packages, and must not raise.  Never raises, whatever ``resource`` is.
        """
        if self.accepts(resource, now=now, expected_type=expected_type, profiles=profiles, resolver=resolver):
            return []
        found = self.validate(
            resource, now=now, expected_type=expected_type, profiles=profiles, resolver=resolver
        )
        return [issue for issue in found if issue.is_error]

    def validate(
        self,
        resource: Any,
        *,
        now: datetime,
        expected_type: str | None = None,
        profiles: Sequence[str] = (),
        resolver: Resolver | None = None,
    ) -> list[Issue]:
        """As :meth:`check`, with warnings and hints too, and slower for a valid resource."""
        findings = Findings()
        env = self._surroundings.at(now, resource, resolver)
        try:
            _check_type(resource, expected_type, findings)
            walker = Walker(self._definitions, findings, env)
            walker.walk(resource)
            if walker.has_doubtful_extensions:
                place = Place(resource["resourceType"])
                self._definitions.places.walk(findings, place, resource, env)
            if profiles and walker.is_resource(resource):
                place = Place(resource["resourceType"])
                self._definitions.claims.walk_also(findings, place, (resource, resource, env), profiles)
        except TooMany:
            findings.cut()
        return findings.in_order()

    def accepts(
        self,
        resource: Any,
        *,
        now: datetime,
        expected_type: str | None = None,
        profiles: Sequence[str] = (),
        resolver: Resolver | None = None,
    ) -> bool:
        """Whether the quick check finds ``resource`` valid.

        It says no, too, to a resource that is nested too deep for it; :meth:`check` then walks.
        """
        try:
            if expected_type is not None and resource["resourceType"] != expected_type:
                return False
            env = self._surroundings.at(now, resource, resolver)
            if not self._accept(resource, env):
                return False
            return not profiles or self._definitions.claims.accept_also(resource, profiles, env)
        except Exception:  # noqa: BLE001 - A resource may be wrong in any way; the walker finds out which.
            return False

    def _conforms(self, value: Any, profile: str, env: ValidationEnvironment) -> bool | None:
        """The answer of ``conformsTo()``; None for a profile that is not known, or asks for itself again."""
        profiles = self._definitions.profiles
        key = (id(value), profile)
        if env.asked is None:
            env.asked = set()
        if key in env.asked or profiles.get(profile) is None:
            return None
        env.asked.add(key)
        try:
            is_resource = isinstance(value, dict) and "resourceType" in value
            if is_resource and not self._resources[value["resourceType"]](value, value, value, env):
                return False
            return profiles.conforms(profile, value, value, value, env)
        except Exception:  # noqa: BLE001 - The value may be wrong in any way.
            return False
        finally:
            env.asked.discard(key)

    def _load_accept(self) -> Accept:
        namespace = self.cache.namespace("accept", self.registry.fingerprint, self._accept_source)
        namespace["claims"] = self._definitions.claims.accept
        namespace["conforms"] = self._definitions.profiles.conforms
        namespace["keeps_rules"] = self._definitions.type_rules.accept
        codings = self._definitions.codings
        namespace["is_coded_well"] = codings.accepts
        namespace["remember_coding"] = codings.remember_coding
        namespace["remember_unit"] = codings.remember_unit
        namespace["SOUND_CODINGS"] = codings.sound
        namespace["SOUND_UNITS"] = codings.sound_units
        namespace["remember_system"] = codings.remember_system
        namespace["SOUND_SYSTEMS"] = codings.sound_systems
        namespace["remember_profiles"] = codings.remember_profiles
        namespace["SOUND_PROFILES"] = codings.sound_profiles
        namespace["placed"] = self._definitions.places.accept
        namespace["notice"] = self._definitions.places.notice
        namespace["PLACED"] = self._definitions.places.placed
        namespace["EXTENSIONS"] = self._definitions.extensions
        namespace["EXTENSION_CHECKS"] = self._definitions.profiles.extension_checks
        self._resources: Mapping[str, predicates.Predicate] = namespace["RESOURCES"]
        accept: Accept = namespace["accept"]
        return accept

    def _accept_source(self) -> str:
        return AcceptSource(SourceCompiler(self.registry)).module(self.shapes.all())

    def _load_predicates(self) -> Mapping[predicates.Identity, predicates.Predicate]:
        def build() -> str:
            return predicates.module(SourceCompiler(self.registry), self.shapes.all())

        namespace = self.cache.namespace("predicates", self.registry.fingerprint, build)
        functions: Mapping[predicates.Identity, predicates.Predicate] = namespace["PREDICATES"]
        return functions


def _check_type(resource: Any, expected: str | None, findings: Findings) -> None:
    found = resource.get("resourceType") if isinstance(resource, dict) else None
    if expected is not None and isinstance(found, str) and found != expected:
        findings.wrong_value(Place("resourceType", (-1,)), "resource-type-expected", found, expected=expected)
