"""Threads that all begin at once."""

import threading
from collections.abc import Callable


def in_threads(count: int, work: Callable[[int], object]) -> None:
    """Do ``work`` with each number below ``count`` in a thread of its own; every one must end."""
    together = threading.Barrier(count)

    def begin(number: int) -> None:
        together.wait(30)
        work(number)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
