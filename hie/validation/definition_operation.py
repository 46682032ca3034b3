"""An OperationDefinition itself: its parameters, and the profiles of its input and output.

https://hl7.org/fhir/R4/operationdefinition.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from hie.conformance import SnapshotError
from hie.validation.hints import shown
from hie.validation.node import Node
from hie.validation.subject import Subject

_PARAMETER = "Parameters.parameter"


def check_operation_definition(subject: Subject) -> None:
    """Note the faults of an OperationDefinition."""
    _parameters(subject, subject.node.children("parameter"))
    for use, key in (("in", "inputProfile"), ("out", "outputProfile")):
        profile = subject.node.text(key)
        if profile is not None:
            _profile(subject, (use, key), profile)


def _parameters(subject: Subject, parameters: list[Node]) -> None:
    """Check the parameters of one level: names once for each use, sound cardinalities."""
    seen: set[tuple[str | None, str | None]] = set()
    for parameter in parameters:
        name, use = parameter.text("name"), parameter.text("use")
        if name is not None and (name, use) in seen:
            subject.findings.add(parameter.at("name"), "parameter-twice", "business-rule", name=shown(name))
        seen.add((name, use))
        least, most = parameter.number("min"), parameter.text("max")
        if most is not None and most != "*" and not most.isdecimal():
            subject.findings.add(parameter.at("max"), "max-invalid", "value", max=shown(most))
        elif least is not None and most is not None and most != "*" and least > int(most[:9]):
            subject.findings.add(parameter.at("min"), "min-above-max", "business-rule", min=least, max=most)
        _parameters(subject, parameter.children("part"))


def _profile(subject: Subject, what: tuple[str, str], profile: str) -> None:
    """Compare the parameters of one use with the slices of a profile of Parameters."""
    use, key = what
    place = subject.node.at(key)
    try:
        structure = subject.knowledge.registry.snapshot(profile)
    except SnapshotError:
        return
    if structure is None:
        subject.findings.warn(place, "definition-unknown", "not-found", canonical=shown(profile))
        return
    if structure.get("type") != "Parameters":
        subject.findings.add(place, "parameters-profile", "business-rule", profile=shown(profile))
        return
    parameters = [item for item in subject.node.children("parameter") if item.text("use") == use]
    given = {name: item for item in parameters if (name := item.text("name")) is not None}
    sliced = dict(_slices(structure))
    for name, (least, most) in sliced.items():
        item = given.get(name)
        if item is None:
            params = {"name": shown(name), "profile": shown(profile)}
            subject.findings.warn(place, "parameter-undefined", "business-rule", **params)
        elif (item.number("min"), item.text("max")) != (least, most):
            params = {"name": shown(name), "profile": shown(profile), "expected": f"{least}..{most}"}
            found = f"{item.number('min')}..{shown(item.text('max'))}"
            subject.findings.add(item.place, "parameter-cardinality", "business-rule", found=found, **params)
    for name in sorted(given.keys() - sliced.keys()):
        params = {"name": shown(name), "profile": shown(profile)}
        subject.findings.warn(given[name].place, "parameter-unprofiled", "business-rule", **params)


def _slices(structure: Mapping[str, Any]) -> Iterator[tuple[str, tuple[int, str]]]:
    """The names that a profile of Parameters fixes, with the cardinalities of their slices."""
    cardinalities: dict[str, tuple[int, str]] = {}
    for element in structure["snapshot"]["element"]:
        name = element.get("sliceName")
        if element.get("path") == _PARAMETER and name:
            cardinalities[name] = (element.get("min", 0), element.get("max", "*"))
        elif element.get("path") == f"{_PARAMETER}.name":
            fixed = element.get("fixedString") or element.get("patternString")
            part_of = element.get("id", "").partition(":")[2].partition(".")[0]
            if isinstance(fixed, str) and part_of in cardinalities:
                yield fixed, cardinalities[part_of]
