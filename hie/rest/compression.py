"""Compressed bodies, both ways: gzip and zstd.

https://www.rfc-editor.org/rfc/rfc9110#section-8.4
https://www.rfc-editor.org/rfc/rfc8878

What a client sends compressed is expanded no further than the limit of a body, so that a few kilobytes
cannot become gigabytes.
"""

import zlib
from functools import lru_cache

import zstandard

from hie.outcome import BadRequest, PayloadTooLarge, UnsupportedMediaType

#: Shorter answers fit into one packet as they are.
MIN_BYTES = 1024
#: The fastest levels: the time of the server is dearer than the last tenth of the size.
_GZIP_LEVEL = 1
_ZSTD_LEVEL = 1
_STEP = 1024 * 1024
#: ``wbits`` for zlib: a gzip header and the largest window.
_GZIP = 16 + zlib.MAX_WBITS


def compressed(body: bytes, accept_encoding: str) -> tuple[bytes, str | None]:
    """``body`` in the best encoding that the client takes, and its name; None: as it is."""
    if len(body) < MIN_BYTES:
        return body, None
    encoding = _accepted(accept_encoding)
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body), encoding
    if encoding == "gzip":
        return zlib.compress(body, _GZIP_LEVEL, wbits=_GZIP), encoding
    return body, None


@lru_cache(maxsize=256)
def _accepted(header: str) -> str | None:
    """The encoding that the header Accept-Encoding likes best; zstd where it likes both as well."""
    qualities: dict[str, float] = {}
    for item in header.lower().split(","):
        name, _, quality = item.partition(";")
        try:
            qualities[name.strip()] = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
    others = qualities.get("*", 0.0)
    best = max(("zstd", "gzip"), key=lambda name: qualities.get(name, others))
    return best if qualities.get(best, others) > 0 else None


def expanded(body: bytes, content_encoding: str, limit: int) -> bytes:
    """``body`` as it was before the client compressed it.

    Raises UnsupportedMediaType for another encoding than gzip and zstd, BadRequest for what is not what
    the header says, PayloadTooLarge when it has more than ``limit`` bytes.
    """
    encoding = content_encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    try:
        if encoding in ("gzip", "x-gzip"):
            found = _gunzipped(body, limit)
        elif encoding == "zstd":
            found = _unzstd(body, limit)
        else:
            raise UnsupportedMediaType.because("content-encoding-not-supported", found=encoding[:80])
    except (zlib.error, zstandard.ZstdError, EOFError):
        raise BadRequest.because("content-encoding-wrong", found=encoding) from None
    if len(found) > limit:
        raise PayloadTooLarge.because("body-too-large", limit=limit // 1024 // 1024)
    return found


def _gunzipped(body: bytes, limit: int) -> bytes:
    """The members of a gzip file, one after the other, until there is more than ``limit``."""
    found = b""
    while body and len(found) <= limit:
        member = zlib.decompressobj(wbits=_GZIP)
        found += member.decompress(body, limit + 1 - len(found))
        if not member.eof and len(found) <= limit:
            raise EOFError
        body = member.unused_data
    return found


def _unzstd(body: bytes, limit: int) -> bytes:
    """The frames of a zstd file, until there is more than ``limit``.

    A file that is cut short gives what there is: the Content-Length has told of that already.
    """
    found = bytearray()
    with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
        while len(found) <= limit and (part := reader.read(min(_STEP, limit + 1 - len(found)))):
            found += part
    return bytes(found)
