"""Reads tests/profiles/cases: for each profile a valid resource, and changes that keep or break its rules.

``{ua}`` stands for the canonical base of the package; ``{"repeat": text, "times": n}`` for a long text.
A change is a JSON Patch operation (add, replace, remove).
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[2] / "profiles" / "package"
CASES = Path(__file__).parent / "cases"
MANIFEST = json.loads((PACKAGE / "package.json").read_text("utf-8"))


@dataclass(frozen=True)
class Example:
    """A resource and the one rule it breaks: a key of an invariant, or None where it breaks none."""

    name: str
    resource: dict[str, Any]
    breaks: str | None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Refusal:
    """A resource that the structure of its profile refuses, and the element where."""

    rule: str
    resource: dict[str, Any]
    at: str

    def __str__(self) -> str:
        return self.rule


def read_files() -> list[dict[str, Any]]:
    """The content of all case files."""
    texts = [file.read_text("utf-8") for file in sorted(CASES.glob("*.json"))]
    return [json.loads(text.replace("{ua}", MANIFEST["canonical"])) for text in texts]


def read_definitions() -> list[dict[str, Any]]:
    """The StructureDefinitions of the package."""
    files = sorted(PACKAGE.glob("StructureDefinition-*.json"))
    return [json.loads(file.read_text("utf-8")) for file in files]


def read_constraints() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each invariant of the package, with the URL of the definition that has it."""
    for definition in read_definitions():
        for element in definition["differential"]["element"]:
            for constraint in element.get("constraint", []):
                yield definition["url"], constraint


def read_examples() -> Iterator[Example]:
    """Two examples of each invariant: one that satisfies it, one that breaks it alone."""
    for content in read_files():
        for case in content["cases"]:
            key = case["key"]
            yield Example(f"{key}-satisfied", changed(content["base"], case["satisfies"]), None)
            yield Example(f"{key}-broken", changed(content["base"], case["breaks"]), key)


def read_refusals() -> Iterator[Refusal]:
    """Resources that a cardinality, a slice, a type or a binding refuses."""
    for content in read_files():
        for case in content["refused"]:
            yield Refusal(case["rule"], changed(content["base"], case["change"]), case["at"])


def changed(base: dict[str, Any], changes: list[dict[str, Any]]) -> dict[str, Any]:
    """``base`` after ``changes``."""
    resource = deepcopy(base)
    for change in changes:
        _apply(resource, change)
    return resource


def _apply(resource: dict[str, Any], change: dict[str, Any]) -> None:
    *path, last = change["path"].removeprefix("/").split("/")
    target: Any = resource
    for name in path:
        if isinstance(target, dict) and name not in target:
            target[name] = {}
        target = target[int(name) if isinstance(target, list) else name]
    value = _expand(change.get("value"))
    match change["op"], target:
        case "remove", list():
            del target[int(last)]
        case "remove", _:
            del target[last]
        case "add", list():
            target.insert(len(target) if last == "-" else int(last), value)
        case _, list():
            target[int(last)] = value
        case _:
            target[last] = value


def _expand(value: Any) -> Any:
    """``value`` with its long texts written out; a copy, so that no example shares a part with another."""
    match value:
        case {"repeat": text, "times": times}:
            return text * times
        case dict():
            return {name: _expand(item) for name, item in value.items()}
        case list():
            return [_expand(item) for item in value]
        case _:
            return value
