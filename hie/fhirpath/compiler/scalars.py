"""Functions of single values: strings, mathematics, conversion.

https://hl7.org/fhirpath/N1/#string-manipulation
https://hl7.org/fhirpath/N1/#math
https://hl7.org/fhirpath/N1/#conversion
"""

from dataclasses import dataclass

from hie.fhirpath.compiler.code import BOOLEAN, EMPTY, INTEGER, STRING, Code, Types, boolean
from hie.fhirpath.compiler.functions import Invocation
from hie.fhirpath.compiler.lists import spoken_types
from hie.fhirpath.errors import EvaluationError, FhirpathTypeError
from hie.fhirpath.runtime.regex import pattern
from hie.fhirpath.syntax import Literal

DECIMAL: Types = frozenset(("System.Decimal",))


@dataclass(frozen=True, slots=True)
class ScalarFunction:
    """A runtime function of the focus and some arguments; ``takes`` and ``given`` are what they must be."""

    runtime_name: str
    types: Types
    least: int = 0
    most: int = 0
    takes: str = ""
    given: str = ""
    many: bool = False
    same_type: bool = False


def _text(
    name: str, types: Types, least: int = 0, most: int | None = None, *, many: bool = False
) -> ScalarFunction:
    return ScalarFunction(name, types, least, least if most is None else most, "text", "text", many)


def _math(
    name: str, types: Types, least: int = 0, most: int | None = None, given: str = "number"
) -> ScalarFunction:
    most = least if most is None else most
    return ScalarFunction(name, types, least, most, given=given, same_type=types is None)


FUNCTIONS = {
    "indexOf": _text("index_of", INTEGER, 1),
    "lastIndexOf": _text("last_index_of", INTEGER, 1),
    "substring": ScalarFunction("substring", STRING, 1, 2, "text", "integer"),
    "startsWith": _text("starts_with", BOOLEAN, 1),
    "endsWith": _text("ends_with", BOOLEAN, 1),
    "contains": _text("contains_text", BOOLEAN, 1),
    "upper": _text("upper", STRING),
    "lower": _text("lower", STRING),
    "replace": _text("replace", STRING, 2),
    "matches": _text("matches", BOOLEAN, 1),
    "matchesFull": _text("matches_full", BOOLEAN, 1),
    "replaceMatches": _text("replace_matches", STRING, 2),
    "length": _text("length", INTEGER),
    "toChars": _text("characters", STRING, many=True),
    "trim": _text("trim", STRING),
    "split": _text("split", STRING, 1, many=True),
    "encode": _text("encode", STRING, 1),
    "decode": _text("decode", STRING, 1),
    "escape": _text("escape", STRING, 1),
    "unescape": _text("unescape", STRING, 1),
    "abs": _math("absolute", None),
    "ceiling": _math("ceiling", INTEGER),
    "exp": _math("exponential", DECIMAL),
    "floor": _math("floor", INTEGER),
    "ln": _math("natural_logarithm", DECIMAL),
    "log": _math("logarithm", DECIMAL, 1),
    "power": _math("power", None, 1),
    "round": _math("round_to", DECIMAL, 0, 1, "integer"),
    "sqrt": _math("square_root", DECIMAL),
    "truncate": _math("truncate", INTEGER),
    "lowBoundary": _math("low_boundary", None, 0, 1, "integer"),
    "highBoundary": _math("high_boundary", None, 0, 1, "integer"),
    "precision": _math("precision", INTEGER),
    "comparable": ScalarFunction("comparable", BOOLEAN, 1, 1),
    "toBoolean": ScalarFunction("to_boolean", BOOLEAN),
    "toInteger": ScalarFunction("to_integer", INTEGER),
    "toDecimal": ScalarFunction("to_decimal", DECIMAL),
    "toString": ScalarFunction("to_text", STRING),
    "toDate": ScalarFunction("to_date", frozenset(("System.Date",))),
    "toDateTime": ScalarFunction("to_date_time", frozenset(("System.DateTime",))),
    "toTime": ScalarFunction("to_time", frozenset(("System.Time",))),
    "toQuantity": ScalarFunction("to_quantity", frozenset(("System.Quantity",)), 0, 1, given="text"),
}
#: ``convertsTo…()`` to the conversion that it asks about.
CONVERSIONS = {
    f"converts{name[0].upper()}{name[1:]}": each for name, each in FUNCTIONS.items() if name.startswith("to")
    and name != "toChars"
}  # fmt: skip


