"""Numbers that pass the check rules of the profiles, and are given to each person once.

The rules themselves are invariants of the profiles; here are only numbers that satisfy them.
"""

from datetime import date
from typing import NamedTuple

#: The day before the first day that a tax number can name.
_EPOCH = date(1899, 12, 31)
_SLOTS = 4999
_DAYS = 84 * 365
#: Coprime to the number of (day, slot) pairs, and far from its fractions: neighbours land far apart.
_STRIDE = 97_612_891


class Birth(NamedTuple):
    """A birth date, and a number that no other person born that day has (1 to 4999)."""

    day: date
    slot: int


def birth(index: int, seed: int, today: date) -> Birth:
    """The birth of person ``index``: up to 84 years and at least 60 days before ``today``.

    A walk through all pairs of day and slot, so no two of the first 150 million people share a pair.
    """
    position = (index * _STRIDE + seed * 7919) % (_DAYS * _SLOTS)
    day, slot = divmod(position, _SLOTS)
    return Birth(date.fromordinal(today.toordinal() - 60 - day), slot + 1)


def rnokpp(born: Birth, male: bool) -> str:
    """A tax number of the person."""
    days = (born.day - _EPOCH).days
    digits = f"{days:05}{born.slot // 5:03}{born.slot % 5 * 2 + male}"
    return digits + str(_weighted(digits, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10)


def unzr(born: Birth, male: bool) -> str:
    """A number of the demographic register of the person."""
    digits = f"{born.day:%Y%m%d}{born.slot * 2 + male - 1:04}"
    return f"{digits[:8]}-{digits[8:]}{_weighted(digits, (7, 3, 1) * 4) % 10}"


def edrpou(number: int) -> str:
    """A code of a legal entity in a range that is not given out (99…); ``number`` is up to 99999."""
    digits = f"99{number:05}"
    weights = range(1, 8)
    check = _weighted(digits, weights) % 11
    if check == 10:
        check = _weighted(digits, [weight + 2 for weight in weights]) % 11 % 10
    return digits + str(check)


def _weighted(digits: str, weights: tuple[int, ...] | range | list[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
