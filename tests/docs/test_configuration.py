"""docs/configuration.md tells of every setting, and of nothing else."""

import re
from pathlib import Path
from typing import Any

from hie.config import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text("utf-8")
SECTION = re.compile(r"^### `(\w+)`\n\nDefault: (.+)$", re.MULTILINE)


def shown(default: Any) -> str:
    """A default value as the page shows it."""
    if default is None:
        return "none"
    if isinstance(default, Path) and default.is_absolute():
        near = ROOT if default.is_relative_to(ROOT) else Path.home()
        return f"`{'' if near is ROOT else '~/'}{default.relative_to(near)}`"
    return f"`{default}`"


def test_every_setting_has_a_section_with_its_default() -> None:
    """A setting that is added, removed or given another default needs its place in the page."""
    expected = {f"HIE_{name.upper()}": shown(field.default) for name, field in Settings.model_fields.items()}

    assert expected == dict(SECTION.findall(PAGE))


def test_every_heading_of_a_setting_is_followed_by_its_default() -> None:
    """No section may escape the test above by another form."""
    assert len(re.findall(r"^### ", PAGE, re.MULTILINE)) == len(SECTION.findall(PAGE))