def compile_scalar(call: Invocation) -> Code | None:  # noqa: PLR0911 - One return for each kind.
    """The call of a function of this module; None when it is of no function here."""
    if call.name == "join":
        separator = call.one(0, "text") if call.arguments else "''"
        return Code(call.text("join", call.compiler.listed(call.focus), separator), STRING)
    asks = call.name in CONVERSIONS
    found = CONVERSIONS[call.name] if asks else FUNCTIONS.get(call.name)
    if found is None:
        return None
    if not found.least <= len(call.arguments) <= found.most:
        raise FhirpathTypeError(f"{call.name}() takes {found.least} to {found.most} arguments")
    if call.focus.is_empty:
        return EMPTY
    focus = _focus(call, found)
    if call.name in ("matches", "matchesFull") and isinstance(call.arguments[0], Literal):
        return _match(call, focus)
    part = _literal_text(call) if call.name in _INLINE else None
    if part:
        return _inline(call, focus, part)
    arguments = [call.one(index, found.given) for index in range(len(call.arguments))]
    text = call.text(found.runtime_name, focus.text, *arguments)
    if asks:
        converts = call.text("converts", focus.text, text)
        return Code(converts, BOOLEAN)
    types = spoken_types(focus) if found.same_type else found.types
    return Code(text, types, many=found.many)


def _focus(call: Invocation, found: ScalarFunction) -> Code:
    single = call.compiler.scalar(call.focus)
    if found.takes == "text":
        if single.types is None:
            return Code(call.text("expected_text", single.text), STRING, present=single.present)
        # The text of a FHIR date may be cut up like any other text.
        if single.group in ("text", "temporal") and not (single.group == "temporal" and single.is_system):
            return single
        raise FhirpathTypeError(f"{call.name}() is a function of strings, not of {', '.join(single.types)}")
    if found.runtime_name == "to_text" and not single.is_system and single.group == "temporal":
        # What is printed is what was written.
        return Code(single.text, STRING)
    return Code(call.compiler.spoken(single), spoken_types(single), present=single.present)


#: Tests of a text that need no call: what is true, with ``text`` in the place of the focus.
_INLINE = {
    "startsWith": "{text}.startswith({part})",
    "endsWith": "{text}.endswith({part})",
    "contains": "({part} in {text})",
}


def _literal_text(call: Invocation) -> str | None:
    """The first argument, if it is a literal string."""
    node = call.arguments[0]
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None


def _inline(call: Invocation, focus: Code, part: str) -> Code:
    """A test for a constant part."""
    test = _INLINE[call.name]
    if focus.present and focus.is_system:
        return boolean(test.format(text=focus.text, part=repr(part)))
    value = call.text(FUNCTIONS[call.name].runtime_name, focus.text, repr(part))
    when_true = test.format(text=f"({focus.text} or '')", part=repr(part))
    when_not_false = f"({focus.text} is None or {test.format(text=focus.text, part=repr(part))})"
    return Code(value, BOOLEAN, when_true=when_true, when_not_false=when_not_false)


def _match(call: Invocation, focus: Code) -> Code:
    """``matches()`` of a literal, which is compiled but once."""
    node = call.arguments[0]
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        raise FhirpathTypeError(f"{call.name}() needs a regular expression")
    try:
        pattern(node.value)
    except EvaluationError as error:
        raise FhirpathTypeError(str(error)) from None
    maker = "searcher" if call.name == "matches" else "full_matcher"
    bound = call.compiler.out.constant(call.text(maker, repr(node.value)))
    if focus.present and focus.is_system:
        return boolean(f"{bound}({focus.text})")
    name = "matches" if call.name == "matches" else "matches_full"
    when_true = f"({focus.text} is not None and {bound}({focus.text}))"
    when_not_false = f"({focus.text} is None or {bound}({focus.text}))"
    cheap = len(focus.text) <= 60
    return Code(
        call.text(name, focus.text, repr(node.value)),
        BOOLEAN,
        when_true=when_true if cheap else "",
        when_not_false=when_not_false if cheap else "",
    )
