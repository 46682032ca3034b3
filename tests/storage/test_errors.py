"""What the driver raises becomes an error with a status, and every message has both languages."""

import pytest
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DocumentTooLarge,
    ExecutionTimeout,
    InvalidOperation,
    NetworkTimeout,
    NotPrimaryError,
    OperationFailure,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

from hie.outcome import FhirError, InsufficientStorage, PayloadTooLarge, Unavailable
from hie.outcome.messages.storage import MESSAGES
from hie.storage.errors import answering, translated


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (AutoReconnect("secret"), Unavailable),
        (NetworkTimeout("secret"), Unavailable),
        (ServerSelectionTimeoutError("secret"), Unavailable),
        (NotPrimaryError("secret"), Unavailable),
        (WTimeoutError("secret", 64), Unavailable),
        (ExecutionTimeout("secret", 50), Unavailable),
        (OperationFailure("secret", 11600), Unavailable),
        (OperationFailure("secret", 112), Unavailable),
        (OperationFailure("secret", 211), Unavailable),
        (OperationFailure("secret", 14031), InsufficientStorage),
        (OperationFailure("secret", 8, {"errmsg": "No space left on device"}), InsufficientStorage),
        (OperationFailure("secret", 10334), PayloadTooLarge),
        (DocumentTooLarge("secret"), PayloadTooLarge),
        (BulkWriteError({"writeErrors": [{"code": 14031, "errmsg": "secret"}]}), InsufficientStorage),
        (BulkWriteError({"writeConcernErrors": [{"code": 64, "errmsg": "secret"}]}), Unavailable),
        (BulkWriteError({}), Unavailable),
        (OperationFailure("secret", 2), FhirError),
        (InvalidOperation("secret"), FhirError),
    ],
)
def test_each_has_its_answer(error, kind):
    """The kind follows from the class and the code; the driver's text goes nowhere."""
    answer = translated(error)
    assert type(answer) is kind
    assert "secret" not in str(answer)


def test_errors_of_ours_pass():
    """An error that is one already is left alone."""
    with pytest.raises(InsufficientStorage), answering():
        raise InsufficientStorage.because("storage-full")


@pytest.mark.parametrize("key", MESSAGES)
def test_messages_have_both_languages(key):
    """The two templates of a key take the same parameters."""
    params = {"type": "Patient", "id": "a", "identifier": "s|1", "expected": 1, "limit_mb": 16, "detail": "x"}
    ukrainian, english = MESSAGES[key]
    assert ukrainian.format_map(params) != english.format_map(params)
    assert {name for name in params if f"{{{name}}}" in ukrainian} == {
        name for name in params if f"{{{name}}}" in english
    }
