"""OPTIONS, and which web pages of other sites may use the API.

https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import pytest

OURS = "https://portal.example"


@pytest.fixture(scope="module")
def open_api(make_api, plain):
    return make_api(plain, profiles="none", cors_origins=f"{OURS}, https://other.example/")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("metadata", "GET, HEAD, OPTIONS"),
        ("Patient", "GET, HEAD, OPTIONS, POST"),
        ("Patient/$validate", "OPTIONS, POST"),
    ],
)
def test_options_tells_the_methods(shared_api, path, allowed):
    """Of a path of the route table, those that have a route."""
    response = shared_api.send("OPTIONS", path)

    assert 204 == response.status_code
    assert set(allowed.split(", ")) <= set(response.headers["Allow"].split(", "))


def test_options_of_nothing_is_404(shared_api):
    assert 404 == shared_api.send("OPTIONS", "Patient/a/b/c").status_code


def test_a_browser_gets_permission_for_a_known_page(open_api):
    response = open_api.send("OPTIONS", "Patient/1", Origin=OURS, Access_Control_Request_Method="PUT")

    assert OURS == response.headers["Access-Control-Allow-Origin"]
    assert "PUT" in response.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in response.headers["Access-Control-Allow-Headers"]


def test_a_page_of_another_site_gets_none(open_api):
    response = open_api.get("Patient", Origin="https://evil.example")

    assert 200 == response.status_code
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Origin" in response.headers["Vary"]


def test_a_script_sees_the_headers_that_fhir_uses(open_api):
    response = open_api.get("Patient/none", Origin="https://other.example")

    assert "https://other.example" == response.headers["Access-Control-Allow-Origin"]
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]


def test_without_the_setting_nobody_gets_permission(shared_api):
    response = shared_api.send("OPTIONS", "Patient", Origin=OURS, Access_Control_Request_Method="GET")

    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


def test_a_star_lets_every_page_in(make_api, plain):
    api = make_api(plain, profiles="none", cors_origins="*")

    assert OURS == api.get("metadata", Origin=OURS).headers["Access-Control-Allow-Origin"]
