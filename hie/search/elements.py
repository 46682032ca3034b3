"""The elements that the expression of a search parameter names, for what their types do not tell.

https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression

Which code system a ``code`` implies stands in the binding of its element, and what a reference may refer
to in its targets.
"""

import re
from collections.abc import Iterator

from hie.conformance import Element, Registry

#: Function calls with up to two levels of parentheses within.
_CALL = re.compile(r"\.\w+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_CAST = re.compile(r"\s+as\s+\w+")
_RESOLVED = re.compile(r"\.where\(\s*resolve\(\)\s+is\s+(\w+)\s*\)")


def branches(expression: str) -> list[str]:
    """The parts of a union; no search expression has ``|`` within parentheses that matter."""
    found, depth, start = [], 0, 0
    for position, letter in enumerate(expression):
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and depth == 0:
            found.append(expression[start:position].strip())
            start = position + 1
    return [*found, expression[start:].strip()]


def path_of(branch: str) -> str:
    """The plain path that ``branch`` walks, without conditions and casts."""
    return _CAST.sub("", _CALL.sub("", branch)).strip("() ")


def elements(registry: Registry, expression: str, type_name: str) -> list[tuple[Element, str | None]]:
    """The elements of ``type_name`` that ``expression`` yields.

    Each comes with the resource type to which its references are narrowed by ``where(resolve() is …)``.
    """
    found = []
    for branch in branches(expression):
        first, *names = path_of(branch).split(".")
        if first == type_name:
            narrowed = _RESOLVED.search(branch)
            found += [
                (element, narrowed[1] if narrowed else None)
                for element in _walk(registry, registry.tree(type_name), names)
            ]
    return found


def systems_of(registry: Registry, element: Element) -> frozenset[str]:
    """The code systems that the value set bound to ``element`` draws from."""
    binding = element.binding
    if binding is None or binding.value_set is None:
        return frozenset()
    value_set = registry.resolve(binding.value_set, "ValueSet") or {}
    included = value_set.get("compose", {}).get("include", ())
    return frozenset(item["system"] for item in included if "system" in item)


def targets_of(element: Element) -> frozenset[str]:
    """The resource types that ``element`` may refer to; empty when it may refer to any."""
    targets = {target.rpartition("/")[2] for ref in element.types for target in ref.targets}
    return frozenset() if "Resource" in targets else frozenset(targets)


def _walk(registry: Registry, element: Element, names: list[str]) -> Iterator[Element]:
    """The elements at the path ``names`` below ``element``."""
    if not names:
        yield element
        return
    child = element.child(names[0])
    if child is not None:
        yield from _walk(registry, child, names[1:])
        return
    for ref in element.types:
        if ref.code not in registry.resource_types and element.path != ref.code and ref.code[:1].isupper():
            yield from _walk(registry, registry.tree(ref.code), names)
