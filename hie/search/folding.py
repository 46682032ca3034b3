"""Folding: the form in which strings are compared.

https://hl7.org/fhir/R4/search.html#string

Case, spaces and the accents of Latin letters do not count.  Cyrillic й ї ґ є are letters of their own
and stay; a stress mark on a vowel goes.  The three apostrophes of Ukrainian texts are one.
"""

import unicodedata
from functools import lru_cache

#: Cyrillic letters that nobody can tell from Latin ones, and the letters that they are taken for.
_ALIKE = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсух", "ABESIJKMHOPCTYXaesijopcyx")
_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘`´ʹ′＇"), "'")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """``text`` folded; two strings match when their folded forms are equal."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
        text = "".join(map(_plain, unicodedata.normalize("NFC", text)))
        return " ".join(text.split())
    return " ".join(text.lower().replace("`", "'").split())


def alike(number: str) -> str:
    """An identifier with Latin letters for the Cyrillic ones that look the same.

    The series of a document is typed on whichever keyboard is at hand.
    """
    return number if number.isascii() else number.translate(_ALIKE)


def _plain(letter: str) -> str:
    """A Latin letter without its marks, nothing for a mark that stands alone, else the letter itself."""
    if letter.isascii():
        return letter
    if unicodedata.combining(letter):
        return ""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter
