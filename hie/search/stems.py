"""Stems: the part of a word that stays when it is declined, in Ukrainian and in English.

https://snowballstem.org/algorithms/english/stemmer.html

Snowball has no stemmer for Ukrainian.  A list of endings is enough for looking up: that two forms of a word
have one stem matters, whether the stem is one to a linguist does not.
"""

import threading
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

#: Endings of nouns and adjectives by case and number, and those that follow an apostrophe.
_ENDINGS = (
    "а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю", "ь", "й",
    "ий", "ій", "їй", "ая", "яя", "ую", "юю", "ої", "ою", "ею", "єю", "их", "іх", "їх", "им", "ім", "їм",
    "ом", "ем", "єм", "ам", "ям", "ах", "ях", "ів", "їв", "ей", "ого", "ому", "ими", "іми", "ами", "ями",
    "ові", "еві", "єві", "ія", "ії", "ію", "ією", "іям", "іях", "іями", "ій",
    "'я", "'ю", "'ї", "'ям", "'ях", "'ями",
)  # fmt: skip
_LONGEST_FIRST = tuple(sorted(set(_ENDINGS), key=len, reverse=True))
#: What is left of a word has so many letters at least.
_SHORTEST = 3
_VOWELS = "аеєиіїоуюя"

_english = snowballstemmer.stemmer("english")
# A stemmer keeps the word that it works on.
_lock = threading.Lock()


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word: by the letters it is English or Ukrainian."""
    if word.isascii():
        with _lock:
            return str(_english.stemWord(word))
    return _ukrainian(word)


def _ukrainian(word: str) -> str:
    """The word without its ending, and with one letter for those that change before endings."""
    for ending in _LONGEST_FIRST:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    if len(word) > _SHORTEST and word[-1] == word[-2]:
        # лікування, лікувань
        word = word[:-1]
    if word[-1] == "ц":
        # печінка, печінці
        word = f"{word[:-1]}к"
    last = max(map(word.rfind, _VOWELS))
    # біль, болю
    return f"{word[:last]}о{word[last + 1 :]}" if last > 0 and word[last] == "і" else word
