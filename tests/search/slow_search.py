"""A slow, plain search: each parameter's FHIRPath on each resource, each value compared as the text says.

https://hl7.org/fhir/R4/search.html

It shares nothing with the search but the definitions and the FHIRPath engine.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hie.conformance import Registry
from hie.fhirpath import Engine, Environment

MS = timedelta(milliseconds=1)
FAR_PAST, FAR_FUTURE = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
PREFIX = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[-+.\d])")
#: In grams, metres … of the units that the tests use.
UNITS = {
    "kg": (Decimal(1000), "mass"),
    "g": (Decimal(1), "mass"),
    "mg": (Decimal("0.001"), "mass"),
    "m": (Decimal(1), "length"),
    "cm": (Decimal("0.01"), "length"),
}
UCUM = "http://unitsofmeasure.org"
IMPLIED = {
    "gender": "http://hl7.org/fhir/administrative-gender",
    "status": "http://hl7.org/fhir/observation-status",
}
NUMBERS = ("decimal", "integer", "positiveInt", "unsignedInt")


class SlowSearch:
    """Tells whether a resource matches, on a server with the URL ``base``, at the time ``now``."""

    def __init__(self, registry: Registry, base: str, now: datetime) -> None:
        self.registry = registry
        self.engine = Engine(registry)
        self.base = base
        self.now = now

    def matches(self, resource: dict[str, Any], name: str, value: str) -> bool:
        """Whether ``resource`` matches the parameter ``name``, with its modifier, by ``value``."""
        code, _, modifier = name.partition(":")
        if code == "_id":
            return resource["id"] in pieces(value, ",")
        definition = self.registry.search_parameters(resource["resourceType"])[code]
        expression = definition.expression
        if modifier == "missing":
            found = self.values(expression, resource)
            if definition.components:
                parts = [self.values(part.expression, resource) for part in definition.components]
                found = [] if [] in parts else found
            return (not found) == (value == "true")
        wanted = pieces(value, ",")
        if definition.components:
            return any(self.composite(resource, definition, text) for text in wanted)
        kind = definition.type
        held = self.values(expression, resource)
        found_any = any(
            self.compare(code, kind, modifier, type_, each, text) for type_, each in held for text in wanted
        )
        return not found_any if modifier == "not" else found_any

    def values(self, expression: str, resource: dict[str, Any]) -> list[tuple[str, Any]]:
        """What ``expression`` selects, with types."""
        environment = Environment(now=self.now, resolver=self.resolve)
        branches = [
            part
            for part in expression.split(" | ")
            if part.strip("( ").partition(".")[0] in (resource["resourceType"], "Resource")
            or not part.strip("( ")[0].isupper()
        ]
        return [
            (found.type, found.value)
            for branch in branches
            for found in self.engine.evaluate(branch, resource, environment)
        ]

    def resolve(self, reference: str, /, *, canonical: bool = False) -> dict[str, Any] | None:
        """A resource of the type that ``reference`` names."""
        del canonical
        match = re.search(r"([A-Z]\w+)/([\w.-]+)(/_history/\d+)?$", reference)
        return {"resourceType": match[1], "id": match[2]} if match else None

    def composite(self, resource: dict[str, Any], definition: Any, text: str) -> bool:
        """Of composites on the resource itself: every component matches."""
        for part, wanted in zip(definition.components, pieces(text, "$"), strict=True):
            component = self.registry.search_parameter(part.definition)
            held = self.values(part.expression, resource)
            if not any(
                self.compare(component.code, component.type, "", type_, each, wanted) for type_, each in held
            ):
                return False
        return True

    def compare(  # noqa: PLR0911 - One for each kind, of all that is known.
        self, code: str, kind: str, modifier: str, type_: str, held: Any, text: str
    ) -> bool:
        """Whether the value ``held``, of a FHIR type, matches ``text``."""
        match kind:
            case "token" if modifier == "text":
                return any(fold(name).startswith(fold(plain(text))) for name in names(type_, held))
            case "token":
                return self.token(code, type_, held, text)
            case "string":
                return any(self.string(modifier, each, plain(text)) for each in strings(type_, held))
            case "date":
                return self.date(period(type_, held), text)
            case "number":
                return number(type_, held, text)
            case "quantity":
                return quantity(held, text)
            case "reference":
                return self.reference(code, held, plain(text))
            case "uri":
                return uri(modifier, str(held), plain(text))
        raise AssertionError(kind)

    def token(self, code: str, type_: str, held: Any, text: str) -> bool:
        """``code``, ``system|code``, ``|code`` or ``system|``."""
        *system, wanted = [plain(part) for part in pieces(text, "|")]
        for known, value in codes(type_, held):
            if type_ in ("code", "boolean", "System.Boolean"):
                right = not system or system[0] in ("", IMPLIED.get(code))
            else:
                right = not system or (known or "") == system[0]
            if right and (wanted == value or (wanted == "" and bool(system))):
                return True
        return False

    def string(self, modifier: str, held: str, wanted: str) -> bool:
        """By its beginning, as a whole, or by a part."""
        if modifier == "exact":
            return held == wanted
        if modifier == "contains":
            return fold(wanted) in fold(held)
        return fold(held).startswith(fold(wanted))

    def date(self, held: tuple[datetime, datetime], text: str) -> bool:
        """Two intervals."""
        prefix, rest = prefixed(text)
        low, high = moment(rest)
        if prefix == "ap":
            margin = max(abs(self.now - low), abs(self.now - high)) / 10
            low, high = low - margin, high + margin
        return interval(prefix, held, (low, high))

    def reference(self, code: str, held: dict[str, Any], wanted: str) -> bool:
        """By id, type and id, or URL."""
        link = self.local(held.get("reference", ""))
        if re.fullmatch(r"[A-Za-z0-9.-]+", wanted):
            targets = ("Patient",) if code == "patient" else ("Patient", "Group", "Device", "Location")
            return link in [f"{target}/{wanted}" for target in targets]
        return link == self.local(wanted)

    def local(self, link: str) -> str:
        """``link`` without the server's own URL and without a version."""
        return link.removeprefix(f"{self.base}/").partition("/_history/")[0]


