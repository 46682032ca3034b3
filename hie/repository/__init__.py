"""The one door to stored resources."""

from hie.repository.check import Check, Finding
from hie.repository.cursor_keys import SETTLE_MS, CursorKeys, KeyPolicy
from hie.repository.custom_parameters import SETTLE_MS as SETTLE_PARAMETERS_MS
from hie.repository.custom_parameters import CustomParameters, Listed
from hie.repository.custom_parameters import State as ParameterState
from hie.repository.document import Documents
from hie.repository.keys import BusinessKeys
from hie.repository.repository import Repository, now_ms

__all__ = [
    "SETTLE_MS",
    "SETTLE_PARAMETERS_MS",
    "BusinessKeys",
    "Check",
    "CursorKeys",
    "CustomParameters",
    "Documents",
    "Finding",
    "KeyPolicy",
    "Listed",
    "ParameterState",
    "Repository",
    "now_ms",
]
