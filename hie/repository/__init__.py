"""The one door to stored resources."""

from hie.repository.document import Documents
from hie.repository.keys import BusinessKeys
from hie.repository.repository import Repository, now_ms

__all__ = ["BusinessKeys", "Documents", "Repository", "now_ms"]
