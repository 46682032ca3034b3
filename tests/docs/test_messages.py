"""Every rule key that the code raises has a message: without one, a refusal would be an internal error."""

import re
from pathlib import Path

from hie.outcome.messages import MESSAGES

CODE = Path(__file__).parents[2] / "hie"
NAMED = re.compile(r"""(?:because|Issue)\(\s*"([a-z0-9-]+)\"""")


def test_every_key_has_a_message() -> None:
    """Keys that are written where they are raised; those that are put together are not seen here."""
    missing = {
        (path.name, key)
        for path in CODE.rglob("*.py")
        for key in NAMED.findall(path.read_text("utf-8"))
        if key not in MESSAGES
    }
    assert set() == missing


def test_both_languages_take_the_same_params() -> None:
    """A message says the same in Ukrainian and in English; hints are put in by language."""

    def params(template: str) -> set[str]:
        return {name.removesuffix("_uk").removesuffix("_en") for name in re.findall(r"\{(\w+)\}", template)}

    different = {key for key, (uk, en) in MESSAGES.items() if params(uk) != params(en)}
    assert set() == different
