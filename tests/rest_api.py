"""The REST API called without a network: its client and its fixtures."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from hie.app import create_app
from hie.config import Settings

FHIR_JSON = "application/fhir+json"


@dataclass
class Api:
    """What a FHIR client does, in short."""

    client: Client
    app: Any

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request below the base; ``body`` is JSON, or bytes as they are to be sent."""
        data = (
            body if isinstance(body, bytes) or body is None else json.dumps(body, ensure_ascii=False).encode()
        )
        sent = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None:
            sent.setdefault("Content-Type", FHIR_JSON)
        return self.client.open(f"/fhir/{path}", method=method, data=data, headers=sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read or search."""
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Create, or send a Bundle."""
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Update."""
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        """Delete."""
        return self.send("DELETE", path, **headers)

    def ids(self, path: str, **headers: str) -> list[str]:
        """The ids that a search finds, in its order, over all its pages."""
        found = []
        while path:
            bundle = self.get(path, **headers).json
            found += [entry["resource"]["id"] for entry in bundle.get("entry", [])]
            following = [link["url"] for link in bundle["link"] if link["relation"] == "next"]
            path = following[0].partition("/fhir/")[2] if following else ""
        return found

    def close(self) -> None:
        """Close the connections, which are watched as long as they are open."""
        self.app.extensions["store"].close()


@pytest.fixture(scope="session")
def make_api(mongod, tmp_path_factory):
    """Makes an API with settings of its own on a database of its own."""

    def make(definitions, **settings) -> Api:
        own = {
            "mongodb_uri": mongod,
            "mongodb_database": f"rest_{uuid.uuid4().hex[:10]}",
            "data": tmp_path_factory.mktemp("data"),
        }
        chosen = Settings(**{**own, **settings})
        app = create_app(chosen, definitions)
        return Api(Client(app.wsgi_app), app)

    return make


@pytest.fixture
def api(make_api, plain) -> Iterator[Api]:
    """Plain R4 on an empty database."""
    api = make_api(plain, profiles="none")
    yield api
    api.close()


@pytest.fixture(scope="module")
def shared_api(make_api, plain) -> Iterator[Api]:
    """Plain R4 for tests that leave nothing behind which others would mind."""
    api = make_api(plain, profiles="none")
    yield api
    api.close()
