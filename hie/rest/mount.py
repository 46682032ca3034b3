"""The FHIR API in front of Flask's dispatch.

A FHIR request pays for one comparison of its path instead of Flask's request context; every other
request goes on to Flask.  Wrapping ``app.wsgi_app`` is Flask's documented way to do so:
https://flask.palletsprojects.com/en/stable/quickstart/#hooking-in-wsgi-middleware
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from hie.rest.compression import compressed
from hie.rest.environ import Environ
from hie.rest.pipeline import Pipeline

WsgiApp = Callable[[Environ, Any], Iterable[bytes]]

_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class FhirMount:
    """A WSGI application that answers FHIR requests itself and hands all others on."""

    def __init__(self, pipeline: Pipeline, application: WsgiApp) -> None:
        self._pipeline = pipeline
        self._application = application
        self._root = pipeline.mount
        self._below = pipeline.mount + "/"

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        path: str = environ["PATH_INFO"]
        if not path.startswith(self._below) and path != self._root:
            return self._application(environ, start_response)
        response = self._pipeline.answer(environ)
        headers = response.headers
        body = response.body
        if (accepted := environ.get("HTTP_ACCEPT_ENCODING")) is not None:
            body, encoding = compressed(body, accepted)
            if encoding is not None:
                headers.append(("Content-Encoding", encoding))
        if response.status not in (204, 304):
            headers.append(("Content-Length", str(len(body))))
        start_response(_STATUS[response.status], headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
