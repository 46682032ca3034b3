"""Instants as the server writes them: milliseconds, in UTC.

https://hl7.org/fhir/R4/datatypes.html#instant
"""

from datetime import UTC, datetime
from email.utils import formatdate


def instant(milliseconds: int) -> str:
    """``milliseconds`` since the epoch as a FHIR instant such as ``2024-05-01T10:00:00.000Z``."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def http_date(milliseconds: int) -> str:
    """``milliseconds`` since the epoch as an HTTP date such as ``Wed, 01 May 2024 10:00:00 GMT``."""
    return formatdate(milliseconds // 1000, usegmt=True)
