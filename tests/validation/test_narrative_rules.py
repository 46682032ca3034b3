"""What a profile asks of the languages of a narrative."""

import pytest

from hie.validation.narrative_rules import speaks

NONE = {"div": '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'}
TWO = {
    "div": '<div xmlns="http://www.w3.org/1999/xhtml"><div lang="uk">a</div><div xml:lang="en">b</div></div>'
}


@pytest.mark.parametrize(
    ("narrative", "control", "resource", "expected"),
    [
        (NONE, ["_no"], {}, True),
        (TWO, ["_no"], {}, False),
        (NONE, ["_yes"], {}, False),
        (TWO, ["_yes"], {}, True),
        (TWO, ["_resource"], {"language": "uk"}, True),
        (TWO, ["_resource"], {"language": "de"}, False),
        (TWO, ["uk", "en"], {}, True),
        (TWO, ["uk", "de"], {}, False),
        ({"div": "<div"}, ["_no"], {}, True),
        (None, ["_yes"], {}, True),
    ],
)
def test_speaks(narrative: object, control: list[str], resource: object, expected: bool) -> None:
    """Sections are required, forbidden, or of certain languages."""
    assert expected is speaks(narrative, control, resource)
