"""Element trees out of the snapshots of StructureDefinitions.

https://hl7.org/fhir/R4/profiling.html#snapshot
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hie.conformance.element import Binding, Constraint, Discriminator, Element, Slicing, TypeRef

FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
_MAX_VALUE_SET = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
_LANGUAGE_CONTROL = "http://hl7.org/fhir/StructureDefinition/narrative-language-control"
_ADDITIONAL_BINDING = frozenset(
    {
        "http://hl7.org/fhir/StructureDefinition/additional-binding",
        "http://hl7.org/fhir/tools/StructureDefinition/additional-binding",
    }
)
_MIN_LENGTH = "http://hl7.org/fhir/StructureDefinition/minLength"
#: Elements of R5 that R4 has as extensions.
_OF_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition."
_MUST_HAVE_VALUE = f"{_OF_R5}mustHaveValue"
_VALUE_ALTERNATIVES = f"{_OF_R5}valueAlternatives"
#: Components may be in units that vital signs are not: the flow of oxygen beside its saturation.
_UNITS_OF_VITAL_SIGNS = (
    "Observation.component.value[x]",
    "http://hl7.org/fhir/ValueSet/ucum-vitals-common",
)
#: What an additional binding is for, as far as it says something of instances, and its strength.
_PURPOSES = {
    "extensible": "extensible",
    "maximum": "required",
    "preferred": "preferred",
    "required": "required",
}

#: What a FHIRPath system type is in FHIR where the definition does not say it.
SYSTEM_TO_FHIR = {
    "String": "string",
    "Boolean": "boolean",
    "Integer": "integer",
    "Decimal": "decimal",
    "Date": "date",
    "DateTime": "dateTime",
    "Time": "time",
}


def build_tree(structure: Mapping[str, Any]) -> Element:
    """The tree of ``structure``'s snapshot; its root stands for the whole resource or data type.

    Raises ValueError when the snapshot is missing, empty or has an element whose parent is not there.
    """
    definitions = structure.get("snapshot", {}).get("element") or []
    if not definitions:
        raise ValueError(f"{structure.get('url')} has no snapshot")
    is_resource = structure.get("kind") == "resource"
    root = _element(definitions[0], is_resource=is_resource)
    open_elements = [(root.path, root)]
    for definition in definitions[1:]:
        element = _element(definition, is_resource=is_resource)
        _attach(open_elements, element, structure)
    return root


def _attach(open_elements: list[tuple[str, Element]], element: Element, structure: Mapping[str, Any]) -> None:
    """Put ``element`` under its parent, which is the innermost open element of the parent's path."""
    path = element.path
    parent_path = path.rpartition(".")[0]
    while open_elements and open_elements[-1][0] != parent_path:
        open_elements.pop()
    if not open_elements:
        raise ValueError(f"{structure.get('url')}: no parent of {element.id}")
    parent = open_elements[-1][1]
    sliced = _sliced_by(parent, element)
    if sliced is None:
        parent.children.append(element)
    else:
        _add_slice(sliced, element)
    # A type slice may have been given the path of its choice; its children keep to the path it had.
    open_elements.append((path, element))


def _sliced_by(parent: Element, element: Element) -> Element | None:
    """The sibling that ``element`` is a slice of, if it is a slice at all."""
    for sibling in reversed(parent.children):
        if sibling.path == element.path:
            return sibling if element.slice_name else None
        # Older snapshots write a type slice as Observation.valueQuantity beside Observation.value[x].
        if sibling.choice and element.name in dict(sibling.keys()):
            element.slice_name = element.slice_name or element.name
            element.path, element.name, element.choice = sibling.path, sibling.name, True
            return sibling
    return None


def _add_slice(sliced: Element, element: Element) -> None:
    """Add ``element`` to the slices of ``sliced``; ``a/b`` is a slice of the slice ``a``."""
    outer, _, inner = (element.slice_name or "").rpartition("/")
    if outer and inner:
        for candidate in sliced.slices:
            if candidate.slice_name == outer:
                candidate.slices.append(element)
                return
            if outer.startswith(f"{candidate.slice_name}/"):
                _add_slice(candidate, element)
                return
    sliced.slices.append(element)


def _element(definition: Mapping[str, Any], *, is_resource: bool) -> Element:
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
        binding=_corrected(path, _binding(definition.get("binding"))),
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
        type_code(item, definition["path"], is_resource=is_resource),
        tuple(item.get("profile", ())),
        tuple(item.get("targetProfile", ())),
        tuple(item.get("aggregation", ())),
        item.get("versioning"),
    )


def type_code(item: Mapping[str, Any], path: str, *, is_resource: bool) -> str:
    """The FHIR type of one ``ElementDefinition.type`` at ``path``.

    R4 types the ``id`` of a resource as a string, but the rules of ``id`` hold for it
    (https://hl7.org/fhir/R4/resource.html#id).
    """
    code = str(item.get("code", ""))
    if not code.startswith(SYSTEM_TYPES):
        return code
    if is_resource and path.count(".") == 1 and path.endswith(".id"):
        return "id"
    for extension in item.get("extension", ()):
        if extension.get("url") == FHIR_TYPE:
            return str(extension.get("valueUrl") or extension.get("valueUri"))
    return SYSTEM_TO_FHIR[code.removeprefix(SYSTEM_TYPES)]


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


def _binding(definition: Mapping[str, Any] | None) -> Binding | None:
    if definition is None:
        return None
    value_set = definition.get("valueSet") or definition.get("valueSetReference", {}).get("reference")
    max_value_set = None
    additional: list[Binding] = []
    for extension in definition.get("extension", ()):
        if extension.get("url") == _MAX_VALUE_SET:
            max_value_set = extension.get("valueCanonical") or extension.get("valueUri")
        elif extension.get("url") in _ADDITIONAL_BINDING:
            additional += _additional(extension)
    return Binding(definition.get("strength", "example"), value_set, max_value_set, tuple(additional))


def _corrected(path: str, binding: Binding | None) -> Binding | None:
    """``binding`` as it was meant where the R4 package has it wrong (docs/decisions.md)."""
    if binding is not None and path == _UNITS_OF_VITAL_SIGNS[0] and binding.strength == "required":
        url = (binding.value_set or "").partition("|")[0]
        if url == _UNITS_OF_VITAL_SIGNS[1]:
            return replace(binding, strength="extensible")
    return binding


def _additional(extension: Mapping[str, Any]) -> Iterator[Binding]:
    """The binding in an additional-binding ``extension``, unless it holds only in a context of use."""
    values = {
        part.get("url"): next((part[key] for key in part if key.startswith("value")), None)
        for part in extension.get("extension", ())
    }
    strength = _PURPOSES.get(str(values.get("purpose")))
    if strength is not None and isinstance(values.get("valueSet"), str) and "usage" not in values:
        yield Binding(strength, values["valueSet"])


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
        if extension.get("url") != TRANSLATION:
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
