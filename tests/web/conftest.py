import pytest
from werkzeug.test import Client

from hie.app import create_app
from hie.config import Settings


@pytest.fixture(scope="module")
def client(mongod, national, tmp_path_factory):
    """A client of a server with the national profiles."""
    settings = Settings(mongodb_uri=mongod, mongodb_database="web_page", data=tmp_path_factory.mktemp("data"))
    return Client(create_app(settings, national).wsgi_app)
