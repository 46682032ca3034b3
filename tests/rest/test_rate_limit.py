"""How often one client may ask, and how long its URLs may be."""

import pytest
from outcomes import first_issue
from pydantic import ValidationError

from hie.config import Settings


def test_who_asks_too_often_is_told_when_to_come_back(make_api, plain):
    """429 with Retry-After, until the time is over."""
    api = make_api(plain, profiles="none", rate_limit="3/minute")

    statuses = [api.get("Patient").status_code for _ in range(4)]
    refused = api.get("Patient")

    assert [200, 200, 200, 429] == statuses
    assert "too-many-requests" == first_issue(refused)[0]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_a_limit_that_cannot_be_read_stops_the_start():
    with pytest.raises(ValidationError, match="rate_limit"):
        Settings(rate_limit="often")


def test_a_url_that_is_too_long_is_414(shared_api):
    """The answer names POST, which has no such limit."""
    response = shared_api.get(f"Patient?identifier={'x' * 61_000}")

    assert (414, "url-too-long") == (response.status_code, first_issue(response)[0])
    assert "_search" in response.json["issue"][0]["diagnostics"]
