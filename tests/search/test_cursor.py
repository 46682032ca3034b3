"""Cursors."""

import pytest

from hie.outcome import Gone
from hie.search import Cursors, Position

POSITION = Position((("family", "Шевченко"), ("_count", "5")), 1_700_000_000_000, (-5, None, "a", 1.5))


def test_round_trip():
    """What is sealed is opened again, for the same type."""
    cursors = Cursors("secret")
    assert POSITION == cursors.open("Patient", cursors.seal("Patient", POSITION))


def test_nothing_can_be_read():
    """A cursor shows neither names nor values, and is safe in a URL."""
    sealed = Cursors("secret").seal("Patient", POSITION)
    assert sealed.replace("-", "").replace("_", "").isalnum()
    assert sealed.isascii()
    assert sealed == Cursors("secret").seal("Patient", POSITION)


def test_secrets_rotate():
    """Cursors of older secrets are opened as long as these are known."""
    old = Cursors("old").seal("Patient", POSITION)
    assert POSITION == Cursors("new", ["old"]).open("Patient", old)
    with pytest.raises(Gone):
        Cursors("new").open("Patient", old)


def test_every_changed_letter_is_noticed():
    """A cursor that differs in any one letter is refused."""
    cursors = Cursors("secret")
    sealed = cursors.seal("Patient", POSITION)
    for place in range(len(sealed)):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(Gone):
            cursors.open("Patient", changed)


@pytest.mark.parametrize("text", ["", "a", "AAAA", "=", "ї", "%%%", "A" * 100, "A" * 1_000_000, "\0", " "])
def test_nonsense(text):
    """What is no cursor at all is refused in the same way."""
    with pytest.raises(Gone) as caught:
        Cursors("secret").open("Patient", text)
    assert caught.value.issues[0].key == "cursor-invalid"


def test_another_type():
    """A cursor is of no use for another type."""
    cursors = Cursors("secret")
    with pytest.raises(Gone):
        cursors.open("Observation", cursors.seal("Patient", POSITION))
