"""Generated code is compiled once and survives damage and another Python."""

import pytest

from hie.conformance import CodeCache


def test_code_is_built_once(tmp_path):
    """The second time the code comes from the disk."""
    calls = []

    def build() -> str:
        calls.append(1)
        return "def double(x):\n    return x * 2\n"

    for _ in range(2):
        namespace = CodeCache(tmp_path).namespace("doubling", "key", build)
        assert namespace["double"](21) == 42
    assert len(calls) == 1
    assert namespace["__name__"] == "doubling"


def test_another_key_is_other_code(tmp_path):
    """The key stands for all that the source depends on."""
    cache = CodeCache(tmp_path)
    assert cache.namespace("m", "1", lambda: "x = 1")["x"] == 1
    assert cache.namespace("m", "2", lambda: "x = 2")["x"] == 2


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"\0" * 200])
def test_a_damaged_file_is_made_again(tmp_path, damage):
    """A torn write or a flipped bit is noticed before the code is loaded."""
    cache = CodeCache(tmp_path)
    cache.namespace("m", "k", lambda: "x = 1")
    (file,) = (tmp_path / "code").glob("*.bin")
    file.write_bytes(damage)
    assert cache.namespace("m", "k", lambda: "x = 2")["x"] == 2
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    assert cache.namespace("m", "k", lambda: "x = 3")["x"] == 3


def test_the_source_lies_beside_the_code_for_tracebacks(tmp_path):
    """A traceback out of generated code shows its lines."""
    namespace = CodeCache(tmp_path).namespace("m", "k", lambda: "def fail():\n    return 1 // 0\n")
    with pytest.raises(ZeroDivisionError) as caught:
        namespace["fail"]()
    assert "return 1 // 0" in str(caught.traceback[-1].statement)
