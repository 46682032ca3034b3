"""The functions that FHIR adds.

https://hl7.org/fhir/R4/fhirpath.html#functions
"""

from typing import Any

from hie.fhirpath import runtime
from hie.fhirpath.engine import items as elements
from hie.fhirpath.engine.functions import Invocation, function, listed
from hie.fhirpath.engine.items import Element, Item, Items, one
from hie.fhirpath.errors import EvaluationError


@function("extension", 1)
def _extension(call: Invocation) -> Items:
    url = call.value(0, "text")
    found = (each for item in call.focus for each in elements.member(call.context.model, item, "extension"))
    return [each for each in found if isinstance(each, Element) and each.value.get("url") == url]


@function("hasExtension", 1)
def _has_extension(call: Invocation) -> Items:
    return [bool(_extension(call))]


@function("resolve")
def _resolve(call: Invocation) -> Items:
    found: Items = []
    for item in call.focus:
        value, owner = _place(item)
        root = owner
        while root is not None and root.owner is not None:
            root = root.owner
        resolved = runtime.resolve(
            value, owner.value if owner else {}, root.value if root else {}, call.context.environment
        )
        if resolved is not None:
            found.append(elements.resource(resolved))
    return found


def _place(item: Item) -> tuple[Any, Element | None]:
    """The JSON of an item and the resource that it is in."""
    return (item.value, item.resource) if isinstance(item, Element) else (item, None)


@function("memberOf", 1)
def _member_of(call: Invocation) -> Items:
    return _asked(call, runtime.member_of)


@function("conformsTo", 1)
def _conforms_to(call: Invocation) -> Items:
    item = one(call.focus)
    if item is None:
        return []
    profile = call.value(0, "text")
    environment = call.context.environment
    answer = runtime.conforms_to(_place(item)[0], profile, environment)
    if answer is None and isinstance(profile, str) and isinstance(item, Element):
        answer = _conforms_to_type(call, item, profile)
    return listed(answer)


def _conforms_to_type(call: Invocation, item: Element, profile: str) -> bool:
    """Whether ``item`` is of the type that a canonical names, where nobody knows of profiles."""
    known = call.context.model.registry.type_of(profile)
    if known is None:
        raise EvaluationError(f"unknown profile {profile}")
    return call.context.model.is_type(item.type, known)


def _asked(call: Invocation, ask: Any) -> Items:
    item = one(call.focus)
    if item is None:
        return []
    return listed(ask(_place(item)[0], call.value(0, "text"), call.context.environment))


@function("subsumes", 1)
def _subsumes(call: Invocation) -> Items:
    return _subsumption(call, turned=False)


@function("subsumedBy", 1)
def _subsumed_by(call: Invocation) -> Items:
    return _subsumption(call, turned=True)


def _subsumption(call: Invocation, *, turned: bool) -> Items:
    left, right = one(call.focus), one(call.argument(0))
    if left is None or right is None or call.context.environment.subsumption is None:
        return []
    pair = (_place(left)[0], _place(right)[0])
    return listed(call.context.environment.subsumption(*(reversed(pair) if turned else pair)))


@function("htmlChecks")
def _html_checks(call: Invocation) -> Items:
    item = one(call.focus)
    return [] if item is None else [runtime.html_checks(_place(item)[0])]


@function("getValue")
def _get_value(call: Invocation) -> Items:
    item = one(call.focus)
    return [] if item is None else elements.member(call.context.model, item, "value")


@function("getResourceKey", 0, 0)
def _resource_key(call: Invocation) -> Items:
    return [
        f"{item.type}/{item.value['id']}"
        for item in call.focus
        if isinstance(item, Element) and elements.is_resource(item.value) and "id" in item.value
    ]


@function("elementDefinition")
def _element_definition(call: Invocation) -> Items:
    found = (_definition(call, item) for item in call.focus if isinstance(item, Element))
    return [Element(each, "ElementDefinition", each["path"]) for each in found if each is not None]


def _definition(call: Invocation, item: Element) -> Any:
    """The ElementDefinition of ``item`` in the snapshot of the type that defines it, or None."""
    snapshot = call.context.model.registry.snapshot(item.defined.split(".", maxsplit=1)[0]) or {}
    paths = (item.defined, f"{item.defined}[x]")
    found = (each for each in snapshot.get("snapshot", {}).get("element", ()) if each["path"] in paths)
    return next(found, None)


@function("checkModifiers", 0, 99)
def _check_modifiers(call: Invocation) -> Items:
    allowed: set[str] = set()
    for index in range(len(call.arguments)):
        allowed.update((call.value(index, "text") or "").split(","))
    for item in call.focus:
        for each in elements.member(call.context.model, item, "modifierExtension"):
            url = each.value.get("url") if isinstance(each, Element) else None
            if url not in allowed:
                raise EvaluationError(f"unknown modifier extension {url}")
    return call.focus


@function("slice", 2)
def _slice(call: Invocation) -> Items:
    profile, name = call.value(0, "text"), call.value(1, "text")
    slicer = call.context.environment.slicer
    if slicer is None:
        raise EvaluationError("slices are not known here")
    found: Items = []
    for item in call.focus:
        answer = slicer(_place(item)[0], profile or "", name or "")
        if answer is None:
            raise EvaluationError(f"{profile} has no slice {name}")
        if answer:
            found.append(item)
    return found
