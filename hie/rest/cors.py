"""Which web pages of other sites may use the API: the setting ``cors_origins``.

https://fetch.spec.whatwg.org/#http-cors-protocol
https://hl7.org/fhir/R4/security.html#cors

Browsers ask before they let the script of a page send anything but a simple request; without the
setting they get no permission.
"""

Headers = list[tuple[str, str]]

#: What a script may send; the headers that FHIR gives a meaning to.
_SENT = (
    "Accept, Accept-Language, Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match, "
    "If-Modified-Since, If-None-Exist, If-None-Match, Prefer, X-Requested-With"
)
#: What a script may see of the answer beside its type and language.
_SHOWN = "Content-Location, ETag, Idempotency-Replayed, Last-Modified, Location, Retry-After, X-Progress"
#: Seconds that a browser need not ask again.
_REMEMBERED = "600"


class Cors:
    """Permissions for the pages of ``origins``; ``*`` is every page."""

    def __init__(self, origins: str | None) -> None:
        self._origins = frozenset(origin.strip().rstrip("/") for origin in (origins or "").split(","))
        self._origins -= {""}

    def headers(self, origin: str | None) -> Headers:
        """What an answer to the page of ``origin`` carries."""
        if origin is None or not self._is_known(origin):
            return []
        return [("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", _SHOWN)]

    def permissions(self, origin: str | None, methods: str) -> Headers:
        """What the answer to a browser's question before a request says, beside :meth:`headers`."""
        if origin is None or not self._is_known(origin):
            return []
        return [
            ("Access-Control-Allow-Methods", methods),
            ("Access-Control-Allow-Headers", _SENT),
            ("Access-Control-Max-Age", _REMEMBERED),
        ]

    def _is_known(self, origin: str) -> bool:
        return "*" in self._origins or origin in self._origins
