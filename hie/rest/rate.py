"""How often one client may ask: the setting ``rate_limit``.

https://limits.readthedocs.io/

Each worker counts by itself, so that counting costs no round trip to the database: with two workers a
client gets up to twice the limit.  It keeps one client from taking the server from all others; what a
client is entitled to is decided elsewhere.
"""

import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from hie.outcome import TooManyRequests


class RateLimit:
    """At most so many requests as ``text`` says (``100/minute``) from one address."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._item = parse(text)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, address: str) -> None:
        """Raise TooManyRequests when ``address`` has asked too often."""
        if self._limiter.hit(self._item, address):
            return
        reset, _ = self._limiter.get_window_stats(self._item, address)
        error = TooManyRequests.because("too-many-requests", limit=self._text)
        error.retry_after = max(1, math.ceil(reset - time.time()))
        raise error
