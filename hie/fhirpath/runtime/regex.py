"""Regular expressions that take linear time, whatever the pattern and the text.

https://hl7.org/fhirpath/N1/#matchesregex--string--boolean
https://github.com/google/re2/wiki/Syntax
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import re2  # type: ignore[import-untyped]

from hie.fhirpath.errors import EvaluationError
from hie.fhirpath.runtime.strings import limited

_REFERENCE = re.compile(r"\$(\d)|\$\{([^}]*)\}|\\(.)|\\", re.DOTALL)


def _options() -> Any:
    options = re2.Options()
    # The dot matches line ends too: FHIRPath asks for single-line mode.
    options.dot_nl = True
    options.log_errors = False
    return options


_OPTIONS = _options()


#: A set decides with a state machine of limited memory, which programs beyond this size may overrun.
_LARGEST_FOR_SET = 2000


@lru_cache(maxsize=1024)
def pattern(text: str) -> Any:
    """The compiled pattern.  Raises EvaluationError when RE2 does not take it."""
    try:
        return re2.compile(text, _OPTIONS)
    except re2.error as error:
        raise EvaluationError(f"unsupported regular expression {text!r}: {error}") from None


@lru_cache(maxsize=1024)
def searcher(regex: str) -> Callable[[str], bool]:
    """A test of whether ``regex`` matches some part of a text.  Raises as :func:`pattern`."""
    return _tester(regex, re2.Set.SearchSet)


@lru_cache(maxsize=1024)
def full_matcher(regex: str) -> Callable[[str], bool]:
    """A test of whether ``regex`` matches the whole of a text.  Raises as :func:`pattern`."""
    return _tester(regex, re2.Set.FullMatchSet)


def _tester(regex: str, make_set: Callable[[Any], Any]) -> Callable[[str], bool]:
    """A test by a set of the one pattern: where it matched, which is slow to find out, is not asked."""
    compiled = pattern(regex)
    if compiled.programsize > _LARGEST_FOR_SET:
        method = compiled.search if make_set == re2.Set.SearchSet else compiled.fullmatch
        return lambda text: method(text) is not None
    only = make_set(_OPTIONS)
    only.Add(regex)
    only.Compile()
    # The binding below its Python wrapper, which would look at the kind of the text once more.
    match = getattr(getattr(only, "_set", None), "Match", only.Match)
    # What is no Unicode text at all matches as if it had question marks.
    return lambda text: bool(match(text.encode("utf-8", "replace")))


def matches(text: str | None, regex: str | None) -> bool | None:
    """Whether ``regex`` matches some part of ``text``."""
    return None if text is None or regex is None else searcher(regex)(text)


def matches_full(text: str | None, regex: str | None) -> bool | None:
    """Whether ``regex`` matches the whole of ``text``."""
    return None if text is None or regex is None else full_matcher(regex)(text)


def replace_matches(text: str | None, regex: str | None, substitution: str | None) -> str | None:
    """``text`` with every match replaced; ``$1`` and ``${name}`` in ``substitution`` are groups."""
    if text is None or regex is None or substitution is None:
        return None
    if not regex:
        return text
    # Each character may be a match, and the whole text may stand in each substitution.
    limited(len(text) * (len(substitution) + (len(text) if "$" in substitution else 0)))
    try:
        replaced: str = pattern(regex).sub(_template(substitution), text)
    except (IndexError, KeyError, re.error) as error:
        raise EvaluationError(f"no such group in {substitution!r}: {error}") from None
    return replaced


@lru_cache(maxsize=256)
def _template(substitution: str) -> str:
    """The substitution in the syntax of Python's ``re``."""

    def part(match: re.Match[str]) -> str:
        digit, name, escaped = match.groups()
        if digit is not None:
            return f"\\g<{digit}>"
        if name is not None:
            return f"\\g<{name}>"
        return "\\\\" if escaped in (None, "\\") else escaped

    return _REFERENCE.sub(part, substitution)
