"""Which profiles a resource is held to: those that it claims, the national ones, those of vital signs.

https://hl7.org/fhir/R4/resource.html#profile-tags
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hie.outcome import Issue
from hie.validation.findings import Findings
from hie.validation.place import Place
from hie.validation.policy import Policy, severity_of
from hie.validation.profile_walker import ProfileWalker
from hie.validation.profiles import Profile, Profiles
from hie.validation.vital_signs import vital_sign_profiles

#: Combinations of claims that are remembered; clients may invent any number.
_MAX_REMEMBERED = 4096

_Key = tuple[str, tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class Claimed:
    """The ``profiles`` to check, the claims that are ``unknown``, and those of a ``wrong_type``."""

    profiles: tuple[Profile, ...]
    unknown: tuple[str, ...]
    wrong_type: tuple[Profile, ...]


class Claims:
    """Finds and checks the profiles of resources; ``national`` maps a type to its profiles."""

    def __init__(self, profiles: Profiles, national: Mapping[str, Sequence[str]], policy: Policy) -> None:
        self._severity = severity_of(policy.unknown_profile)
        self._profiles = profiles
        self._national = national
        self._remembered: dict[_Key, Claimed] = {}

    def warm(self) -> None:
        """Load the national profiles."""
        for urls in self._national.values():
            for url in urls:
                self._profiles.get(url)

    def accept(self, o: Any, rr: Any, env: Any, is_contained: bool) -> bool:
        """Whether a resource that the base definition accepts satisfies all its profiles."""
        meta = o.get("meta")
        claimed = tuple(meta.get("profile") or ()) if meta is not None else ()
        name = o["resourceType"]
        if name == "Observation":
            claimed += vital_sign_profiles(o)
        if not claimed and (is_contained or name not in self._national):
            return True
        known = self._remembered.get((name, claimed, is_contained))
        found = known if known is not None else self._find(name, claimed, is_contained)
        if found.wrong_type or (found.unknown and self._severity == "error"):
            return False
        for profile in found.profiles:  # noqa: SIM110 - A generator costs as much as a small profile.
            if not profile.accept(o, o, rr, env):
                return False
        return True

    def accept_also(self, o: Any, urls: Sequence[str], env: Any) -> bool:
        """Whether a resource satisfies profiles that the caller names, all of which must be known."""
        found = self._find(o["resourceType"], tuple(urls), True)
        if found.wrong_type or found.unknown:
            return False
        return all(profile.accept(o, o, o, env) for profile in found.profiles)

    def walk(self, findings: Findings, place: Place, focus: tuple[Any, Any, Any], is_contained: bool) -> None:
        """Note where the resource ``r`` breaks its profiles; ``focus`` is ``r``, ``rr`` and ``env``."""
        resource = focus[0]
        claimed = _claimed(resource)
        if resource["resourceType"] == "Observation":
            claimed += vital_sign_profiles(resource)
        found = self._find(resource["resourceType"], claimed, is_contained)
        if self._severity is not None:
            for url in found.unknown:
                inside = _place_of_claim(resource, url, place)
                key, params = self._unknown_key(url), {"profile": url}
                findings.note(inside, Issue(key, "not-found", self._severity, inside.path, params))
        self._walk(found, findings, place, focus)

    def walk_also(
        self, findings: Findings, place: Place, focus: tuple[Any, Any, Any], urls: Sequence[str]
    ) -> None:
        """As :meth:`walk` for profiles that the caller names: an unknown one is an error."""
        resource = focus[0]
        found = self._find(resource["resourceType"], tuple(urls), True)
        for url in found.unknown:
            findings.add(place, self._unknown_key(url), "not-found", profile=url)
        self._walk(found, findings, place, focus)

    def _unknown_key(self, url: str) -> str:
        return "profile-unknown~broken" if self._profiles.is_defined(url) else "profile-unknown"

    def _walk(self, found: Claimed, findings: Findings, place: Place, focus: tuple[Any, Any, Any]) -> None:
        for profile in found.wrong_type:
            inside = _place_of_claim(focus[0], profile.url, place)
            findings.add(inside, "profile-type", "structure", profile=profile.url, type=profile.type)
        for profile in found.profiles:
            ProfileWalker(profile, self._profiles, findings, focus).walk(focus[0], place)

    def _find(self, type_name: str, claimed: tuple[str, ...], is_contained: bool) -> Claimed:
        key = (type_name, claimed, is_contained)
        found = self._remembered.get(key)
        if found is None:
            found = self._make(type_name, claimed, is_contained)
            if len(self._remembered) < _MAX_REMEMBERED:
                self._remembered[key] = found
        return found

    def _make(self, type_name: str, claimed: tuple[str, ...], is_contained: bool) -> Claimed:
        # A contained resource is a part of another one, to which no national profile was written.
        national = () if is_contained else self._national.get(type_name, ())
        urls = dict.fromkeys((*national, *claimed))
        known = {url: self._profiles.get(url) for url in urls}
        profiles = [profile for profile in known.values() if profile is not None]
        lineage = (type_name, *self._profiles.ancestors(type_name))
        return Claimed(
            tuple(profile for profile in profiles if profile.type in lineage),
            tuple(url for url, profile in known.items() if profile is None),
            tuple(profile for profile in profiles if profile.type not in lineage),
        )


def _claimed(resource: Mapping[str, Any]) -> tuple[str, ...]:
    """The texts in ``meta.profile``."""
    meta = resource.get("meta")
    claimed = meta.get("profile") if isinstance(meta, dict) else None
    return tuple(url for url in claimed if isinstance(url, str)) if isinstance(claimed, list) else ()


def _place_of_claim(resource: Mapping[str, Any], url: str, place: Place) -> Place:
    """The place of ``url`` in ``meta.profile``, or of the resource when it is not there."""
    claimed = _claimed(resource)
    if url not in claimed:
        return place
    meta: Mapping[str, Any] = resource["meta"]
    inside = place.child("meta", list(resource).index("meta")).child("profile", list(meta).index("profile"))
    return inside.item(meta["profile"].index(url))
