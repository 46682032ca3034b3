"""A resource in a link: nothing is kept on the server, and no script is needed to read it.

The text is compressed (https://www.rfc-editor.org/rfc/rfc1950) and written in the letters of
https://www.rfc-editor.org/rfc/rfc4648#section-5 without padding.
"""

import base64
import binascii
import zlib

#: Letters of the longest link.  Proxies cut the line of a request at 8 KB; profiles need some of it too.
LONGEST = 6000


class Damaged(Exception):
    """The link holds no text."""


def pack(text: str) -> str | None:
    """``text`` for a link, or None when it is too long for one."""
    packed = base64.urlsafe_b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).rstrip(b"=")
    return packed.decode() if len(packed) <= LONGEST else None


def unpack(packed: str, largest: int) -> bytes:
    """The text in ``packed``, of ``largest`` bytes at most.

    Raises Damaged when there is none, or when it is longer.
    """
    if len(packed) > LONGEST:
        raise Damaged
    stream = zlib.decompressobj()
    try:
        letters = packed.encode("ascii")
        text = stream.decompress(base64.b64decode(letters + b"=" * (-len(letters) % 4), b"-_", True), largest)
    except (ValueError, binascii.Error, zlib.error):
        raise Damaged from None
    if not stream.eof or stream.unused_data:
        raise Damaged
    return text
