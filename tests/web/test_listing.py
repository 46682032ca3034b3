"""Text by line."""

import pytest

from hie.outcome import Issue
from hie.web.listing import AROUND, MOST_LINES, Gap, findings, listing

COUNT = MOST_LINES * 2


def lines_shown(*with_findings):
    """Numbers of the lines shown of a long text; None for each gap."""
    issues = [Issue("x", params={"line": line}, texts={"en": "x"}) for line in with_findings]
    text = "\n" * (COUNT - 1)
    rows = listing(text, findings(issues, text, "en", is_read=False))
    return [None if isinstance(row, Gap) else row.number for row in rows]


@pytest.mark.parametrize(
    ("with_findings", "shown"),
    [
        ((1,), [*range(1, 2 + AROUND), None]),
        ((COUNT,), [None, *range(COUNT - AROUND, COUNT + 1)]),
        ((COUNT + 9,), [None, *range(COUNT - AROUND, COUNT + 1)]),
        ((100, 101, 100), [None, *range(100 - AROUND, 102 + AROUND), None]),
        ((100, 200), [None, *range(95, 106), None, *range(195, 206), None]),
        ((100, 116), [None, *range(95, 106), None, *range(111, 122), None]),
        ((100, 115), [None, *range(95, 121), None]),
        ((AROUND * 2,), [*range(1, AROUND * 3 + 1), None]),
        ((COUNT - AROUND,), [None, *range(COUNT - 2 * AROUND, COUNT + 1)]),
    ],
)
def test_long_text_is_shown_around_findings(with_findings, shown):
    """Gaps of a few lines are not worth the words."""
    assert shown == lines_shown(*with_findings)


def test_short_text_is_shown_whole():
    text = "\n" * (MOST_LINES - 1)

    assert MOST_LINES == len(
        listing(text, findings([Issue("x", texts={"en": "x"})], text, "en", is_read=False))
    )
