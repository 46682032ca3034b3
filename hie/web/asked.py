"""What the reader of the playground asks for: by the form, or by a link."""

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from hie.web.permalink import Damaged, unpack

#: Largest text, in bytes.  A page of a longer one is no pleasure, and there are the command and $validate.
LARGEST = 2 << 20
#: A form may bring a text and a file, with every letter of the text escaped.
_LARGEST_FORM = 4 * LARGEST
#: What is left of a form that is too large is read up to here, or the browser would not see the answer.
_DRAINED = 64 << 20


class Unanswerable(Exception):
    """There is nothing to validate: ``notice`` is the key of the text that says why."""

    def __init__(self, notice: str, status: int = 200) -> None:
        super().__init__(notice)
        self.notice = notice
        self.status = status


def posted() -> bytes:
    """The file or, when none was chosen, the text of the form.

    Raises Unanswerable when there is neither, and when there is too much.
    """
    request.max_content_length = request.max_form_memory_size = _LARGEST_FORM
    try:
        file = request.files.get("file")
        data = file.read(LARGEST + 1) if file and file.filename else b""
        data = data or request.form.get("resource", "").encode("utf-8", "replace")
    except RequestEntityTooLarge:
        _drain()
        raise Unanswerable("too-large", 413) from None
    if len(data) > LARGEST:
        raise Unanswerable("too-large", 413)
    if not data.strip():
        raise Unanswerable("empty")
    return data


def _drain() -> None:
    stream = request.environ["wsgi.input"]
    left = _DRAINED
    while left > 0 and (part := stream.read(min(left, 1 << 20))):
        left -= len(part)


def linked() -> bytes | None:
    """The text in the link, if there is one.  Raises Unanswerable when it cannot be read."""
    packed = request.args.get("r")
    if packed is None:
        return None
    try:
        return unpack(packed, LARGEST)
    except Damaged:
        raise Unanswerable("damaged", 400) from None


def as_of() -> str:
    """The date asked for; empty for today."""
    return next(iter(_fields("as-of")), "").strip()


def profiles() -> list[str]:
    """The profiles asked for, each once; a field may hold several with spaces between them."""
    return list(dict.fromkeys(url for field in _fields("profile") for url in field.split()))


def _fields(name: str) -> list[str]:
    """The values of ``name`` in the address and in the form, if that is not too large to be read."""
    try:
        return request.args.getlist(name) + request.form.getlist(name)
    except RequestEntityTooLarge:
        return request.args.getlist(name)