def pieces(text: str, separator: str) -> list[str]:
    """``text`` cut at separators without a backslash before them."""
    return re.split(rf"(?<!\\){re.escape(separator)}", text)


def plain(text: str) -> str:
    """``text`` without escapes."""
    return re.sub(r"\\(.)", r"\1", text)


def fold(text: str) -> str:
    """``text`` without case, runs of spaces, kinds of apostrophes, and the marks of Latin letters."""
    text = re.sub("[’ʼ]", "'", " ".join(text.casefold().split()))
    return "".join(
        base if (base := unicodedata.normalize("NFD", letter)[0]).isascii() else letter for letter in text
    )


def prefixed(text: str) -> tuple[str, str]:
    found = PREFIX.match(text)
    return (found[1], text[2:]) if found else ("eq", text)


def codes(type_: str, held: Any) -> list[tuple[str | None, str | None]]:
    """The systems and codes of a value."""
    match type_:
        case "CodeableConcept":
            return [(item.get("system"), item.get("code")) for item in held.get("coding", ())]
        case "Coding":
            return [(held.get("system"), held.get("code"))]
        case "Identifier":
            return [(held.get("system"), held.get("value"))]
        case _:
            return [(None, str(held).lower() if isinstance(held, bool) else str(held))]


def names(type_: str, held: Any) -> list[str]:
    """What people call a coded value."""
    if type_ == "CodeableConcept":
        displays = [item["display"] for item in held.get("coding", ()) if "display" in item]
        return displays + ([held["text"]] if "text" in held else [])
    return [held["display"]] if type_ == "Coding" and "display" in held else []


def strings(type_: str, held: Any) -> list[str]:
    """The strings of a value."""
    if type_ == "HumanName":
        return [held[key] for key in ("family", "text") if key in held] + held.get("given", [])
    if type_ == "Address":
        return [held[key] for key in ("text", "city", "country") if key in held] + held.get("line", [])
    return [str(held)]


