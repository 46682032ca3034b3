"""What WSGI hands over of a request: its path, the base URL, its query and its body.

https://peps.python.org/pep-3333/#environ-variables
"""

from typing import Any
from urllib.parse import parse_qsl

from hie.outcome import BadRequest, PayloadTooLarge, UriTooLong

Environ = dict[str, Any]

#: Characters of a path and its query; longer ones the HTTP server refuses without a word.
MAX_URL = 60_000


def check_length(environ: Environ) -> None:
    """Raise UriTooLong for a path and query that are longer than MAX_URL."""
    if len(environ["PATH_INFO"]) + len(environ.get("QUERY_STRING", "")) > MAX_URL:
        raise UriTooLong.because("url-too-long", limit=MAX_URL)


def path_below(environ: Environ, mount: str) -> str:
    """The path below ``mount``, without slashes at its ends.  Raises BadRequest when it is not UTF-8."""
    path: str = environ["PATH_INFO"][len(mount) :]
    try:
        # WSGI hands over the bytes of the path as if they were Latin-1.
        path = path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise BadRequest.because("url-not-utf8") from None
    return path.strip("/")


def base_seen(environ: Environ, mount: str) -> str:
    """The URL of ``mount`` as the client sees it."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return f"{environ['wsgi.url_scheme']}://{host}{mount}"


def read_body(environ: Environ, limit: int) -> bytes:
    """The body, read no further than ``limit`` bytes.

    Raises PayloadTooLarge, and BadRequest when the client went away in the middle.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isdecimal():
        if int(length) > limit:
            raise PayloadTooLarge.because("body-too-large", limit=limit // 1024 // 1024)
        body: bytes = environ["wsgi.input"].read(int(length))
        if len(body) < int(length):
            raise BadRequest.because("body-cut-short", expected=int(length), found=len(body))
        return body
    body = environ["wsgi.input"].read(limit + 1)
    if len(body) > limit:
        raise PayloadTooLarge.because("body-too-large", limit=limit // 1024 // 1024)
    return body


def parse_query(text: str) -> list[tuple[str, str]]:
    """The pairs of a query string or a form, in their order.

    Raises BadRequest when its percent-escapes are not UTF-8.
    """
    if not text:
        return []
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except ValueError:
        raise BadRequest.because("url-not-utf8") from None
