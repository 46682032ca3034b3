"""One Element out of its ElementDefinition.

https://hl7.org/fhir/R4/elementdefinition.html
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from hie.conformance.bindings import binding_of
from hie.conformance.element import Constraint, Discriminator, Element, Slicing, TypeRef

_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
_SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
_LANGUAGE_CONTROL = "http://hl7.org/fhir/StructureDefinition/narrative-language-control"
_MIN_LENGTH = "http://hl7.org/fhir/StructureDefinition/minLength"
#: Elements of R5 that R4 has as extensions.
_OF_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition."
_MUST_HAVE_VALUE = f"{_OF_R5}mustHaveValue"
_VALUE_ALTERNATIVES = f"{_OF_R5}valueAlternatives"
#: What a FHIRPath system type is in FHIR where the definition does not say it.
_SYSTEM_TO_FHIR = {
    "String": "string",
    "Boolean": "boolean",
    "Integer": "integer",
    "Decimal": "decimal",
    "Date": "date",
    "DateTime": "dateTime",
    "Time": "time",
}


def element_of(definition: Mapping[str, Any], *, is_resource: bool) -> Element:
    """The Element that one ElementDefinition describes, without children."""
    path = definition["path"]
    segment = path.rpartition(".")[2]
    maximum = definition.get("max", "*")
    base_maximum = definition.get("base", {}).get("max", maximum)
    fixed, fixed_type = _typed_value(definition, "fixed")
    pattern, pattern_type = _typed_value(definition, "pattern")
    min_value, min_value_type = _typed_value(definition, "minValue")
    max_value, max_value_type = _typed_value(definition, "maxValue")
    reference = definition.get("contentReference")
    return Element(
        id=definition.get("id", path),
        path=path,
        name=segment.removesuffix("[x]"),
        choice=segment.endswith("[x]"),
        min=definition.get("min", 0),
        max=None if maximum == "*" else int(maximum),
        is_list=base_maximum not in ("0", "1"),
        types=_types(definition, is_resource=is_resource),
        binding=binding_of(definition),
        constraints=tuple(_constraint(item) for item in definition.get("constraint", ())),
        content_reference=reference.rpartition("#")[2] if reference else None,
        fixed=fixed,
        fixed_type=fixed_type,
        pattern=pattern,
        pattern_type=pattern_type,
        min_value=min_value,
        min_value_type=min_value_type,
        max_value=max_value,
        max_value_type=max_value_type,
        max_length=definition.get("maxLength"),
        min_length=_min_length(definition),
        value_alternatives=_value_alternatives(definition),
        slicing=_slicing(definition.get("slicing")),
        slice_name=definition.get("sliceName"),
        is_modifier=definition.get("isModifier", False),
        is_summary=definition.get("isSummary", False),
        must_support=definition.get("mustSupport", False),
        representation=tuple(definition.get("representation", ())),
        short=definition.get("short"),
        language_control=tuple(
            str(item.get("valueCode"))
            for item in definition.get("extension", ())
            if item.get("url") == _LANGUAGE_CONTROL
        ),
    )


def _min_length(definition: Mapping[str, Any]) -> int | None:
    """The least length of a text, which in R4 is an extension."""
    for extension in definition.get("extension", ()):
        if extension.get("url") == _MIN_LENGTH:
            length = extension.get("valueInteger")
            return length if isinstance(length, int) else None
    return None


def _value_alternatives(definition: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The extensions that may stand for the value of a primitive that must have one; None: it need not."""
    found: list[str] = []
    must_have_value = False
    for extension in definition.get("extension", ()):
        if extension.get("url") == _MUST_HAVE_VALUE:
            must_have_value = must_have_value or extension.get("valueBoolean") is True
        elif extension.get("url") == _VALUE_ALTERNATIVES:
            found.append(str(extension.get("valueCanonical")).partition("|")[0])
    return tuple(found) if found or must_have_value else None