def moment(text: str) -> tuple[datetime, datetime]:
    """The first and last millisecond of a date."""
    if "T" in text:
        start = datetime.fromisoformat(text)
        start = start if start.tzinfo else start.replace(tzinfo=UTC)
        colons = text.partition("T")[2][:8].count(":")
        length = MS if "." in text else timedelta(seconds=1) if colons == 2 else timedelta(minutes=1)
        return start, start + length - MS
    year, month, day = (*map(int, text.split("-")), None, None)[:3]
    start = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if day:
        return start, start + timedelta(days=1) - MS
    if month:
        return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) - MS
    return start, datetime(year + 1, 1, 1, tzinfo=UTC) - MS


def period(type_: str, held: Any) -> tuple[datetime, datetime]:
    """The first and last millisecond of a value."""
    if type_ == "Period":
        start = moment(held["start"])[0] if "start" in held else FAR_PAST
        return start, moment(held["end"])[1] if "end" in held else FAR_FUTURE
    return moment(str(held))


def interval(prefix: str, held: tuple[Any, Any], wanted: tuple[Any, Any]) -> bool:
    """Whether two intervals are to each other as ``prefix`` says."""
    (first, last), (low, high) = held, wanted
    return {
        "eq": low <= first and last <= high,
        "ne": not (low <= first and last <= high),
        "gt": last > high,
        "lt": first < low,
        "ge": first >= low or last > high,
        "le": last <= high or first < low,
        "sa": first > high,
        "eb": last < low,
        "ap": first <= high and last >= low,
    }[prefix]


def bounds(prefix: str, text: str) -> tuple[Decimal, Decimal]:
    """What a number stands for: of ``eq`` and ``ne`` half of the last digit's place on both sides."""
    value = Decimal(text)
    if prefix in ("eq", "ne"):
        half = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
        return value - half, value + half
    margin = abs(value) / 10 if prefix == "ap" else Decimal(0)
    return value - margin, value + margin


def numeric(prefix: str, held: tuple[Decimal, Decimal], wanted: tuple[Decimal, Decimal]) -> bool:
    """As :func:`interval`; the upper end of what rounds to a number does not belong to it."""
    if prefix in ("eq", "ne"):
        inside = wanted[0] <= held[0] and held[1] < wanted[1]
        return inside if prefix == "eq" else not inside
    return interval(prefix, held, wanted)


def number(type_: str, held: Any, text: str) -> bool:
    prefix, rest = prefixed(text)
    if type_ in NUMBERS:
        ends = (Decimal(str(held)), Decimal(str(held)))
    else:
        ends = (
            Decimal(str(held.get("low", {}).get("value", "-Infinity"))),
            Decimal(str(held.get("high", {}).get("value", "Infinity"))),
        )
    return numeric(prefix, ends, bounds(prefix, rest))


def quantity(held: dict[str, Any], text: str) -> bool:
    number_, *unit = pieces(text, "|")
    prefix, rest = prefixed(number_)
    low = high = Decimal(str(held["value"]))
    comparator = held.get("comparator", "")
    if comparator:
        low, high = (Decimal("-Infinity"), high) if comparator[0] == "<" else (low, Decimal("Infinity"))
    wanted = bounds(prefix, rest)
    if unit and unit[0] == UCUM:
        if held.get("system") != UCUM:
            return False
        (own, dimension), (asked, same) = UNITS[held["code"]], UNITS[unit[1]]
        if dimension != same:
            return False
        low, high, wanted = low * own, high * own, (wanted[0] * asked, wanted[1] * asked)
    elif unit:
        is_unit = unit[1] in (held.get("code"), held.get("unit"))
        if not is_unit or (unit[0] and unit[0] != held.get("system")):
            return False
    return numeric(prefix, (low, high), wanted)


def uri(modifier: str, held: str, wanted: str) -> bool:
    match modifier:
        case "below":
            return held == wanted or held.startswith(wanted.rstrip("/") + "/")
        case "above":
            return wanted == held or wanted.startswith(held.rstrip("/") + "/")
        case "contains":
            return wanted in held
        case _:
            return held == wanted
