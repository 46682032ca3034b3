"""Stored documents hold every version losslessly."""

import threading

import pytest

from hie.storage.documents import OrderNumbers, Stored, from_current, from_history, to_history


@pytest.mark.parametrize("body", [b"{}", b"x" * 5000, bytes(range(256)) * 2, None])
def test_history_is_lossless(body):
    """A body comes out of the history as it went in, compressed or not, and a deletion has none."""
    stored = Stored("Patient", "a", 3, 5, body, 7, "PUT")
    assert stored == from_history("Patient", to_history(stored, 9))


def test_history_is_compressed():
    """What compresses well takes less room."""
    kept = to_history(Stored("Patient", "a", 3, 5, b'{"system":"urn:x"},' * 100, 7, "PUT"), 9)
    assert "body" not in kept
    assert len(kept["z"]) < 100


@pytest.mark.parametrize(
    ("extra", "method"),
    [
        ({"v": 1}, "POST"),
        ({"v": 2}, "PUT"),
        ({"v": 2, "gone": True}, "DELETE"),
        ({"v": 1, "method": "PUT"}, "PUT"),
    ],
)
def test_method_of_a_version(extra, method):
    """A first version was posted, a later one put, unless the document says otherwise."""
    assert from_current("Patient", {"_id": "a", "t": 5, "n": 7, **extra}).method == method


def test_order_numbers_are_given_once():
    """8 threads get numbers that differ, each thread's own growing, all fit for 64 bits."""
    numbers = OrderNumbers()
    given: list[list[int]] = []
    threads = [
        threading.Thread(target=lambda: given.append([numbers.next() for _ in range(500)])) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({number for some in given for number in some}) == 4000
    assert all(some == sorted(some) for some in given)
    assert max(map(max, given)) < 2**63
