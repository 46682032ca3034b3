"""JSON Patch of resources.

https://www.rfc-editor.org/rfc/rfc6902
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from jsonpatch import InvalidJsonPatch, JsonPatch, JsonPatchException, JsonPatchTestFailed
from jsonpointer import JsonPointer, JsonPointerException

from hie.fhir import encode
from hie.outcome import BadRequest, Unprocessable

#: What all copies of one patch may add, as JSON: copies of copies double.
MAX_COPIED_BYTES = 1_000_000

#: Operations that were read, each with its path, as it was sent.
Operations: TypeAlias = Sequence[tuple[str, JsonPatch]]


def read(document: Any) -> Operations:
    """The operations of a patch ``document``.

    Raises BadRequest, with the number of the operation (from 1), for what is none.
    """
    if not isinstance(document, list):
        raise BadRequest.because("patch-not-array")
    return [_operation(number, item) for number, item in enumerate(document, 1)]


def _operation(number: int, item: Any) -> tuple[str, JsonPatch]:
    try:
        if isinstance(item, dict):
            return str(item.get("path", "")), JsonPatch([item])
    except (JsonPatchException, JsonPointerException, TypeError):
        pass
    raise BadRequest.because("patch-operation-malformed", number=number)


def apply(operations: Operations, resource: dict[str, Any]) -> Any:
    """What ``operations`` make of ``resource``, which is used up.

    Raises Unprocessable when one of them does not fit, with its number (from 1) and path.
    """
    patched: Any = resource
    copied = 0
    for number, (path, operation) in enumerate(operations, 1):
        copied += _copied_bytes(operation, patched)
        if copied > MAX_COPIED_BYTES:
            raise Unprocessable.because(
                "patch-too-large", number=number, limit_mb=MAX_COPIED_BYTES // 1_000_000
            )
        try:
            patched = operation.apply(patched, in_place=True)
        except JsonPatchTestFailed:
            raise Unprocessable.because("patch-test-failed", number=number, path=path) from None
        except InvalidJsonPatch:
            raise BadRequest.because("patch-operation-malformed", number=number) from None
        except (JsonPatchException, JsonPointerException, TypeError, KeyError, IndexError):
            raise Unprocessable.because("patch-path-missing", number=number, path=path) from None
    return patched


def _copied_bytes(operation: JsonPatch, resource: Any) -> int:
    """How much ``operation`` will add by copying; 0 for others, and for what cannot be copied."""
    asked = operation.patch[0]
    if asked["op"] != "copy":
        return 0
    try:
        return len(encode(JsonPointer(asked["from"]).resolve(resource)))
    except (JsonPointerException, TypeError, KeyError, IndexError):
        return 0
