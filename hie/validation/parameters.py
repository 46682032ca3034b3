"""A Parameters resource against the OperationDefinition that it is the input or output of.

https://hl7.org/fhir/R4/operations.html#request
"""

from collections.abc import Mapping
from typing import Any, Literal

from hie.conformance import Registry, nearest
from hie.outcome import Issue
from hie.terminology import contains
from hie.validation.findings import Findings, TooMany
from hie.validation.hints import shown
from hie.validation.node import Choice, Node
from hie.validation.place import Place

Use = Literal["in", "out"]

#: Types of parameters that stand for any value or resource.
_ANY = frozenset({"Any", "Element", "Type", "BackboneElement"})
_PLACE = Place("Parameters")


def check_parameters(
    registry: Registry, definition: Mapping[str, Any], parameters: Any, use: Use
) -> list[Issue]:
    """The faults of ``parameters`` (a Parameters resource) as the input or output of an operation.

    ``definition`` is its OperationDefinition.  Unknown, missing and repeated parameters, wrong types, codes
    outside of required value sets.  Structure is not checked here; never raises, whatever it is given.
    """
    findings = Findings()
    defined = [
        parameter
        for parameter in Node(definition, _PLACE).children("parameter")
        if parameter.text("use") == use
    ]
    node = Node(parameters if isinstance(parameters, dict) else {}, _PLACE)
    try:
        _Check(registry, findings).level(defined, node, "parameter")
    except TooMany:
        findings.cut()
    except RecursionError:
        findings.add(_PLACE, "parameters-too-deep", "too-costly")
    return findings.in_order()


class _Check:
    """One check of one Parameters resource."""

    def __init__(self, registry: Registry, findings: Findings) -> None:
        self._registry = registry
        self._findings = findings

    def level(self, defined: list[Node], parent: Node, key: str) -> None:
        """Check the parameters or parts in ``parent``, of which there can be those that are ``defined``."""
        known = {item.text("name") or "": item for item in defined}
        counts = dict.fromkeys(known, 0)
        for item in parent.children(key):
            name = item.text("name")
            if name is None:
                continue
            if name not in known:
                self._unknown(item, name, known)
                continue
            counts[name] += 1
            self._parameter(known[name], item, name)
        for name, count in counts.items():
            self._count(known[name], parent, name, count)

    def _unknown(self, item: Node, name: str, known: Mapping[str, Node]) -> None:
        near = nearest(name[:64], known) or ", ".join(known)
        params = {"name": shown(name), "known": near}
        self._findings.add(item.at("name"), "operation-parameter", "not-supported", **params)

    def _count(self, definition: Node, parent: Node, name: str, count: int) -> None:
        least, most = definition.number("min") or 0, definition.text("max") or "*"
        if count < least:
            self._findings.add(parent.place, "operation-parameter-missing", "required", name=shown(name))
        elif most.isdecimal() and count > int(most[:9]):
            params = {"name": shown(name), "max": most, "count": count}
            self._findings.add(parent.place, "operation-parameter-repeated", "structure", **params)

    def _parameter(self, definition: Node, item: Node, name: str) -> None:
        wanted = definition.text("type")
        if wanted is None:
            self.level(definition.children("part"), item, "part")
            return
        resource, value = item.value.get("resource"), item.choice("value")
        found = value.type if value is not None else None
        if isinstance(resource, dict):
            found = str(resource.get("resourceType"))
        if found is None:
            if "_value" not in "".join(item.value):
                self._findings.add(item.place, "operation-parameter-empty", "required", name=shown(name))
        elif not self._is_a(found, wanted):
            params = {"name": shown(name), "type": shown(found), "expected": wanted}
            self._findings.add(item.place, "operation-parameter-type", "value", **params)
        elif value is not None:
            self._bound(definition.child("binding"), value)

    def _is_a(self, found: str, wanted: str) -> bool:
        return found == wanted or wanted in _ANY or wanted in self._registry.ancestors(found)

    def _bound(self, binding: Node, value: Choice) -> None:
        """Check a value that must be from a value set."""
        value_set = binding.text("valueSet")
        if value_set is None or binding.text("strength") != "required":
            return
        codings = [value.value]
        if value.type == "CodeableConcept" and isinstance(value.value, Mapping):
            listed = value.value.get("coding")
            codings = listed if isinstance(listed, list) else []
        answers = [self._holds(value_set, coding) for coding in codings]
        if answers and all(answer is False for answer in answers):
            params = {"value": shown(value.value), "value_set": shown(value_set)}
            self._findings.add(value.place, "not-in-value-set", "code-invalid", **params)

    def _holds(self, value_set: str, coding: Any) -> bool | None:
        if isinstance(coding, str):
            return contains(self._registry, value_set, None, coding)
        if not isinstance(coding, Mapping):
            return None
        system, code = coding.get("system"), coding.get("code")
        if not isinstance(code, str) or not (system is None or isinstance(system, str)):
            return None
        return contains(self._registry, value_set, system, code)