def _typed_value(definition: Mapping[str, Any], prefix: str) -> tuple[Any, str | None]:
    """The value of a choice such as ``fixed[x]`` and the FHIR type in its name, with a lower first letter.

    A primitive keeps its JSON value.  The name of a complex type keeps its capital.
    """
    for key, value in definition.items():
        if key.startswith(prefix) and key[len(prefix) : len(prefix) + 1].isupper():
            name = key[len(prefix) :]
            return value, name if isinstance(value, dict) else name[0].lower() + name[1:]
    return None, None


def _types(definition: Mapping[str, Any], *, is_resource: bool) -> tuple[TypeRef, ...]:
    """The allowed types, each code once, with FHIRPath's system types turned into FHIR's."""
    merged: dict[str, TypeRef] = {}
    for item in definition.get("type", ()):
        ref = _type_ref(definition, item, is_resource=is_resource)
        seen = merged.get(ref.code)
        if seen is not None:
            ref = _shared(
                ref.code,
                seen.profiles + ref.profiles,
                seen.targets + ref.targets,
                ref.aggregation,
                ref.versioning,
            )
        merged[ref.code] = ref
    return tuple(merged.values())


def _type_ref(definition: Mapping[str, Any], item: Mapping[str, Any], *, is_resource: bool) -> TypeRef:
    return _shared(
        _type_code(item, definition["path"], is_resource=is_resource),
        tuple(item.get("profile", ())),
        tuple(item.get("targetProfile", ())),
        tuple(item.get("aggregation", ())),
        item.get("versioning"),
    )


def _type_code(item: Mapping[str, Any], path: str, *, is_resource: bool) -> str:
    """The FHIR type of one ``ElementDefinition.type`` at ``path``.

    R4 types the ``id`` of a resource as a string, but the rules of ``id`` hold for it
    (https://hl7.org/fhir/R4/resource.html#id).
    """
    code = str(item.get("code", ""))
    if not code.startswith(_SYSTEM_TYPES):
        return code
    if is_resource and path.count(".") == 1 and path.endswith(".id"):
        return "id"
    for extension in item.get("extension", ()):
        if extension.get("url") == _FHIR_TYPE:
            return str(extension.get("valueUrl") or extension.get("valueUri"))
    return _SYSTEM_TO_FHIR[code.removeprefix(_SYSTEM_TYPES)]


@lru_cache(maxsize=8192)
def _shared(
    code: str,
    profiles: tuple[str, ...],
    targets: tuple[str, ...],
    aggregation: tuple[str, ...],
    versioning: str | None,
) -> TypeRef:
    """One TypeRef for all elements of the same type: there are thousands of them and few are different."""
    return TypeRef(code, profiles, targets, aggregation, versioning)


def _constraint(definition: Mapping[str, Any]) -> Constraint:
    return _shared_constraint(
        definition["key"],
        definition.get("severity", "error"),
        definition.get("human", ""),
        definition.get("expression"),
        definition.get("source"),
        tuple(_translations(definition.get("_human", {}).get("extension", ()))),
    )


@lru_cache(maxsize=4096)
def _shared_constraint(
    key: str,
    severity: str,
    human: str,
    expression: str | None,
    source: str | None,
    translations: tuple[tuple[str, str], ...],
) -> Constraint:
    """One Constraint for all elements that repeat it: ele-1 alone stands on nearly every element."""
    texts = {"en": human, **dict(translations)}
    return Constraint(key, severity, human, expression, source, texts)


def _translations(extensions: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """``(language, text)`` of each translation extension; ``uk-UA`` counts as ``uk``."""
    for extension in extensions:
        if extension.get("url") != _TRANSLATION:
            continue
        parts = {part.get("url"): part for part in extension.get("extension", ())}
        language = parts.get("lang", {}).get("valueCode")
        content = parts.get("content", {})
        text = content.get("valueString") or content.get("valueMarkdown")
        if language and text:
            yield language.partition("-")[0], text


def _slicing(definition: Mapping[str, Any] | None) -> Slicing | None:
    if definition is None:
        return None
    discriminators = tuple(
        Discriminator(item.get("type", "value"), item.get("path", "$this"))
        for item in definition.get("discriminator", ())
    )
    return Slicing(discriminators, definition.get("rules", "open"), definition.get("ordered", False))
