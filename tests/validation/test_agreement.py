"""The quick check and the walk agree on every resource, and neither ever raises."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_resources import changed, resources

from hie.app import Definitions
from hie.fhir import decode
from hie.outcome import Issue
from hie.validation import Validator
from hie.validation.shapes import Shapes

SETTINGS = settings(
    max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)

#: Rules for definitions that their own definition does not state: a ``type`` that is known, a ``max`` that
#: is a number or ``*``, a question that does not depend on itself.
OF_DEFINITIONS = {"type-unknown", "snapshot-without-element", "max-invalid", "enable-when-target~self"}


def _errors(validator: Validator, resource: Any, now: datetime) -> list[Issue]:
    """The errors of the walk, after all messages have been read and compared with the quick check."""
    issues = validator.validate(resource, now=now)
    for issue in issues:
        assert issue.text("uk")
        assert issue.text("en")
    errors = [issue for issue in issues if issue.is_error]
    assert validator.accepts(resource, now=now) is not bool(errors), errors
    assert errors == validator.check(resource, now=now)
    return errors


@pytest.fixture(scope="module")
def shapes(validator: Validator) -> Shapes:
    """The shapes that the validator works from."""
    return validator.shapes


@SETTINGS
@given(st.data())
def test_made_resources(validator: Validator, shapes: Shapes, now: datetime, data: st.DataObject) -> None:
    """A resource made from the definitions breaks at most invariants, or has modifiers that nobody knows."""
    types = sorted(shapes.registry.resource_types)
    resource = data.draw(resources(shapes, types))
    allowed = {"invariant", "extension"}
    errors = _errors(validator, resource, now)
    assert {issue.code for issue in errors if issue.key not in OF_DEFINITIONS} <= allowed


@SETTINGS
@given(st.data())
def test_changed_resources(validator: Validator, shapes: Shapes, now: datetime, data: st.DataObject) -> None:
    """After one change anywhere, both say the same of the resource."""
    types = sorted(shapes.registry.resource_types)
    resource = data.draw(resources(shapes, types))
    _errors(validator, data.draw(changed(resource)), now)


@SETTINGS
@given(st.data())
def test_changed_national_resources(national: Definitions, now: datetime, data: st.DataObject) -> None:
    """The same holds under the national profiles."""
    validator = national.validator
    resource = data.draw(resources(validator.shapes, sorted(national.national)))
    _errors(validator, data.draw(changed(resource)), now)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resourceType", "name", "id", "meta", "extension", "a"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@SETTINGS
@given(JSON, st.sampled_from(["Patient", "Bundle", "Observation", None]))
def test_any_value(validator: Validator, now: datetime, value: Any, name: str | None) -> None:
    """Any JSON value at all is answered with issues."""
    if name is not None and isinstance(value, dict):
        value["resourceType"] = name
    _errors(validator, value, now)


@pytest.mark.parametrize(
    ("opening", "middle", "closing"),
    [
        ('{"url":"http://x.test/a","extension":[', '{"url":"http://x.test/a","valueString":"b"}', "]}"),
        (
            '{"url":"http://x.test/a","valueReference":{"extension":[',
            '{"url":"http://x.test/b","valueCode":"b"}',
            "]}}",
        ),
    ],
)
@pytest.mark.parametrize("depth", [10, 100, 200, 300])
def test_depth(
    validator: Validator, now: datetime, opening: str, middle: str, closing: str, depth: int
) -> None:
    """What the decoder lets through is validated, however deep it is."""
    text = opening * depth + middle + closing * depth
    resource = decode(f'{{"resourceType":"Patient","extension":[{text}]}}'.encode())
    assert not _errors(validator, resource, now)
