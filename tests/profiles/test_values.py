"""Numbers, names and codes of Ukraine that are right, and near ones that are wrong."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from case_files import MANIFEST, changed, read_files

from hie.app import Definitions

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
BASES = {content["profile"]: content["base"] for content in read_files()}
GROUPS = json.loads((Path(__file__).parent / "values.json").read_text("utf-8"))


def values(kind: str) -> list[Any]:
    """A parameter for each valid or invalid value of each group."""
    return [
        pytest.param(group, value, id=f"{group['what']} {value!r}")
        for group in GROUPS
        for value in group[kind]
    ]


def errors(national: Definitions, group: dict[str, Any], value: str) -> list[str]:
    """Keys of the errors at the element that was given ``value``."""
    system = f"{MANIFEST['canonical']}/sid/{group.get('system')}"
    content = {"system": system, "value": value} if "system" in group else value
    resource = changed(BASES[group["profile"]], [_set(group["path"], content)])
    issues = national.validator.check(resource, now=NOW)
    return [issue.key for issue in issues if issue.expression == group["at"]]


def _set(path: str, content: Any) -> dict[str, Any]:
    return {"op": "add" if path == "/identifier/3" else "replace", "path": path, "value": content}


@pytest.mark.parametrize(("group", "value"), values("valid"))
def test_valid(national: Definitions, group: dict[str, Any], value: str) -> None:
    """A right value is accepted where it stands, though it may not agree with the rest of the resource."""
    assert {"missing~profile"} >= set(errors(national, group, value))


@pytest.mark.parametrize(("group", "value"), values("invalid"))
def test_invalid(national: Definitions, group: dict[str, Any], value: str) -> None:
    """A wrong value is refused where it stands."""
    assert errors(national, group, value)
