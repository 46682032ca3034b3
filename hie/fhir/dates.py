"""Dates and times of any precision as intervals of milliseconds.

https://hl7.org/fhir/R4/search.html#date

A FHIR date stands for all the time that it leaves open: ``2024-05`` is the whole of May.  What is
written without a time zone is read as UTC, so that every server and every replica reads it alike.
"""

from datetime import UTC, date, datetime, timedelta

#: Where an interval without a start begins and one without an end stops, in ms since the epoch.
OPEN_LOW = -62_135_596_800_000
OPEN_HIGH = 253_402_300_799_999

_DAY_MS = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)


def interval(text: str) -> tuple[int, int]:
    """First and last millisecond since the epoch, both inclusive, of a date, dateTime or instant.

    Raises ValueError when ``text`` is none of them, or names a day that does not exist.
    """
    size = len(text)
    if size > 10:
        return _of_time(text)
    if size == 10 and text[4] == text[7] == "-":
        low = (date.fromisoformat(text).toordinal() - _EPOCH_DAY) * _DAY_MS
        return low, low + _DAY_MS - 1
    if size == 7 and text[4] == "-":
        year, month = int(text[:4]), int(text[5:])
        return _day(year, month), _day(year + month // 12, month % 12 + 1) - 1
    if size == 4:
        year = int(text)
        return _day(year, 1), _day(year + 1, 1) - 1
    raise ValueError(f"not a date: {text!r}")


def _of_time(text: str) -> tuple[int, int]:
    """The interval of a text with a time: a minute, a second, or one millisecond."""
    if text[10] != "T" or text[13:14] != ":":
        raise ValueError(f"not a dateTime: {text!r}")
    if text[16:19] == ":60":
        # FHIR allows the leap second, which Python's calendar does not have; it stays in its minute.
        text = f"{text[:17]}59{text[19:]}"
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    low = (moment - _EPOCH) // _MILLISECOND
    if text[19:20] == ".":
        return low, low
    return low, low + (999 if text[16:17] == ":" else 59_999)


def _day(year: int, month: int) -> int:
    """The first millisecond of a month; the month after December 9999 is where time ends."""
    if year == 10_000:
        return OPEN_HIGH + 1
    return (date(year, month, 1).toordinal() - _EPOCH_DAY) * _DAY_MS
