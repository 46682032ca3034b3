"""Compressed bodies, both ways.

https://www.rfc-editor.org/rfc/rfc9110#section-8.4
"""

import gzip
import json

import pytest
import zstandard
from outcomes import first_issue

LARGE = {"resourceType": "Basic", "code": {"text": "x" * 5000}}
EXPAND = {
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.fixture(scope="module")
def stored(shared_api):
    return shared_api.post("Basic", LARGE).json


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate", "gzip"),
        ("gzip, zstd", "zstd"),
        ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("*", "zstd"),
        ("gzip;q=0", None),
        ("identity", None),
        ("gzip;q=x", None),
        ("", None),
    ],
)
def test_an_answer_is_compressed_as_the_client_likes_best(shared_api, stored, accepted, expected):
    response = shared_api.get(f"Basic/{stored['id']}", Accept_Encoding=accepted)
    body = EXPAND[expected](response.data) if expected else response.data

    assert expected == response.headers.get("Content-Encoding")
    assert stored == json.loads(body)
    assert len(response.data) == int(response.headers["Content-Length"])


def test_a_short_answer_stays_as_it_is(shared_api):
    response = shared_api.get("Basic/none", Accept_Encoding="gzip")

    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_a_compressed_body_is_read(shared_api, encoding, compress):
    response = shared_api.post("Basic", compress(json.dumps(LARGE).encode()), Content_Encoding=encoding)

    assert 201 == response.status_code
    assert LARGE["code"] == response.json["code"]


def test_gzip_may_have_several_members(shared_api):
    text = json.dumps(LARGE).encode()
    body = gzip.compress(text[:100]) + gzip.compress(text[100:])

    assert 201 == shared_api.post("Basic", body, Content_Encoding="gzip").status_code


@pytest.mark.parametrize(
    ("encoding", "body", "status", "key"),
    [
        ("gzip", b"{}", 400, "content-encoding-wrong"),
        ("gzip", gzip.compress(b"{}" * 100, mtime=0)[:-12], 400, "content-encoding-wrong"),
        ("zstd", b"{}", 400, "content-encoding-wrong"),
        ("br", b"{}", 415, "content-encoding-not-supported"),
    ],
)
def test_what_is_not_compressed_as_it_says_is_refused(shared_api, encoding, body, status, key):
    response = shared_api.post("Basic", body, Content_Encoding=encoding)

    assert (status, key) == (response.status_code, first_issue(response)[0])


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
def test_a_bomb_is_refused(make_api, plain, encoding, compress):
    """A few kilobytes that would become more than a body may have."""
    api = make_api(plain, profiles="none", max_body_mb=1)
    bomb = compress(b" " * 64 * 1024 * 1024)

    response = api.post("Basic", bomb, Content_Encoding=encoding)

    assert (413, "body-too-large") == (response.status_code, first_issue(response)[0])
