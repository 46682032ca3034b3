"""The one door to stored resources."""

from hie.repository.check import Check, Finding
from hie.repository.cursor_keys import SETTLE_MS, CursorKeys, KeyPolicy
from hie.repository.document import Documents
from hie.repository.keys import BusinessKeys
from hie.repository.repository import Repository, now_ms

__all__ = [
    "SETTLE_MS",
    "BusinessKeys",
    "Check",
    "CursorKeys",
    "Documents",
    "Finding",
    "KeyPolicy",
    "Repository",
    "now_ms",
]
