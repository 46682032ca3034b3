"""Check digits of the codes of LOINC and SNOMED CT.

https://loinc.org/kb/users-guide/loinc-database-structure/ (mod 10)
https://confluence.ihtsdotools.org/display/DOCRELFMT/5.5+Check-digit (Verhoeff)
"""

import re

_LOINC = re.compile(r"([0-9]{1,7})-([0-9])", re.ASCII)
#: The multiplication of the dihedral group D5 and the permutation that is applied once for each position.
_PRODUCTS = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTATION = "1576283094"


def _permuted(digit: int, times: int) -> int:
    for _ in range(times):
        digit = int(_PERMUTATION[digit])
    return digit


_PERMUTED = tuple(tuple(_permuted(digit, times) for digit in range(10)) for times in range(8))


def has_loinc_digit(code: str) -> bool:
    """Whether ``code`` is a LOINC number whose last digit follows from the others (Luhn)."""
    match = _LOINC.fullmatch(code)
    if match is None:
        return False
    total = 0
    for position, sign in enumerate(reversed(match[1])):
        digit = int(sign) * (2 if position % 2 == 0 else 1)
        total += digit // 10 + digit % 10
    return (10 - total % 10) % 10 == int(match[2])


def has_verhoeff_digit(code: str) -> bool:
    """Whether the last of the digits ``code`` follows from the others (Verhoeff)."""
    check = 0
    for position, sign in enumerate(reversed(code)):
        check = int(_PRODUCTS[check][_PERMUTED[position % 8][int(sign)]])
    return check == 0
