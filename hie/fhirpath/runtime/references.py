"""``resolve()`` and what can be told of a reference without fetching.

https://hl7.org/fhir/R4/fhirpath.html#functions
https://hl7.org/fhir/R4/bundle.html#references
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from hie.fhir import narrative
from hie.fhirpath.environment import Environment
from hie.fhirpath.errors import EvaluationError

Json = dict[str, Any]


def reference_text(value: Any) -> str | None:
    """The literal reference in a Reference element, or in a canonical or uri."""
    if value.__class__ is dict:
        value = value.get("reference")
    return value if value.__class__ is str else None


def reference_is(value: Any, type_name: str, container: Json, root: Json, env: Environment) -> bool:
    """Whether a reference points to a resource of ``type_name``.

    It is told from the text of the reference or from its ``type``; only where neither says it (a
    contained resource, a urn:uuid in a Bundle) the resource is looked for.
    """
    text = reference_text(value)
    if text is not None:
        said = type_in_text(text)
        if said is not None:
            return said == type_name
    stated = value.get("type") if value.__class__ is dict else None
    if stated is not None:
        return bool(stated == type_name)
    found = resolve(value, container, root, env)
    return found is not None and found.get("resourceType") == type_name


def type_in_text(text: str) -> str | None:
    """The resource type in a RESTful reference (``Patient`` in ``https://x/Patient/1``), or None."""
    if text[:1] == "#" or text[:4] == "urn:":
        return None
    parts = text.split("/")
    if len(parts) >= 4 and parts[-2] == "_history":
        parts = parts[:-2]
    if len(parts) < 2 or not parts[-2][:1].isupper() or not parts[-2].isalpha():
        return None
    return parts[-2]


def resolve(value: Any, container: Json, root: Json, env: Environment) -> Json | None:
    """The resource that ``value`` (a Reference, canonical or uri) refers to, or None.

    ``container`` is the resource that the reference is in, ``root`` the outermost one, in which contained
    resources and the entries of a Bundle are found; all others are up to ``env.resolver``.
    """
    text = reference_text(value)
    if not text:
        return None
    if text[0] == "#":
        if text == "#":
            return container
        return env.contained_index(container).get(text[1:]) or env.contained_index(root).get(text[1:])
    for bundle in (root, env.bundle):
        if bundle is not None and bundle.get("resourceType") == "Bundle":
            found = env.bundle_index(bundle).get(text)
            if found is not None:
                return found
    if env.resolver is None:
        return None
    return env.resolver(text, canonical=value.__class__ is str)


def resolved(items: Iterable[Any], container: Json, root: Json, env: Environment) -> list[Json]:
    """``resolve()`` of each item, without those that are not found."""
    found = (resolve(item, container, root, env) for item in items)
    return [resource for resource in found if resource is not None]


def member_of(value: Any, value_set: str | None, env: Environment) -> bool | None:
    """``memberOf(value_set)``; None when nobody can say.  ``value`` is a code or coded element."""
    if value is None or value_set is None or env.membership is None:
        return None
    return env.membership(value, value_set)


def conforms_to(value: Any, profile: str | None, env: Environment) -> bool | None:
    """``conformsTo(profile)``; None when nobody can say."""
    if value is None or profile is None or env.conformance is None:
        return None
    return env.conformance(value, profile, env)


def html_checks(text: Any) -> bool:
    """``htmlChecks()``: whether a narrative's XHTML is well formed and holds only what it may hold."""
    return text is None or (isinstance(text, str) and _narrative_is_sound(text))


@lru_cache(maxsize=64)
def _narrative_is_sound(text: str) -> bool:
    return not narrative.faults(text)


def variable(env: Environment, name: str) -> list[Any]:
    """The value of ``%name``.  Raises EvaluationError when the environment does not define it."""
    if name not in env.variables:
        raise EvaluationError(f"%{name} is not defined")
    value = env.variables[name]
    return value if isinstance(value, list) else [value]
