"""What every page has: the reader's language, the style, and headers that let nothing else in.

https://www.w3.org/TR/CSP2/
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, render_template, request
from markupsafe import Markup

from hie.config import Settings
from hie.outcome import Language, preferred_language
from hie.web.texts import texts

_STYLE = (Path(__file__).parent / "templates" / "style.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

#: The only style is the one in the page, known by its hash; scripts, pictures and frames are not let in.
#: What was pasted may be of a patient, so no cache keeps the page and no other server learns its address.
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the language ``lang``."""

    lang: Language

    @classmethod
    def asked(cls, settings: Settings) -> "Page":
        """In the language that the reader chose by a link, else the one that the browser asks for."""
        match request.args.get("lang"):
            case "uk":
                return cls("uk")
            case "en":
                return cls("en")
            case _:
                return cls(preferred_language(request.headers.get("Accept-Language", ""), settings.language))

    def render(self, template: str, status: int = 200, **values: Any) -> Response:
        """The answer made of ``template`` and ``values``."""
        html = render_template(
            template,
            t=texts(self.lang),
            lang=self.lang,
            other="en" if self.lang == "uk" else "uk",
            style=Markup(_STYLE),  # noqa: S704 - It is a file of ours.
            **values,
        )
        return Response(html, status, HEADERS, content_type="text/html; charset=utf-8")
